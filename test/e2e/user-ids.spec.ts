import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { at, exampleMessage, exampleOrder, textAt } from '../support/examples.js';
import { type Answer, SENDER, type Stack, startStack, until } from '../support/stack.js';

/** Nobody whom the sandbox knows by phone. */
const USER = 'ES.13491208655302741918';
const PHONE = '+34612345678';
/** The sandbox's template of the category MARKETING. */
const REMINDER = { name: 'purchase_order_reminder', language: 'es', parameters: ['PO-2024-001'] };

let stack: Stack;
beforeAll(async () => {
  const started = await startStack({ worker: true });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
afterAll(() => stack.stop());

const accept = (change: Readonly<Record<string, unknown>>): Promise<Answer> =>
  stack.call('POST', '/messages', { body: exampleMessage(change) });
const read = async (id: string): Promise<unknown> => (await stack.call('GET', `/messages/${id}`)).json;

async function arrived(answer: Answer): Promise<string> {
  const id = textAt(answer.json, 'id');
  await until('the message is read', async () => at(await read(id), 'status') === 'READ');
  return id;
}

let nextWamid = 0;

/** Somebody whose phone a user name hides writes to us. */
async function hiddenReply(userId: string, text: string): Promise<void> {
  nextWamid += 1;
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const id = `wamid.hidden${nextWamid}`;
  const message = { id, from_user_id: userId, timestamp, type: 'text', text: { body: text } };
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: SENDER }, messages: [message] };
  const entry = [{ id: defaultSettings.wabaId, changes: [{ field: 'messages', value }] }];
  const raw = Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry }));
  const signature = `sha256=${createHmac('sha256', defaultSettings.appSecret).update(raw).digest('hex')}`;
  const headers = { 'x-hub-signature-256': signature };
  expect((await stack.call('POST', '/webhook', { key: null, raw, headers })).status).toBe(200);
}

async function replies(id: string): Promise<number> {
  const events = at(await read(id), 'events');
  return (Array.isArray(events) ? events : []).filter((event: unknown) => at(event, 'type') === 'reply').length;
}

async function knownUserId(phone: string): Promise<string> {
  const [row] = await stack.sql('SELECT user_id FROM recipient_ids WHERE phone = $1', [phone]);
  return String(row?.['user_id']);
}

it('sends to a user id, shows it as the recipient and finds it by it, and its answer too', async () => {
  const id = await arrived(await accept({ to: USER }));
  expect(await read(id)).toMatchObject({ to: USER, status: 'READ' });
  const listed = at((await stack.call('GET', `/messages?to=${USER}`)).json, 'items');
  expect(listed).toMatchObject([{ id, to: USER }]);
  await hiddenReply(USER, 'Recibido');
  expect(await replies(id)).toBe(1);
});

it('takes an order for a supplier who is known by user id', async () => {
  const body = exampleOrder({ orderNumber: 'PO-USER-1', supplier: { name: 'Proveedor ABC', phone: USER } });
  const id = await arrived(await stack.call('POST', '/purchase-orders', { body }));
  expect(await read(id)).toMatchObject({ to: USER, reference: 'PO-USER-1' });
});

it('refuses what is nearly a user id, and names the field', async () => {
  for (const to of ['es.134912', 'ES.', 'ESP.1', `ES.${'1'.repeat(129)}`, 'ES.12 34']) {
    const answer = await accept({ to });
    expect([answer.status, at(answer.json, 'code'), at(answer.json, 'errors', 0, 'path')], to).toEqual([
      422,
      'PHONE_INVALID',
      'to',
    ]);
  }
});

it('refuses an authentication template for a user id, which Meta would refuse (131062), and takes it for a phone', async () => {
  const created = await fetch(`${stack.sandboxUrl}/v25.0/${defaultSettings.wabaId}/message_templates`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${defaultSettings.accessToken}` },
    body: JSON.stringify({
      name: 'login_code',
      language: 'es',
      category: 'AUTHENTICATION',
      components: [{ type: 'BODY', text: 'Su código.' }],
    }),
  });
  expect(created.status, await created.text()).toBe(200);
  // Whatever was missed before it: Meta's list is asked for once a minute at most where somebody names what is not known.
  expect((await stack.call('POST', '/templates/sync')).status).toBe(200);
  const template = { name: 'login_code', language: 'es' };
  await until('the template is approved', async () => (await accept({ to: PHONE, template })).status === 202);
  const answer = await accept({ to: USER, template });
  expect([answer.status, at(answer.json, 'code')], answer.text).toEqual([422, 'PHONE_INVALID']);
  expect(at(answer.json, 'errors')).toEqual([{ path: 'to', message: expect.stringContaining('authentication') }]);
});

it('ties the answer of somebody who hides the phone to the message that went to it, by what its statuses told', async () => {
  const id = await arrived(await accept({ to: PHONE }));
  await hiddenReply(await knownUserId(PHONE), 'Recibido');
  expect(await replies(id)).toBe(1);
});

it('stops marketing to the phone when its owner says so under the user id alone, and orders go on', async () => {
  const to = '+34612345611';
  await arrived(await accept({ to }));
  await hiddenReply(await knownUserId(to), 'STOP');
  const answer = await accept({ to, template: REMINDER });
  expect([answer.status, at(answer.json, 'code')]).toEqual([422, 'SUPPRESSED']);
  expect((await accept({ to })).status).toBe(202);
});

it('holds what an operator stopped under one of both ids against the other', async () => {
  for (const [index, byUserId] of [true, false].entries()) {
    const phone = `+3461234562${index}`;
    await arrived(await accept({ to: phone }));
    const userId = await knownUserId(phone);
    const [stopped, other] = byUserId ? [userId, phone] : [phone, userId];
    expect((await stack.call('POST', '/suppressions', { body: { to: stopped, scope: 'all' } })).status).toBe(200);
    expect(at((await accept({ to: other })).json, 'code'), other).toBe('SUPPRESSED');
  }
});
