import { afterAll, beforeAll, expect, it } from 'vitest';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { type Stack, startStack, until } from '../support/stack.js';

/*
 * What Meta tells of a template or an account stops what waits, and lets it go on: all over HTTP, with the sandbox as Meta.
 */
let stack: Stack;
beforeAll(async () => {
  const started = await startStack({ worker: true });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
afterAll(() => stack.stop());

async function sandbox(method: string, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${stack.sandboxUrl}/sandbox${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBeLessThan(300);
  return response.json().catch(() => null);
}

const message = async (id: string): Promise<unknown> => (await stack.call('GET', `/messages/${id}`)).json;
const post = async (): Promise<string> =>
  textAt((await stack.call('POST', '/messages', { body: exampleMessage() })).json, 'id');

async function expectToBecome(id: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
  await expect.poll(() => message(id), { timeout: 20_000 }).toMatchObject(fields);
}

it('a sender has the number that Meta shows for it, before any webhook has named it', async () => {
  const numbers = () => stack.sql('SELECT display_phone_number FROM senders');
  await expect.poll(numbers, { timeout: 20_000 }).toEqual([{ display_phone_number: '+15550783881' }]);
});

it('a template that Meta pauses keeps its messages back, until Meta says that it is APPROVED again', async () => {
  await sandbox('PUT', '/templates/po_notification/status', { status: 'PAUSED', language: 'es' });
  await expect
    .poll(() => stack.sql(`SELECT status FROM templates WHERE name = 'po_notification' AND language = 'es'`))
    .toEqual([{ status: 'PAUSED' }]);
  const id = await post();
  await expectToBecome(id, { status: 'PENDING', pendingReason: 'TEMPLATE_PAUSED' });
  const [paused] = await stack.sql(
    `SELECT status_told_at FROM templates WHERE name = 'po_notification' AND language = 'es'`,
  );
  // Meta's times are whole seconds.
  await until('it is another second', () => Promise.resolve(Date.now() - Number(paused?.['status_told_at']) > 1_000));
  await sandbox('PUT', '/templates/po_notification/status', { status: 'APPROVED', language: 'es' });
  await expectToBecome(id, { status: 'READ' });
});

it('an account that Meta disables keeps its messages back, until Meta reinstates it', async () => {
  const now = Math.floor(Date.now() / 1_000);
  const ban = (state: string, time: number) => {
    const value = { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: state } };
    const entry = [{ id: '102290129340398', time, changes: [{ field: 'account_update', value }] }];
    return sandbox('POST', '/webhook', { object: 'whatsapp_business_account', entry });
  };
  expect(await ban('DISABLE', now - 10)).toEqual({ answers: [200] });
  const id = await post();
  await expectToBecome(id, { status: 'PENDING', pendingReason: 'SENDER_PAUSED' });
  expect(stack.logged.some((line) => line.includes('"sender.paused"'))).toBe(true);
  expect(await ban('REINSTATE', now)).toEqual({ answers: [200] });
  // What was before is said once more: nothing changes.
  expect(await ban('DISABLE', now - 10)).toEqual({ answers: [200] });
  await expectToBecome(id, { status: 'READ' });
  expect(at(await message(id), 'error')).toBeNull();
});
