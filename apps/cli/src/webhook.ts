import { join } from 'node:path';
import { Command } from 'commander';
import { processEnvironment } from '#runtime';
import { SUBSCRIBED_FIELDS } from '#webhook-events';
import { shakeHands } from './shake-hands.js';
import { refuse, say } from './terminal.js';

const PATH = '/api/v1/whatsapp/webhook';
/** Milliseconds; whoever takes longer for a handshake takes longer for events, too. */
const PATIENCE_MS = 10_000;

/** Unlike the database these are not found: whoever gives Meta an address of a trial must know both anyway. */
function ofATrial({ API_PORT = '', RECADO_DATA_DIR = '' }: Readonly<Record<string, string | undefined>>): string {
  const url = `http://127.0.0.1:${API_PORT.trim() === '' ? '3000' : API_PORT.trim()}`;
  const file = join(RECADO_DATA_DIR.trim() === '' ? '.recado' : RECADO_DATA_DIR.trim(), 'development.json');
  return `of a running npm start they are ${url} (or the port of its --port) and verifyToken in ${file}`;
}

/** `recado webhook verify`: Meta's handshake against PUBLIC_URL, before Meta makes it. */
export function webhook(): Command {
  const command = new Command('webhook').description("Meta's way to us");
  command
    .command('verify')
    .description(
      'The handshake against PUBLIC_URL, as Meta makes it when the callback URL is saved. It takes PUBLIC_URL and ' +
        `WHATSAPP_WEBHOOK_VERIFY_TOKEN: ${ofATrial(processEnvironment())}.`,
    )
    .summary('the handshake against PUBLIC_URL, as Meta makes it')
    .action(verify);
  return command;
}

async function verify(): Promise<void> {
  const environment = processEnvironment();
  const { PUBLIC_URL: publicUrl = '', WHATSAPP_WEBHOOK_VERIFY_TOKEN: verifyToken = '' } = environment;
  if (!/^https?:\/\//.test(publicUrl) || !URL.canParse(publicUrl)) {
    refuse(
      'PUBLIC_URL is missing or no http(s) URL: it is where Meta reaches us, without /api/v1/whatsapp. ' +
        `It and WHATSAPP_WEBHOOK_VERIFY_TOKEN: ${ofATrial(environment)}.`,
    );
    return;
  }
  if (verifyToken === '') {
    refuse(
      "WHATSAPP_WEBHOOK_VERIFY_TOKEN is missing: it is the text in Meta's dashboard beside the callback URL. " +
        `PUBLIC_URL and it: ${ofATrial(environment)}.`,
    );
    return;
  }
  const url = new URL(publicUrl.replace(/\/+$/, '') + PATH);
  say(`GET ${url.href}`);
  const handshake = await shakeHands({ url, verifyToken, timeoutMs: PATIENCE_MS });
  if (handshake.kind === 'failed') {
    refuse(`${handshake.problem} ${handshake.remedy}`);
    return;
  }
  say(`The challenge came back after ${handshake.milliseconds} ms, and a wrong token was refused.`);
  if (url.protocol === 'http:') say('Meta calls https only: over http this is good for the sandbox.');
  say(`In Meta's dashboard the app must be subscribed to these fields: ${SUBSCRIBED_FIELDS.join(', ')}.`);
  say('This was asked from this machine: Meta asks from the internet, and must get through, too.');
}
