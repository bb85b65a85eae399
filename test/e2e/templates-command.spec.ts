import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { SENDER, type Stack, startStack } from '../support/stack.js';

const MAIN = join(import.meta.dirname, '../../dist/apps/cli/src/main.js');

let stack: Stack;

beforeAll(async () => {
  const started = await startStack({ sandbox: { reviewAfterMs: 600_000 } });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});

afterAll(() => stack.stop());

/** What `recado templates …` says, and how it ends; the sandbox answers meanwhile. */
async function templates(
  words: readonly string[],
  change: Readonly<Record<string, string>> = {},
): Promise<readonly [code: number, said: string]> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    DATABASE_URL: stack.databaseUrl,
    WHATSAPP_GRAPH_URL: stack.sandboxUrl,
    WHATSAPP_ACCESS_TOKEN: defaultSettings.accessToken,
    WHATSAPP_PHONE_NUMBER_ID: SENDER,
    WHATSAPP_BUSINESS_ACCOUNT_ID: defaultSettings.wabaId,
    ...change,
  };
  return promisify(execFile)(process.execPath, [MAIN, 'templates', ...words], { env, cwd: '/' }).then(
    ({ stdout, stderr }) => [0, stdout + stderr] as const,
    (error: { code: number; stdout: string; stderr: string }) => [error.code, error.stdout + error.stderr] as const,
  );
}

const withdraw = (): Promise<unknown> =>
  fetch(`${stack.sandboxUrl}/v25.0/${defaultSettings.wabaId}/message_templates?name=po_notification`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${defaultSettings.accessToken}` },
  });

it('lists what is known, after Meta was asked', async () => {
  expect(await templates(['list'])).toEqual([0, 'No template is known: `recado templates sync` asks Meta.\n']);
  expect(await templates(['sync'])).toEqual([0, expect.stringMatching(/^102290129340398: \d+ template\(s\)\n$/)]);
  expect((await templates(['list']))[1]).toContain(
    '102290129340398  po_notification (es)  APPROVED  UTILITY  quality GREEN\n',
  );
});

it("dates what it read by the database's clock, where that of this machine is a day ahead", async () => {
  const ahead = 'const now = Date.now; Date.now = () => now() + 86_400_000;';
  const wrongClock = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(ahead)}` };
  await stack.sql(`UPDATE templates SET synced_at = now() - interval '1 hour'`);
  expect((await templates(['sync'], wrongClock))[0]).toBe(0);
  const read = `SELECT bool_and(synced_at BETWEEN now() - interval '1 minute' AND now()) AS now FROM templates`;
  expect(await stack.sql(read)).toEqual([{ now: true }]);
});

/** `create --wait`, and Meta decides once it is known here. */
async function createAnd(decision: string): Promise<readonly [code: number, said: string]> {
  await withdraw();
  const creation = templates(['create', 'po_notification', '--wait']);
  const pending = `SELECT name FROM templates WHERE status = 'PENDING' AND name = 'po_notification'`;
  await expect.poll(() => stack.sql(pending), { timeout: 20_000 }).toHaveLength(1);
  await fetch(`${stack.sandboxUrl}/sandbox/templates/po_notification/status`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ status: decision }),
  });
  return creation;
}

it('creates po_notification and waits until Meta has approved it', async () => {
  const [code, said] = await createAnd('APPROVED');
  expect(said).toMatch(/^po_notification \(es\) was submitted: PENDING, category UTILITY\.\n/);
  expect(said).toMatch(/\npo_notification \(es\): APPROVED UTILITY\n$/);
  expect(code).toBe(0);
  expect(await stack.sql(`SELECT status FROM templates WHERE name = 'po_notification'`)).toEqual([
    { status: 'APPROVED' },
  ]);
  expect((await templates(['create', 'po_notification']))[1]).toContain('exists already');
});

it('fails where Meta rejects it', async () => {
  const [code, said] = await createAnd('REJECTED');
  expect(said).toMatch(/\npo_notification \(es\): REJECTED UTILITY.*\npo_notification \(es\) is REJECTED: correct it/s);
  expect(code).toBe(1);
});

it('gives up waiting where Meta refuses to tell, as with a token that was revoked', async () => {
  await withdraw();
  const token = (state: string) =>
    fetch(`${stack.sandboxUrl}/sandbox/token`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ state }),
    });
  const creation = templates(['create', 'po_notification', '--wait']);
  const pending = `SELECT name FROM templates WHERE status = 'PENDING' AND name = 'po_notification'`;
  await expect.poll(() => stack.sql(pending), { timeout: 20_000 }).toHaveLength(1);
  await token('invalidated');
  const [code, said] = await creation;
  await token('valid');
  expect([code, said]).toEqual([1, expect.stringMatching(/Meta refused it \(190\)/)]);
});

it('says what it lacks, what it does not bring along, and what Meta refuses', async () => {
  const [lacking, needs] = await templates(['sync'], { WHATSAPP_BUSINESS_ACCOUNT_ID: '' });
  expect([lacking, needs]).toEqual([1, expect.stringContaining('WHATSAPP_BUSINESS_ACCOUNT_ID')]);
  const [unknown, brings] = await templates(['create', 'nobody_made_it']);
  expect([unknown, brings]).toEqual([1, expect.stringContaining('po_notification only')]);
  const [account, names] = await templates(['create', 'po_notification', '--account', '1']);
  expect([account, names]).toEqual([1, expect.stringContaining('102290129340398')]);
  const [denied, told] = await templates(['create', 'po_notification'], { WHATSAPP_ACCESS_TOKEN: 'stale' });
  expect([denied, told]).toEqual([1, expect.stringMatching(/Meta refused it \(190\)/)]);
  expect(told).not.toContain('stale');
});
