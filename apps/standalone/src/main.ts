import { join } from 'node:path';
import { ApiClient } from '#api-client';
import { forgetRunningDatabase } from '#local-postgres';
import { processEnvironment } from '#runtime';
import { CannotStart } from './cannot-start.js';
import { developmentSecrets } from './development-secrets.js';
import { refuseTakenPorts } from './find-taken-ports.js';
import { holdDataFolder } from './hold-data-folder.js';
import { type Options, readOptions, USAGE } from './read-options.js';
import { readSettings, type Settings } from './read-settings.js';
import { sayAddresses } from './say-addresses.js';
import { showExampleOrder } from './show-example-order.js';
import { startEverything } from './start-everything.js';
import { lastWords, type Program } from './start-program.js';
import { stopEverything } from './stop-everything.js';
import { bold, faint, loud, say, sayFailed, seconds } from './terminal.js';
import { whenParentChanges } from './when-parent-changes.js';

/** `npm start`: the whole product on this machine, and one purchase order from PENDING to READ. */
const compiled = join(import.meta.dirname, '../../..');

const reading = readOptions(process.argv.slice(2));
switch (reading.kind) {
  case 'help':
    say(USAGE);
    break;
  case 'mistake':
    process.stderr.write(`${reading.message}\n\n${USAGE}`);
    process.exitCode = 64;
    break;
  case 'run':
    await run(reading.options);
}

async function run(options: Options): Promise<void> {
  const started = performance.now();
  const running: Program[] = [];
  let release = async (): Promise<void> => undefined;
  let ending = false;
  const end = async (code: number, farewell?: string): Promise<void> => {
    if (ending) return;
    ending = true;
    await stopEverything(running);
    await release();
    if (farewell !== undefined) say(farewell);
    process.exit(code);
  };
  const fail = async (error: unknown): Promise<void> => {
    // What breaks while we stop is not the reason why we stop.
    if (ending) return;
    sayFailed(
      error instanceof CannotStart
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error),
    );
    await end(1);
  };
  // Whoever listened to us, a closed terminal or `npm start | head`, is gone: nobody could press Ctrl-C any more.
  process.stdout.on('error', () => void end(1));
  const stop = (): void =>
    void end(options.once ? 1 : 0, `\nStopped. Everything is kept; npm start goes on from here.`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  whenParentChanges(stop);
  try {
    const settings = readSettings(options, processEnvironment(), join(compiled, '..'), process.env);
    sayWhatThisIs(settings, options);
    const sends = !settings.silenced && (settings.provider === 'sandbox' || options.to !== undefined);
    if (options.once && settings.silenced)
      throw new CannotStart('--once waits for READ, and with ENABLE_WHATSAPP_NOTIFICATIONS=false nothing is sent.');
    if (options.once && !sends)
      throw new CannotStart('--once waits for READ, and through Meta nothing is sent without --to.');
    await refuseToDisturb(settings, (hold) => (release = hold));
    const secrets = await developmentSecrets(settings.dataFolder);
    await startEverything(settings, secrets, options.to, compiled, (program) => {
      running.push(program);
      void program.ended.then(async () => fail(new CannotStart(await lastWords(program))));
    });
    say(faint(`    ready after ${seconds(performance.now() - started)}`));

    const ownKey = settings.variables['ADMIN_API_KEY'];
    const api = new ApiClient(`http://127.0.0.1:${settings.ports.api}`, ownKey ?? secrets.apiKey);
    const read = sends && (await showExampleOrder(api, options.to));
    if (options.once) return await end(read ? 0 : 1);
    sayAddresses(settings, ownKey === undefined ? secrets.apiKey : undefined, options.to);
    say(`Serving. ${bold('Ctrl-C')} stops everything.`);
  } catch (error) {
    await fail(error);
  }
}

function sayWhatThisIs({ provider, silenced }: Settings, { to }: Options): void {
  say();
  if (provider === 'sandbox') {
    say(bold('Recado sends WhatsApp template messages. This is it on your machine, with a stand-in for Meta.'));
    if (silenced) sayNothingIsSent();
    return;
  }
  say(loud(' THIS IS META: WHATSAPP_ACCESS_TOKEN is set, messages reach real phones and cost money. '));
  if (silenced) return sayNothingIsSent();
  if (to !== undefined) return;
  say('No example order is sent: that takes --to +34…, the phone of somebody who expects it.');
  say('What the API accepts waits, unless ENABLE_WHATSAPP_NOTIFICATIONS=true.');
}

function sayNothingIsSent(): void {
  say('Nothing is sent, because ENABLE_WHATSAPP_NOTIFICATIONS=false: what the API accepts waits.');
}

/** Before anything is started: another start on these data, or other programs on our ports. */
async function refuseToDisturb(
  { dataFolder, ports, provider }: Settings,
  onHold: (release: () => Promise<void>) => void,
): Promise<void> {
  const release = await holdDataFolder(dataFolder, `http://127.0.0.1:${ports.api}`);
  onHold(async () => {
    await forgetRunningDatabase(dataFolder);
    await release();
  });
  await refuseTakenPorts([
    { port: ports.api, for: 'the API', change: 'choose others with "npm start -- --port N" or API_PORT.' },
    { port: ports.worker, for: 'the worker', change: 'choose others with "npm start -- --port N" or WORKER_PORT.' },
    ...(provider === 'sandbox'
      ? [{ port: ports.sandbox, for: 'the sandbox', change: 'choose another with SANDBOX_PORT.' }]
      : []),
  ]);
}
