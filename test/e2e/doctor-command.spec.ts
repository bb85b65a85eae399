import { execFile } from 'node:child_process';
import { type Server, createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '#local-postgres';
import { TROUBLESHOOTING } from '../../apps/cli/src/doctor/troubleshooting.js';
import { defaultSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { at } from '../support/examples.js';
import { ADMIN_KEY, SENDER, type Stack, startStack } from '../support/stack.js';

const MAIN = join(import.meta.dirname, '../../dist/apps/cli/src/main.js');

let stack: Stack;
const closing: Server[] = [];
beforeAll(async () => {
  const started = await startStack({ worker: true });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
afterAll(async () => {
  for (const server of closing) server.close();
  await stack.stop();
});

type Variables = Readonly<Record<string, string>>;

interface Ended {
  readonly code: number;
  readonly said: string;
  readonly complained: string;
}

/** `recado …` with the environment of the API and the worker, and these changes. */
async function recado(change: Variables, ...words: readonly string[]): Promise<Ended> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'test',
    ENABLE_WHATSAPP_NOTIFICATIONS: 'true',
    DATABASE_URL: stack.databaseUrl,
    API_PORT: new URL(stack.url).port,
    WORKER_PORT: new URL(stack.workerUrl).port,
    PUBLIC_URL: stack.url,
    ADMIN_API_KEY: ADMIN_KEY,
    WHATSAPP_GRAPH_URL: stack.sandboxUrl,
    WHATSAPP_ACCESS_TOKEN: defaultSettings.accessToken,
    WHATSAPP_PHONE_NUMBER_ID: SENDER,
    WHATSAPP_BUSINESS_ACCOUNT_ID: defaultSettings.wabaId,
    WHATSAPP_APP_ID: defaultSettings.appId,
    WHATSAPP_APP_SECRET: defaultSettings.appSecret,
    WHATSAPP_WEBHOOK_VERIFY_TOKEN: defaultSettings.verifyToken,
    ...change,
  };
  return promisify(execFile)(process.execPath, [MAIN, ...words], { env, cwd: '/' }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout, complained: stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      said: error.stdout,
      complained: error.stderr,
    }),
  );
}

describe('recado doctor, as a command,', () => {
  it('says one line a finding, sends a real message, and ends with 0 where nothing fails', async () => {
    const { code, said } = await recado({}, 'doctor', '--send', '+34600000001');
    expect([code, said.split('\n').filter((line) => line.startsWith('fail'))]).toEqual([0, []]);
    expect(said).toMatch(/^pass {2}postgresql +PostgreSQL \d+\S* answers$/m);
    expect(said).toMatch(/^pass {2}live message +\S+: Meta took it, and its own webhook said \w+$/m);
    expect(said).toMatch(/^remember {2}Is Meta well\? https:\/\/metastatus\.com\//m);
    expect(said).toMatch(/\n\d+ passed, \d+ to look at, 0 failed\.\n$/);
    // No terminal: no colours.
    expect(said).not.toContain('\u001B');
  });

  it('puts the remedy of the troubleshooting table behind what fails, and ends with 1', async () => {
    const { code, said } = await recado({ PO_TEMPLATE: 'nobody_made_it' }, 'doctor');
    const line = said.split('\n').find((text) => text.startsWith('fail  template')) ?? '';
    expect(line).toContain(` → ${TROUBLESHOOTING.TEMPLATE_MISSING.remedy} [TEMPLATE_MISSING]`);
    expect(code).toBe(1);
  });

  it('is JSON for programs', async () => {
    const { code, said } = await recado({ PO_TEMPLATE: 'nobody_made_it' }, 'doctor', '--json');
    const report: unknown = JSON.parse(said);
    expect(report).toMatchObject({ ok: false, reminders: expect.arrayContaining([expect.stringContaining('--send')]) });
    const { remedy } = TROUBLESHOOTING.TEMPLATE_MISSING;
    expect(at(report, 'checks')).toContainEqual(
      expect.objectContaining({ check: 'template', result: 'fail', code: 'TEMPLATE_MISSING', remedy }),
    );
    expect(code).toBe(1);
  });

  it('says everything that is wrong with an environment that cannot be read, and nothing else', async () => {
    const { code, said } = await recado({ API_PORT: 'many', MESSAGE_TTL: '72' }, 'doctor');
    expect(said.match(/^fail {2}environment .*(API_PORT|MESSAGE_TTL).* → .*\[ENVIRONMENT_INVALID\]$/gm)).toHaveLength(
      2,
    );
    expect(code).toBe(1);
  });

  it('shows no token, no secret and no key', async () => {
    const { said } = await recado({}, 'doctor', '--json');
    for (const secret of [
      ADMIN_KEY,
      defaultSettings.accessToken,
      defaultSettings.appSecret,
      defaultSettings.verifyToken,
    ])
      expect(said).not.toContain(secret);
  });
});

/** The API behind something that hands requests on, and loses the answers to the first of them. */
async function losing(answers: number): Promise<string> {
  const port = await freePort();
  let left = answers;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.entries(request.headers).flatMap(([name, value]) =>
        typeof value === 'string' && /^(authorization|content-type|idempotency-key)$/.test(name)
          ? [[name, value] as const]
          : [],
      );
      void fetch(stack.url + (request.url ?? ''), {
        method: request.method ?? 'GET',
        headers: Object.fromEntries(headers),
        ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
      }).then(async (answer) => {
        const text = await answer.text();
        left -= 1;
        if (left >= 0) request.socket.destroy();
        else response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
      });
    });
  });
  closing.push(server);
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
  return `http://127.0.0.1:${port}`;
}

describe('recado send', () => {
  const order = ['--param', 'Proveedor ABC', '--param', 'PO-2024-001', '--param', '€1,250.00'];
  const accepted = async (phone: string): Promise<number> =>
    (await stack.sql('SELECT FROM whatsapp_messages WHERE recipient_phone = $1', [phone])).length;

  it('hands one message in, and with --follow shows its timeline until it is read', async () => {
    const { code, said } = await recado({}, 'send', '--to', '+34600000002', ...order, '--follow');
    expect(said).toMatch(/^[0-9a-f-]{36} {2}PENDING/);
    expect(said).toContain('“Hola Proveedor ABC, has recibido una nueva orden de compra PO-2024-001');
    expect(said).toMatch(/^\+ +\d+\.\d\d s {2}attempt 1: accepted$/m);
    expect(said).toMatch(/^\+ +\d+\.\d\d s {2}read$/m);
    expect(code).toBe(0);
  });

  it('ends with 1 and the advice where the message fails', async () => {
    const { code, complained } = await recado({}, 'send', '--to', '+34601131026', ...order, '--follow');
    expect(complained).toMatch(/^FAILED: .+ \(131026\)\. .+\n$/);
    expect(code).toBe(1);
  });

  it('is JSON for programs, with the timeline where it was followed', async () => {
    const { said } = await recado({}, 'send', '--to', '+34600000003', ...order, '--follow', '--json');
    expect(JSON.parse(said)).toMatchObject({ status: 'READ', to: '+34600000003', events: expect.any(Array) });
  });

  it('asks again where the answer was lost, and makes one message all the same', async () => {
    const { code, said } = await recado({}, 'send', '--to', '+34600000011', ...order, '--api', await losing(1));
    expect(said).toMatch(/^[0-9a-f-]{36} {2}\w+/);
    expect([code, await accepted('+34600000011')]).toEqual([0, 1]);
  });

  it('says where no answer comes that it may be accepted, and how to repeat it without a second message', async () => {
    const words = ['send', '--to', '+34600000012', ...order];
    const { code, complained } = await recado({}, ...words, '--api', await losing(2));
    const [, key = ''] = /may have done it all the same\. .*--idempotency-key ([0-9a-f-]{36}): /.exec(complained) ?? [];
    expect([code, await accepted('+34600000012')]).toEqual([1, 1]);
    expect(await recado({}, ...words, '--idempotency-key', key)).toMatchObject({ code: 0 });
    expect(await accepted('+34600000012')).toBe(1);
    // Control: each command by itself is a message of its own.
    await recado({}, ...words);
    expect(await accepted('+34600000012')).toBe(2);
  });

  it('needs no more than a key of whoever types it', async () => {
    const { said } = await recado({}, 'keys', 'create', 'operator', '--scope', 'messages:write', 'messages:read');
    const own = { RECADO_API_KEY: said.trim(), ADMIN_API_KEY: 'x'.repeat(32) };
    const sent = await recado(own, 'send', '--to', '+34600000013', ...order, '--follow');
    expect(sent).toMatchObject({ code: 0, complained: '' });
    const { said: checks } = await recado(own, 'doctor');
    expect(checks).toMatch(/^warn {2}monitoring +the key may not ask .* scope ops .*\[KEY_MISSING\]$/m);
  });

  it('says so where no API answers', async () => {
    const words = ['send', '--to', '+34600000004', ...order, '--api', `http://127.0.0.1:${await freePort()}/`];
    expect(await recado({}, ...words)).toMatchObject({
      code: 1,
      complained: expect.stringMatching(/^No API answers at http:.*\d \(ECONNREFUSED\)/),
    });
  });

  it.each<readonly [what: string, change: Variables, to: string, words: RegExp]>([
    ['the API refuses', {}, '34600000004', /^PHONE_INVALID: .*Did you mean \+34600000004\?/],
    [
      'it has no key',
      { ADMIN_API_KEY: '' },
      '+34600000004',
      /^UNAUTHENTICATED: .* RECADO_API_KEY, or else ADMIN_API_KEY\.\n$/,
    ],
  ])('says why where %s', async (_what, change, to, words) => {
    const { code, complained } = await recado(change, 'send', '--to', to, ...order);
    expect(complained).toMatch(words);
    expect(code).toBe(1);
  });
});
