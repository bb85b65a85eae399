import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataSource, type DatabaseConnection } from '#database';
import {
  EraseMentionsRepository,
  EraseRecipientRepository,
  EraseWebhooksRepository,
  ErasuresRepository,
} from '#privacy';
import { EventLog } from '#runtime';
import { RollUpRepository } from '#usage';
import { at, exampleMessage, exampleOrder, exampleTemplate, textAt } from '../support/examples.js';
import { recado } from '../support/recado.js';
import { SENDER, type Stack, startStack, until } from '../support/stack.js';
import { TellErasures } from '../../apps/worker/src/upkeep/tell-erasures.js';
import { tellOfSender, wamidOf } from './signed-webhook.js';
import { placesOf, wholeDatabase } from './whole-database.js';

const PHONE = '+34612345678';
const OTHER = '+34699999999';
const THIRD = '+34688888888';
const USER_ID = 'ES.13491208655302741918';
const NAME = 'Talleres Muñoz';
const WORDS = 'Soy Pilar, el pedido ha llegado';
const NOW = (): string => String(Math.floor(Date.now() / 1_000));

/** Whatever could tell who it was. */
const NEEDLES = [PHONE.slice(1), USER_ID, NAME, WORDS, 'Pilar'];

let stack: Stack;
let database: DatabaseConnection;
let delivered: string;
let failed: string;
/** The message to somebody else whose key holds the phone. */
let withKey: string;
/** And the one of an order whose number does. */
let ordered: string;
/** Of two messages to somebody else that failed: the one that names the person, and the one that does not. */
let failedNaming: string;
let failedOther: string;
/** What the first webhooks said; Meta may say it again. */
const told: Readonly<Record<string, unknown>>[] = [];

beforeAll(async () => {
  const started = await startStack();
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
  database = await openDataSource(stack.databaseUrl, { applicationName: 'recado-test', maxConnections: 2 });
  await live();
});
afterAll(async () => {
  await database.destroy();
  await stack.stop();
});

const contact = { profile: { name: NAME }, wa_id: PHONE.slice(1), user_id: USER_ID };

async function tell(value: Readonly<Record<string, unknown>>): Promise<void> {
  told.push(value);
  await tellOfSender(stack, value);
}

async function post(change: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const template = exampleTemplate({ parameters: [NAME, 'PO-1', '€1.00'] });
  const body = exampleMessage({ to: PHONE, recipientName: NAME, template, ...change });
  const { status, json } = await stack.call('POST', '/messages', { body });
  expect(status).toBe(202);
  return textAt(json, 'id');
}

function statusOf(id: string, status: string, change: Readonly<Record<string, unknown>> = {}) {
  return {
    id: wamidOf(PHONE, id.slice(-6)),
    status,
    timestamp: NOW(),
    recipient_id: PHONE.slice(1),
    recipient_user_id: USER_ID,
    biz_opaque_callback_data: `${id}.1`,
    pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' },
    ...change,
  };
}

/** A request to somebody else, with a key that its caller made of the phone. */
const keyed = () =>
  stack.call('POST', '/messages', {
    body: exampleMessage({ to: OTHER, recipientName: 'Otro' }),
    headers: { 'idempotency-key': `key-${PHONE}` },
  });

/** An order of somebody else that its caller numbered by the phone. */
const numbered = (name: string) =>
  stack.call('POST', '/purchase-orders', {
    body: exampleOrder({ orderNumber: `PO-${PHONE}`, supplier: { name, phone: OTHER } }),
  });

/** Everything in which a person leaves a trace. */
async function live(): Promise<void> {
  delivered = await post({ reference: 'ORDER-1', metadata: { askedBy: NAME } });
  failed = await post({ reference: 'ORDER-2' });
  await tell({ contacts: [contact], statuses: [statusOf(delivered, 'delivered')] });
  const errors = [{ code: 131026, title: 'Undeliverable', error_data: { details: `${NAME} cannot be reached` } }];
  await tell({ statuses: [statusOf(failed, 'failed', { errors })] });
  await stack.call('POST', '/purchase-orders', {
    body: exampleOrder({ supplier: { name: NAME, phone: PHONE } }),
  });
  await post({ sendAt: new Date(Date.now() + 3_600_000).toISOString() });
  await post({ to: USER_ID });
  const held = await post();
  await stack.sql(
    'UPDATE send_queue SET state = 3, attempt = 1, unclear = 1, attempted_at = now() WHERE message_id = $1',
    [held],
  );
  const returned = await post();
  await tell({ statuses: [statusOf(returned, 'failed', { errors: [{ code: 131042, title: 'Payment' }] })] });
  await tell({
    contacts: [contact],
    messages: [
      {
        from: PHONE.slice(1),
        id: wamidOf(PHONE, 'reply'),
        timestamp: NOW(),
        type: 'text',
        text: { body: WORDS },
        context: { id: wamidOf(PHONE, delivered.slice(-6)) },
      },
      {
        from: PHONE.slice(1),
        from_user_id: USER_ID,
        id: wamidOf(PHONE, 'stop'),
        timestamp: NOW(),
        type: 'text',
        text: { body: 'BAJA' },
      },
    ],
  });
  // Words of a clock that is ahead of ours, told before the erasure all the same. Nobody tells them again.
  const ahead = String(Number(NOW()) + 60);
  const text = {
    from: PHONE.slice(1),
    id: wamidOf(PHONE, 'ahead'),
    timestamp: ahead,
    type: 'text',
    text: { body: WORDS },
  };
  await tellOfSender(stack, { contacts: [contact], messages: [text] });
  // What cannot be read, and a status of another system's message.
  await tell({ statuses: [{ status: 'sent', recipient_id: PHONE.slice(1), note: NAME }] });
  await tell({
    statuses: [{ id: wamidOf(PHONE, 'another'), status: 'sent', timestamp: NOW(), recipient_id: PHONE.slice(1) }],
  });
  await stack.call('POST', '/suppressions', { body: { to: PHONE, scope: 'marketing', note: `Asked by ${PHONE}` } });
  // Where others wrote the number, in messages that are at their end.
  const named = await post({
    to: OTHER,
    recipientName: 'Otro',
    template: exampleTemplate({ parameters: ['Otro', `Tel ${PHONE}`, '€1.00'] }),
    reference: `for ${PHONE}`,
    metadata: { contact: PHONE, asNumber: Number(PHONE) },
  });
  withKey = textAt((await keyed()).json, 'id');
  ordered = textAt((await numbered('Otro')).json, 'id');
  for (const id of [named, withKey, ordered]) {
    const other = { id: wamidOf(OTHER, id.slice(-6)), recipient_id: OTHER.slice(1), recipient_user_id: undefined };
    await tellOfSender(stack, { statuses: [statusOf(id, 'delivered', other)] });
  }
  const toOther = { to: OTHER, recipientName: 'Otro', reference: 'FAILED-1' };
  failedNaming = await post({ ...toOther, template: exampleTemplate({ parameters: ['Otro', PHONE, '€1.00'] }) });
  failedOther = await post({ ...toOther, template: exampleTemplate({ parameters: ['Otro', 'PO-2', '€1.00'] }) });
  for (const id of [failedNaming, failedOther]) {
    const other = { id: wamidOf(OTHER, id.slice(-6)), recipient_id: OTHER.slice(1), recipient_user_id: undefined };
    const refused = { ...other, errors: [{ code: 131053, title: 'Media upload error' }] };
    await tellOfSender(stack, { statuses: [statusOf(id, 'failed', refused)] });
  }
  await stack.sql(
    `INSERT INTO account_events (waba_id, field, occurred_at, time_of_receipt, fingerprint, data)
     VALUES ('1', 'security', now(), false, '\\x01', jsonb_build_object('by', $1::text))`,
    [PHONE],
  );
  await countAll();
}

async function countAll(): Promise<void> {
  const rollUp = new RollUpRepository(database, 'UTC');
  await rollUp.countAnew();
  while (await rollUp.count());
}

/** What is counted of them, but for those that end unsent. */
async function counts(): Promise<unknown> {
  await countAll();
  return stack.sql(
    `SELECT figure, sum(count)::integer AS count FROM message_figures WHERE grain = 'day' AND template_name = '' AND figure <> 'failed'
     GROUP BY figure HAVING sum(count) <> 0
     UNION ALL SELECT figure || ' ' || billable || ' ' || category || ' ' || country, sum(count)::integer FROM usage_figures
     WHERE period = 'month' GROUP BY 1 HAVING sum(count) <> 0
     UNION ALL SELECT 'rows of ' || t, n FROM (VALUES ('messages', (SELECT count(*) FROM whatsapp_messages)),
       ('inbound', (SELECT count(*) FROM inbound_messages)), ('payloads', (SELECT count(*) FROM webhook_payloads))) x (t, n) ORDER BY 1`,
  );
}

const erasure = (): EraseRecipientRepository =>
  new EraseRecipientRepository(
    database,
    new EraseWebhooksRepository(database),
    new EraseMentionsRepository(database),
    new ErasuresRepository(database),
  );

const hits = async (): Promise<readonly string[]> => placesOf(await wholeDatabase(stack.databaseUrl), NEEDLES);

/** The number that stands for a recipient where it need not be known who that is; whoever knows the phone can make it. */
async function hashed(): Promise<readonly string[]> {
  const [row] = await stack.sql(
    'SELECT hashtextextended($1, 0)::text AS phone, hashtextextended($2, 0)::text AS user',
    [PHONE, USER_ID],
  );
  return placesOf(await wholeDatabase(stack.databaseUrl), [String(row?.['phone']), String(row?.['user'])]);
}

describe('a person', () => {
  it('is known in many places before', async () => {
    const places = await hits();
    for (const place of [
      'account_events.data',
      'inbound_messages.body_text',
      'inbound_messages.context_wamid',
      'inbound_messages.recipient_phone',
      'inbound_messages.wamid',
      'message_events.data',
      'message_events.key',
      'parked_statuses.wamid',
      'recipient_events.key',
      'recipient_events.recipient_phone',
      'recipient_ids.phone',
      'recipient_ids.user_id',
      'returned_sends.wamid',
      'suppressions.note',
      'suppressions.recipient_phone',
      'wamids.wamid',
      'webhook_quarantine.event',
      'whatsapp_messages.body_text',
      'whatsapp_messages.error_details',
      'whatsapp_messages.idempotency_key',
      'whatsapp_messages.metadata',
      'whatsapp_messages.recipient_name',
      'whatsapp_messages.recipient_phone',
      'whatsapp_messages.recipient_user_id',
      'whatsapp_messages.reference',
      'whatsapp_messages.template_parameters',
      'whatsapp_messages.whatsapp_message_id',
    ]) {
      expect(places).toContain(place);
    }
    expect(places.some((place) => /^webhook_payloads_\w+\.body$/.test(place))).toBe(true);
    expect(await hashed()).toContain('conversations.recipient');
  });

  it('is not erased before somebody has seen what there is, and says yes', async () => {
    const before = [await hits(), await counts()];
    const { code, said, complained } = recado(stack.databaseUrl, 'erase', '--phone', PHONE);
    expect(code).toBe(0);
    expect(said).toContain('7 message(s) to that person, of which 5 are not sent yet');
    expect(complained).toContain('Nothing was erased. It cannot be undone');
    const json: unknown = JSON.parse(recado(stack.databaseUrl, 'erase', '--phone', PHONE, '--json').said);
    expect(json).toEqual({ erased: false, messages: 7, unsent: 5, words: 3, suppressions: 2 });
    expect([await hits(), await counts()]).toEqual(before);
    expect(await stack.sql('SELECT FROM erased_recipients')).toEqual([]);
  });

  it('is nowhere any more after the erasure, and everything counts as before', async () => {
    const before = await counts();
    const { code, said, complained } = recado(stack.databaseUrl, 'erase', '--phone', PHONE, '--yes');
    expect({ code, complained }).toEqual({ code: 0, complained: '' });
    expect(said).toContain('7 message(s) erased; 5 of them were not sent yet');
    expect(said).not.toContain(PHONE.slice(1));
    expect(await hits()).toEqual([]);
    expect(await hashed()).toEqual([]);
    expect(await counts()).toEqual(before);
  });

  it('has no message that still waits: they have FAILED, and say why', async () => {
    const { json } = await stack.call('GET', '/messages?errorCode=ERASED');
    expect(at(json, 'items', 4)).toBeDefined();
    expect(at(json, 'items', 5)).toBeUndefined();
    expect(at(json, 'items', 0)).toMatchObject({
      status: 'FAILED',
      to: null,
      recipientName: null,
      text: null,
      template: { name: 'po_notification', parameters: [] },
      error: { code: 'ERASED', source: 'RECADO' },
    });
    const [{ waiting } = { waiting: null }] = await stack.sql(
      'SELECT count(*)::integer AS waiting FROM send_queue q JOIN whatsapp_messages m ON m.id = q.message_id WHERE m.erased_as IS NOT NULL',
    );
    expect(waiting).toBe(0);
  });

  it('is not sent again: neither by hand nor because its client repeats the request', async () => {
    const again = await stack.call('POST', `/messages/${failed}/resend`, { body: {} });
    expect([again.status, at(again.json, 'code')]).toEqual([409, 'NOT_RESENDABLE']);
    const order = await stack.call('POST', '/purchase-orders', {
      body: exampleOrder({ supplier: { name: 'Another', phone: OTHER } }),
    });
    expect([order.status, at(order.json, 'code')]).toEqual([409, 'PURCHASE_ORDER_CHANGED']);
  });

  it('is not written about as "erased" to somebody else, because a message to them that failed is sent again', async () => {
    const again = await stack.call('POST', `/messages/${failedNaming}/resend`, { body: {} });
    expect([again.status, at(again.json, 'code')]).toEqual([409, 'NOT_RESENDABLE']);
    expect(at(again.json, 'detail')).toMatch(/would say "erased" in their place\. Write a new message/);
    const all = async (dryRun: boolean): Promise<unknown> =>
      (await stack.call('POST', '/messages/resend', { body: { reference: 'FAILED-1', dryRun } })).json;
    const tally = { matched: 2, resent: 1, skipped: [{ code: 'NOT_RESENDABLE', count: 1 }] };
    expect(await all(true)).toMatchObject(tally);
    expect(await all(false)).toMatchObject(tally);
    const copies = await stack.sql('SELECT resend_of FROM whatsapp_messages WHERE resend_of IS NOT NULL');
    expect(copies).toEqual([{ resend_of: failedOther }]);
    const { json } = await stack.call('GET', `/messages/${failedNaming}`);
    expect(JSON.stringify(at(json, 'events'))).toContain('"parts_erased"');
    expect(JSON.stringify((await stack.call('GET', `/messages/${failedOther}`)).json)).not.toContain('parts_erased');
  });

  it('makes no second message where their phone was in the key of a request, or in the number of an order', async () => {
    const repeat = async (): Promise<unknown> => [
      textAt((await keyed()).json, 'id'),
      textAt((await numbered('Otro')).json, 'id'),
    ];
    expect(await repeat()).toEqual([withKey, ordered]);
    const body = exampleMessage({ to: THIRD });
    const reused = await stack.call('POST', '/messages', { body, headers: { 'idempotency-key': `key-${PHONE}` } });
    expect([reused.status, at(reused.json, 'code')]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const changed = await numbered('Another');
    expect([changed.status, at(changed.json, 'code')]).toEqual([409, 'PURCHASE_ORDER_CHANGED']);
    // What would be refused by now is looked for before it is.
    await stack.call('POST', '/suppressions', { body: { to: OTHER, scope: 'all' } });
    expect(await repeat()).toEqual([withKey, ordered]);
  });

  it('still must not be written to, which only a keyed hash tells', async () => {
    for (const id of [PHONE, USER_ID]) {
      const { json } = await stack.call('GET', `/suppressions?to=${encodeURIComponent(id)}`);
      expect(textAt(json, 'items', 0, 'to')).toMatch(/^erased:[0-9a-f]{64}$/);
      expect(at(json, 'items', 0)).toMatchObject({ scope: 'marketing', note: null, userId: null });
    }
  });

  it('is known by that to whoever has the whole database and tries out their number, as docs/privacy.md says', async () => {
    const [{ key } = { key: null }] = await stack.sql('SELECT key FROM erasure_standing');
    if (!Buffer.isBuffer(key)) throw new TypeError('PostgreSQL keeps bytes');
    const tried = `erased:${createHash('sha256').update(key).update(PHONE).digest('hex')}`;
    const places = placesOf(await wholeDatabase(stack.databaseUrl), [tried]);
    expect(places).toContain('erased_recipients.name');
    expect(places).toContain('suppressions.recipient_phone');
    const privacy = readFileSync(join(import.meta.dirname, '../../docs/privacy.md'), 'utf8');
    expect(privacy).toContain('pseudonymous, not anonymous');
  });

  it('does not come back with what Meta tells again or late, which counts all the same', async () => {
    for (const value of told) await tellOfSender(stack, value);
    await tellOfSender(stack, { contacts: [contact], statuses: [statusOf(delivered, 'read')] });
    const [{ status } = { status: null }] = await stack.sql('SELECT status FROM whatsapp_messages WHERE id = $1', [
      delivered,
    ]);
    expect(status).toBe('READ');
    // Without our callback data it is found by its id alone.
    const { biz_opaque_callback_data: _ours, ...alone } = statusOf(failed, 'delivered');
    await tellOfSender(stack, { contacts: [contact], statuses: [alone] });
    const [row] = await stack.sql('SELECT status FROM whatsapp_messages WHERE id = $1', [failed]);
    expect(row).toEqual({ status: 'DELIVERED' });
    expect(await hits()).toEqual([]);
    expect(await stack.sql('SELECT FROM duplicate_sends')).toEqual([]);
  });

  it('does not come back with recado replay', async () => {
    const { code, complained } = recado(stack.databaseUrl, 'replay', '--since', '2026-01-01T00:00:00Z');
    expect({ code, complained }).toEqual({ code: 0, complained: '' });
    expect(await hits()).toEqual([]);
    expect(await stack.sql('SELECT FROM duplicate_sends')).toEqual([]);
  });

  it('is known again where it is written to anew, or writes to us', async () => {
    const id = await post();
    await tellOfSender(stack, { contacts: [contact], statuses: [statusOf(id, 'sent', { timestamp: NOW() })] });
    const [row] = await stack.sql('SELECT recipient_phone, whatsapp_message_id FROM whatsapp_messages WHERE id = $1', [
      id,
    ]);
    expect(row).toEqual({ recipient_phone: PHONE, whatsapp_message_id: wamidOf(PHONE, id.slice(-6)) });
    expect(await erasure().erase({ phone: PHONE })).toMatchObject({ messages: 1, ended: 0 });
    expect(await hits()).toEqual([]);
  });

  it('would come back if nobody remembered the keyed hash', async () => {
    await stack.sql('DELETE FROM erased_recipients');
    for (const value of told) await tellOfSender(stack, value);
    const places = await hits();
    expect(places).toContain('inbound_messages.recipient_phone');
    expect(places).toContain('recipient_ids.phone');
    expect(places.some((place) => place.startsWith('webhook_payloads_'))).toBe(true);
  });
});

describe('somebody whose phone nobody knows', () => {
  const HIDDEN = 'ES.99991208655302741918';

  it('is erased by the id of Meta’s, and still gets nothing where they wanted nothing', async () => {
    const named = exampleTemplate({ parameters: [NAME, HIDDEN, '€1.00'] });
    await post({ to: HIDDEN, template: named });
    await stack.call('POST', '/suppressions', { body: { to: HIDDEN, scope: 'all' } });
    expect(placesOf(await wholeDatabase(stack.databaseUrl), [HIDDEN]).length).toBeGreaterThan(2);
    const words = ['erase', '--user-id', HIDDEN, '--yes', '--json'];
    const { code, said, complained } = recado(stack.databaseUrl, ...words);
    expect({ code, complained }).toEqual({ code: 0, complained: '' });
    const figures = { words: 0, webhooks: 0, mentions: 0, waiting: 0, missed: 0 };
    expect(JSON.parse(said)).toEqual({ erased: true, messages: 1, ended: 1, suppressions: 1, ...figures });
    expect(placesOf(await wholeDatabase(stack.databaseUrl), [HIDDEN])).toEqual([]);
    const again = await stack.call('POST', '/messages', { body: exampleMessage({ to: HIDDEN }) });
    expect([again.status, at(again.json, 'code')]).toEqual([422, 'SUPPRESSED']);
  });
});

describe('who erased, when and how much,', () => {
  it('stands in the log of one worker, and not whose data those were; what did not come to its end stands there, too', async () => {
    await stack.sql('DELETE FROM erasures');
    await erasure().erase({ phone: THIRD });
    await stack.sql(`INSERT INTO erasures (at) VALUES (now() - interval '2 hours')`);
    await stack.sql(`INSERT INTO erasures (at) VALUES (now())`);
    const lines: string[] = [];
    const log = new EventLog(
      'worker',
      'info',
      (line) => lines.push(line),
      () => new Date(),
    );
    const tellErasures = new TellErasures(new ErasuresRepository(database), log);
    await Promise.all([tellErasures.round(), tellErasures.round()]);
    const by = expect.stringMatching(/@(127\.0\.0\.1|local)$/);
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { event: 'privacy.erased_recipient', by, messages: 0, words: 0, missed: 0, at: expect.any(String) },
      { event: 'privacy.erasure_broken_off', by },
    ]);
    expect(lines.join('')).not.toContain(THIRD.slice(1));
  });
});

describe('recado erase', () => {
  it('asks for one person', () => {
    for (const words of [[], ['--phone', OTHER, '--user-id', USER_ID]]) {
      const { code, said, complained } = recado(stack.databaseUrl, 'erase', ...words, '--yes');
      expect([code, said]).toEqual([1, '']);
      expect(complained).toContain('Say whose data');
    }
    expect(recado(stack.databaseUrl, 'erase', '--user-id', '1', '--yes').complained).toContain('looks like "ES.');
  });

  it('says where the number still stands, because others change that all the while', async () => {
    await stack.sql(
      `INSERT INTO account_events (waba_id, field, occurred_at, time_of_receipt, fingerprint, data)
       VALUES ('1', 'security', now(), false, '\\x02', jsonb_build_object('by', $1::text))`,
      [THIRD],
    );
    // As if somebody else had changed the row each time before it is erased.
    await stack.sql(`CREATE FUNCTION moved() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`);
    await stack.sql('CREATE TRIGGER moved BEFORE UPDATE ON account_events FOR EACH ROW EXECUTE FUNCTION moved()');
    const first = recado(stack.databaseUrl, 'erase', '--phone', THIRD, '--yes');
    expect(first.code).toBe(1);
    expect(first.complained).toContain('1 row(s) carry the number still');
    await stack.sql('DROP TRIGGER moved ON account_events');
    expect(recado(stack.databaseUrl, 'erase', '--phone', THIRD, '--yes')).toMatchObject({ code: 0, complained: '' });
    expect(placesOf(await wholeDatabase(stack.databaseUrl), [THIRD.slice(1)])).toEqual([]);
  });

  it('asks for a phone as it is sent to', () => {
    const { code, complained } = recado(stack.databaseUrl, 'erase', '--phone', '612345678', '--yes');
    expect(code).toBe(1);
    expect(complained).toContain('has no country code');
  });

  it(`leaves others, and the number ${SENDER} itself, alone`, async () => {
    const [row] = await stack.sql(
      'SELECT count(*)::integer AS count FROM whatsapp_messages WHERE recipient_phone = $1',
      [OTHER],
    );
    expect(row).toEqual({ count: 6 });
  });
});

describe('the worker', () => {
  it('erases by itself what is older than RETENTION_DAYS, and leaves the rest', async () => {
    const [old, young] = [await post({ to: THIRD, reference: 'ORDER-3' }), await post({ to: THIRD })];
    await stack.sql('DELETE FROM send_queue WHERE message_id = $1', [old]);
    await stack.sql(`UPDATE whatsapp_messages SET created_at = now() - interval '91 days' WHERE id = $1`, [old]);
    await stack.startWorker();
    await until('it is erased', async () => at((await stack.call('GET', `/messages/${old}`)).json, 'to') === null);
    expect((await stack.call('GET', `/messages/${old}`)).json).toMatchObject({
      recipientName: null,
      reference: 'ORDER-3',
    });
    expect((await stack.call('GET', `/messages/${young}`)).json).toMatchObject({ to: THIRD, recipientName: NAME });
  });
});
