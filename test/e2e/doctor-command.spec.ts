import { execFile } from 'node:child_process';
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
beforeAll(async () => {
  const started = await startStack({ worker: true });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
afterAll(() => stack.stop());

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

describe('recado send', () => {
  const order = ['--param', 'Proveedor ABC', '--param', 'PO-2024-001', '--param', '€1,250.00'];

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

  it('says so where no API answers', async () => {
    const words = ['send', '--to', '+34600000004', ...order, '--api', `http://127.0.0.1:${await freePort()}/`];
    expect(await recado({}, ...words)).toMatchObject({
      code: 1,
      complained: expect.stringMatching(/^No API answers at http:.*\d \(ECONNREFUSED\)/),
    });
  });

  it.each<readonly [what: string, change: Variables, to: string, words: RegExp]>([
    ['the API refuses', {}, '34600000004', /^PHONE_INVALID: .*Did you mean \+34600000004\?/],
    ['it has no key', { ADMIN_API_KEY: '' }, '+34600000004', /^UNAUTHENTICATED: .*ADMIN_API_KEY\.\n$/],
  ])('says why where %s', async (_what, change, to, words) => {
    const { code, complained } = await recado(change, 'send', '--to', to, ...order);
    expect(complained).toMatch(words);
    expect(code).toBe(1);
  });
});
