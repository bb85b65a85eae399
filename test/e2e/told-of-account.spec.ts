import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { recado } from '../support/recado.js';
import { SENDER, type Stack, startStack, until } from '../support/stack.js';

/*
 * What Meta tells of a template or an account stops what waits, and lets it go on: all over HTTP, with the sandbox as Meta.
 */
let stack: Stack;
beforeAll(async () => {
  const started = await startStack({ worker: true });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
  // What Meta tells of a template that was never listed waits for the next list, for half a minute at most.
  await until('the templates are known', async () => (await stack.sql('SELECT FROM templates')).length > 0);
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
let recipients = 0;
/** Nobody is written to twice: the pace of a recipient keeps no message of these tests waiting. */
const anybody = (): string => `+346123456${String((recipients += 1)).padStart(2, '0')}`;
const post = async (to = anybody()): Promise<string> =>
  textAt((await stack.call('POST', '/messages', { body: exampleMessage({ to }) })).json, 'id');

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
    .poll(() => stack.sql(`SELECT status FROM templates WHERE name = 'po_notification' AND language = 'es'`), {
      timeout: 20_000,
    })
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

describe.each([
  ['answer', 'rejectTo'],
  ['webhook', 'failTo'],
])('a country that the number may not write to, told by %s', (_how, fault) => {
  afterAll(() => stack.sql('TRUNCATE sender_country_pauses'));

  it('keeps its messages back and no others, until one gets through', async () => {
    await sandbox('PUT', '/faults', { [fault]: { '34': 130_497 } });
    const [first, abroad] = [await post(), await post('+5511987654321')];
    await expectToBecome(abroad, { status: 'READ' });
    await expectToBecome(first, { status: 'PENDING', pendingReason: 'SENDER_PAUSED', pendingUntil: null, error: null });
    const answer = async () =>
      (await stack.call('POST', '/messages', { body: exampleMessage({ to: anybody() }) })).json;
    await until('an accepted message says so, too', async () => {
      return at(await answer(), 'pendingReason') === 'SENDER_PAUSED';
    });
    const listed = (await stack.call('GET', '/messages?pendingReason=SENDER_PAUSED')).json;
    expect(JSON.stringify(listed)).toContain(first);
    const metrics = await (await fetch(`${stack.workerUrl}/metrics`)).text();
    expect(metrics).toMatch(new RegExp(`^recado_sender_paused\\{sender="${SENDER}",reason="130497:ES",.*\\} 1$`, 'm'));
    expect(metrics).toMatch(new RegExp(`^recado_sender_paused\\{sender="${SENDER}",reason="none",.*\\} 0$`, 'm'));
    expect(await (await fetch(`${stack.workerUrl}/health/ready`)).text()).toContain('nothing to ES, 130497');

    await sandbox('PUT', '/faults', {});
    await stack.sql('UPDATE sender_country_pauses SET wait_until = now()');
    await expectToBecome(first, { status: 'READ' });
    await until('none waits', async () => {
      const [left] = await stack.sql('SELECT count(*)::integer AS count FROM send_queue');
      return left?.['count'] === 0;
    });
    expect(await stack.sql(`SELECT id FROM whatsapp_messages WHERE status = 'FAILED'`)).toEqual([]);
  });
});

it('a person sees which country waits, and need not wait for it', async () => {
  await stack.sql(
    `INSERT INTO sender_country_pauses (sender_id, country, code, paused_at, wait_until)
     VALUES ($1, 'ES', '130497', now(), now() + interval '6 hours')`,
    [SENDER],
  );
  const id = await post();
  expect(recado(stack.databaseUrl, 'senders', 'list').said).toContain('ES: PAUSED by 130497');
  expect(recado(stack.databaseUrl, 'senders', 'resume', SENDER, '--country', 'FR')).toMatchObject({ code: 1 });
  expect(recado(stack.databaseUrl, 'senders', 'resume', SENDER, '--country', 'es')).toMatchObject({ code: 0 });
  await expectToBecome(id, { status: 'READ' });
});

it('an API client sees which country waits, and need not wait for it either', async () => {
  const sender = async () => (await stack.call('GET', `/senders/${SENDER}`)).json;
  // What the one before was lifted by is heard of first.
  await expect.poll(async () => at(await sender(), 'countryPauses'), { timeout: 20_000 }).toEqual([]);
  const since = new Date(Date.now() - 60_000);
  await stack.sql(
    `INSERT INTO sender_country_pauses (sender_id, country, code, paused_at, wait_until)
     VALUES ($1, 'ES', '130497', $2, $2::timestamptz + interval '6 hours')
     ON CONFLICT (sender_id, country) DO UPDATE SET lifted_at = NULL, paused_at = excluded.paused_at, wait_until = excluded.wait_until`,
    [SENDER, since],
  );
  const id = await post();
  const tried = new Date(since.getTime() + 6 * 3_600_000);
  const waits = { country: 'ES', code: '130497', since: since.toISOString(), waitUntil: tried.toISOString() };
  expect(await sender()).toMatchObject({ state: 'ACTIVE', pause: null, countryPauses: [waits] });
  const resume = (body: object = {}) => stack.call('POST', `/senders/${SENDER}/resume`, { body });
  const others = await Promise.all([resume({ country: 'FR' }), resume({ country: 'es' }), resume()]);
  expect(others.map(({ status, json }) => [status, at(json, 'code')])).toEqual([
    [409, 'SENDER_NOT_PAUSED'],
    [422, 'VALIDATION_FAILED'],
    [409, 'SENDER_NOT_PAUSED'],
  ]);
  expect(at(await sender(), 'countryPauses')).toEqual([waits]);
  expect((await resume({ country: 'ES' })).status).toBe(200);
  await expectToBecome(id, { status: 'READ' });
  await expect.poll(async () => at(await sender(), 'countryPauses'), { timeout: 20_000 }).toEqual([]);
});

describe.each([
  [132_015, 'PAUSED'],
  [132_016, 'DISABLED'],
])('a template that Meta refuses with %i', (code, status) => {
  it(`is ${status} and keeps its messages back, until Meta's list says APPROVED`, async () => {
    await sandbox('PUT', '/faults', { rejectWith: code });
    const refused = await post();
    await expectToBecome(refused, { status: 'PENDING', pendingReason: 'TEMPLATE_PAUSED', error: null });
    const templates = () =>
      stack.sql(`SELECT status FROM templates WHERE name = 'po_notification' AND language = 'es'`);
    expect(await templates()).toEqual([{ status }]);
    await sandbox('PUT', '/faults', {});
    expect((await stack.call('POST', '/templates/sync')).status).toBe(200);
    await expectToBecome(await post(), { status: 'READ' });
    // The one that was refused is tried again after some minutes.
    await expectToBecome(refused, { status: 'PENDING', pendingReason: 'RETRYING' });
    await stack.sql('UPDATE send_queue SET due_at = now()');
    await expectToBecome(refused, { status: 'READ' });
  });
});
