import { setImmediate as onceAnswered } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, type Mock, vi } from 'vitest';
import { EventLog, Metrics } from '#runtime';
import { AccessToken, type Sender, Senders, SendersRepository } from '#senders';
import { CountNews } from '#sending';
import { AccountEventsRepository } from '#webhook-events';
import { SenderErrors } from '../../apps/api/src/webhook/sender-errors.js';
import { TakeInAccountEvents } from '../../apps/api/src/webhook/take-in-account-events.js';
import { TakeInWebhook } from '../../apps/api/src/webhook/take-in-webhook.js';
import { FAILURE, OUTCOMES, SENDER, SendingDatabase, WABA } from '../sending/sending-database.js';
import { webhookIntake } from './webhook-intake.js';

const SECRET = 'app-secret-of-the-tests';
const OTHER_SECRET = 'app-secret-of-another-app';
const OTHER_SENDER = '209876543210987';

let database: SendingDatabase;
let metrics: Metrics;
let lines: string[];
let takeIn: TakeInWebhook;
let register: Mock<SendersRepository['register']>;
let nameNumber: Mock<AccountEventsRepository['nameNumber']>;

/** What the heartbeat was told. */
const heard = {
  refusals: 0,
  refused(): void {
    this.refusals += 1;
  },
  tookIn: () => Promise.resolve(),
};

beforeAll(async () => {
  database = await SendingDatabase.start();
  await database.sql(
    `ALTER TABLE whatsapp_messages ADD CONSTRAINT poison CHECK (pricing->>'category' NOT LIKE 'poison%')`,
  );
});

beforeEach(async () => {
  await database.empty();
  metrics = new Metrics('api');
  lines = [];
  const log = new EventLog(
    'api',
    'debug',
    (line) => lines.push(line),
    () => new Date(),
  );
  const intake = webhookIntake(database);
  const senders = new Senders([sender(SENDER, SECRET), sender(OTHER_SENDER, OTHER_SECRET)]);
  const states = new SendersRepository(database.dataSource);
  const accountEvents = new AccountEventsRepository(database.dataSource);
  register = vi.spyOn(states, 'register');
  nameNumber = vi.spyOn(accountEvents, 'nameNumber');
  takeIn = new TakeInWebhook(
    intake,
    senders,
    heard,
    new CountNews(metrics, log, () => new Date()),
    metrics,
    log,
    new TakeInAccountEvents(senders, states, accountEvents, intake, metrics, log),
    new SenderErrors(new SendersRepository(database.dataSource), log),
    { execute: () => Promise.resolve() },
  );
});

afterAll(() => database.stop());

function sender(phoneNumberId: string, appSecret: string): Sender {
  const token = AccessToken.fixed('token');
  const wabaId = phoneNumberId === SENDER ? WABA : '209000000000000';
  return { phoneNumberId, wabaId, token, appId: null, appSecrets: [appSecret], mps: 80, defaultLanguage: 'es' };
}

interface Status {
  readonly id: string;
  readonly status: string;
  readonly timestamp: string;
  readonly [key: string]: unknown;
}

function status(messageId: string, word: string, change: Readonly<Record<string, unknown>> = {}): Status {
  return {
    id: `wamid.${messageId}`,
    status: word,
    timestamp: '1795426200',
    biz_opaque_callback_data: `${messageId}.1`,
    ...change,
  };
}

/** Whatever PostgreSQL refuses: of what Meta's text may hold there is nothing left. */
const POISON = { pricing: { category: 'poison for +34612345678' } };

function webhook(statuses: readonly unknown[], senderId = SENDER): Buffer {
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: senderId }, statuses };
  return Buffer.from(
    JSON.stringify({ object: 'whatsapp_business_account', entry: [{ changes: [{ field: 'messages', value }] }] }),
  );
}

/** Messages that Meta has taken, their answers stored. */
async function sentMessages(count: number): Promise<string[]> {
  const ids = await database.messages(count);
  await database.claims.claim(ids);
  await database.settlements.settle(
    ids.map((messageId) => ({ messageId, attempt: 1, ...OUTCOMES.accepted, wamid: `wamid.${messageId}` })),
  );
  return ids;
}

async function countByStatus(): Promise<Readonly<Record<string, unknown>>> {
  const rows = await database.sql<{ status: string; count: number }>(
    'SELECT status, count(*)::integer AS count FROM whatsapp_messages GROUP BY status',
  );
  return Object.fromEntries(rows.map((row) => [row.status, row.count]));
}

/** What the figures say became of events, by `field result`. */
async function figures(): Promise<Readonly<Record<string, number>>> {
  await onceAnswered();
  const { values } = await metrics.webhookEvents.get();
  return Object.fromEntries(values.map(({ labels, value }) => [`${labels['field']} ${labels['result']}`, value]));
}

const quarantine = () =>
  database.sql<{ reason: string; event: string }>('SELECT reason, event FROM webhook_quarantine');
const bodies = async (): Promise<readonly Buffer[]> =>
  (await database.sql<{ body: Buffer }>('SELECT body FROM webhook_payloads ORDER BY id')).map((row) => row.body);

describe('a webhook of a thousand statuses', () => {
  it('is applied but for the one that PostgreSQL refuses, which is set aside', async () => {
    const ids = await sentMessages(1_000);
    const body = webhook(
      ids.map((id, index) => (index === 617 ? status(id, 'delivered', POISON) : status(id, 'delivered'))),
    );
    await takeIn.execute(body, [SECRET]);
    expect(await countByStatus()).toEqual({ DELIVERED: 999, SENT: 1 });
    const aside = await quarantine();
    expect(aside).toMatchObject([{ reason: 'PostgreSQL refused it' }]);
    expect(aside[0]?.event).toContain(ids[617]);
    expect(await figures()).toEqual({ 'messages applied': 999, 'messages quarantined': 1 });
    expect(await bodies()).toEqual([body]);
  });

  it('is applied twice as well as once', async () => {
    const ids = await sentMessages(1_000);
    const body = webhook(ids.map((id) => status(id, 'read')));
    await takeIn.execute(body, [SECRET]);
    await takeIn.execute(body, [SECRET]);
    expect(await countByStatus()).toEqual({ READ: 1_000 });
    expect(await figures()).toEqual({ 'messages applied': 1_000, 'messages unchanged': 1_000 });
    expect(await bodies()).toEqual([body, body]);
  });
});

describe('a webhook of more parts than may wait', () => {
  const unknown = (index: number) => ({ id: `wamid.unknown-${index}`, status: 'sent', timestamp: '1795426200' });

  it('is taken where nothing else waits', async () => {
    await takeIn.execute(webhook(Array.from({ length: 22_000 }, (_, index) => unknown(index))), [SECRET]);
    expect(await figures()).toEqual({ 'messages parked': 22_000 });
  });

  it('is taken as a whole or not at all: refused, it leaves nothing behind', async () => {
    const body = webhook(Array.from({ length: 3_000 }, (_, index) => unknown(index)));
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => takeIn.execute(body, [SECRET])));
    const taken = outcomes.filter(({ status: outcome }) => outcome === 'fulfilled').length;
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(12);
    expect(await bodies()).toHaveLength(taken);
  });

  it('may be of as many events of an account', async () => {
    const changes = Array.from({ length: 6_000 }, (_, index) => ({
      field: 'account_alerts',
      value: { alert_info: { alert_description: `alert ${index}` } },
    }));
    const body = Buffer.from(JSON.stringify({ entry: [{ id: '999', time: 1_795_426_200, changes }] }));
    await takeIn.execute(body, [SECRET]);
    expect(await figures()).toEqual({ 'account_alerts foreign': 6_000 });
  });
});

describe('large bodies that come together', () => {
  it('are read one by one, and whoever else calls has his turn in between', async () => {
    const body = Buffer.from(
      webhook(['MANY'])
        .toString()
        .replace('"MANY"', `${'[{}],'.repeat(200_000)}0`),
    );
    let longest = 0;
    let last = performance.now();
    const startedAt = last;
    const turns = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    await Promise.all(Array.from({ length: 10 }, () => takeIn.execute(body, [SECRET])));
    clearInterval(turns);
    expect(longest).toBeLessThan((performance.now() - startedAt) / 3);
    expect(await bodies()).toHaveLength(10);
  });
});

describe('a status that PostgreSQL cannot take', () => {
  it.each([
    ['a NUL in its wamid', { id: 'wamid.\u0000' }],
    ['a price that PostgreSQL refuses', POISON],
  ])('for %s spares its neighbours, and those of another POST in the same batch', async (_what, change) => {
    const [first = '', second = '', third = '', fourth = ''] = await sentMessages(4);
    await Promise.all([
      takeIn.execute(webhook([status(first, 'read'), status(second, 'delivered', change), status(third, 'read')]), [
        SECRET,
      ]),
      takeIn.execute(webhook([status(fourth, 'read')]), [SECRET]),
    ]);
    expect(await countByStatus()).toEqual({ READ: 3, SENT: 1 });
    expect(await quarantine()).toHaveLength(1);
    expect(await bodies()).toHaveLength(2);
  });

  it('is not shown in the log', async () => {
    const [id = ''] = await sentMessages(1);
    await takeIn.execute(webhook([status(id, 'read', POISON)]), [SECRET]);
    const text = lines.join('');
    expect(text).toContain('webhook.status_set_aside');
    expect(text).not.toMatch(/wamid\.|612345678/);
  });
});

describe('free text that PostgreSQL would refuse', () => {
  it.each([
    ['a NUL', 'a\u0000b', 'a\ufffdb'],
    ['half a character', 'a\ud800b', 'a\ufffdb'],
    ['emoji', 'a\ud83d\ude03b', 'a\ud83d\ude03b'],
  ])('as the reason of a failure: of %s nothing is lost but what is no text', async (_what, title, kept) => {
    const [id = ''] = await sentMessages(1);
    await takeIn.execute(
      webhook([status(id, 'failed', { errors: [{ code: 131_026, title, error_data: { details: title } }] })]),
      [SECRET],
    );
    expect(await database.sql('SELECT status, error_message, error_details FROM whatsapp_messages')).toEqual([
      { status: 'FAILED', error_message: kept, error_details: kept },
    ]);
    expect(await quarantine()).toEqual([]);
  });

  it.each([
    ['a NUL', { 'a\u0000': 'b\u0000' }, { 'a\ufffd': 'b\ufffd' }],
    ['half a character', { 'a\ud800': 'b\ud800' }, { 'a\ufffd': 'b\ufffd' }],
  ])(
    'as a price, in its keys or values: with %s the message is delivered all the same',
    async (_what, pricing, kept) => {
      const [id = ''] = await sentMessages(1);
      await takeIn.execute(webhook([status(id, 'delivered', { pricing })]), [SECRET]);
      expect(await database.sql('SELECT status, pricing FROM whatsapp_messages')).toEqual([
        { status: 'DELIVERED', pricing: kept },
      ]);
      expect(await quarantine()).toEqual([]);
    },
  );
});

describe('what is set aside', () => {
  it('says of which field and sender it was, and stands there once, however often it comes', async () => {
    const [id = ''] = await sentMessages(1);
    const body = webhook([7, 8, status(id, 'read', POISON)]);
    await Promise.all([takeIn.execute(body, [SECRET]), takeIn.execute(body, [SECRET])]);
    await takeIn.execute(body, [SECRET]);
    expect(
      await database.sql('SELECT field, sender_id, reason FROM webhook_quarantine ORDER BY reason, event'),
    ).toEqual([
      { field: 'messages', sender_id: SENDER, reason: 'PostgreSQL refused it' },
      { field: 'messages', sender_id: SENDER, reason: 'a status is not an object' },
      { field: 'messages', sender_id: SENDER, reason: 'a status is not an object' },
    ]);
  });

  it('names the message of a status, which is not sent again by itself, and never one of a sender that did not sign', async () => {
    const ids = await database.messages(3);
    const [refused = '', unread = '', foreign = ''] = ids;
    await takeIn.execute(webhook([status(refused, 'sent', POISON), { ...status(unread, 'sent'), id: null }, 7]), [
      SECRET,
    ]);
    await takeIn.execute(webhook([status(foreign, 'sent', POISON), { ...status(foreign, 'sent'), id: null }]), [
      OTHER_SECRET,
    ]);
    expect(
      await database.sql('SELECT sender_id, message_id FROM webhook_quarantine ORDER BY message_id NULLS LAST'),
    ).toEqual([...[refused, unread].toSorted(), null, null].map((message_id) => ({ sender_id: SENDER, message_id })));
  });

  it('names no sender where what stands there is no id', async () => {
    await takeIn.execute(webhook([7], 'a\u0000b'), [SECRET]);
    expect(await database.sql('SELECT sender_id FROM webhook_quarantine')).toEqual([{ sender_id: null }]);
  });

  it('is of tens of thousands in one body the first twenty, and how many more there are', async () => {
    const body = webhook(Array.from({ length: 30_000 }, () => 0));
    await takeIn.execute(body, [SECRET]);
    await takeIn.execute(webhook(Array.from({ length: 30_000 }, (_, index) => index)), [SECRET]);
    await takeIn.execute(body, [SECRET]);
    const aside = await quarantine();
    expect(aside.filter(({ reason }) => reason === 'a status is not an object')).toHaveLength(20);
    expect(aside.filter(({ reason }) => reason === '29980 more parts of this body')).toHaveLength(2);
    expect(await bodies()).toHaveLength(3);
  });
});

describe('a part that cannot be read', () => {
  it('is set aside, its neighbours are applied, and Meta need not repeat it', async () => {
    const [id = ''] = await sentMessages(1);
    await takeIn.execute(
      webhook([null, status(id, 'read'), { status: 'sent' }, { ...status(id, 'sent'), id: 'wamid.\u00e9' }]),
      [SECRET],
    );
    expect(await countByStatus()).toEqual({ READ: 1 });
    expect((await quarantine()).map((row) => row.reason).toSorted()).toEqual([
      'a status is not an object',
      'a status lacks id, status or phone_number_id',
      'a status lacks id, status or phone_number_id',
    ]);
    expect(await figures()).toEqual({ 'messages applied': 1, 'messages quarantined': 3 });
  });

  it('may be nested a hundred thousand deep', async () => {
    const [id = ''] = await sentMessages(1);
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const body = webhook([status(id, 'read'), 'DEEP', status(id, 'delivered', { pricing: { more: 'DEEP' } })]);
    await takeIn.execute(Buffer.from(body.toString().replaceAll('"DEEP"', deep)), [SECRET]);
    expect(await countByStatus()).toEqual({ READ: 1 });
    expect(await quarantine()).toHaveLength(1);
  });
});

describe('a body', () => {
  it.each([
    ['that is no JSON', Buffer.from('entry=1'), 'not_json recorded'],
    ['that is no text', Buffer.from([0xff, 0x00, 0xfe]), 'not_json recorded'],
    ['of another field', Buffer.from('{"entry":[{"changes":[{"field":"history","value":{}}]}]}'), 'history recorded'],
    ['of a field of next year', Buffer.from('{"entry":[{"changes":[{"field":"_x"}]}]}'), 'unknown recorded'],
    ['without what every webhook has', Buffer.from('{"object":"whatsapp_business_account"}'), 'unknown quarantined'],
    [
      'that does not say what it is about',
      Buffer.from('{"entry":[{"changes":[{"field":"account_update","value":{}}]}]}'),
      'account_update quarantined',
    ],
  ])('%s is kept as it came', async (_what, body, figure) => {
    await takeIn.execute(body, [SECRET]);
    expect(await bodies()).toEqual([body]);
    expect(await figures()).toEqual({ [figure]: 1 });
  });

  it('speaks only for senders whose secret signed it', async () => {
    const [id = ''] = await sentMessages(1);
    const body = webhook([status(id, 'read')]);
    await takeIn.execute(body, [OTHER_SECRET]);
    expect(await countByStatus()).toEqual({ SENT: 1 });
    await takeIn.execute(webhook([status(id, 'read')], OTHER_SENDER), [OTHER_SECRET]);
    await takeIn.execute(webhook([status(id, 'read')], '999'), [SECRET, OTHER_SECRET]);
    expect(await countByStatus()).toEqual({ SENT: 1 });
    expect(await figures()).toEqual({ 'messages foreign': 3 });
    expect(await bodies()).toHaveLength(3);
  });

  it('of a sender that is not known here, or whose secret did not sign, is told in the log, once', async () => {
    const [id = ''] = await sentMessages(1);
    for (const sender of [OTHER_SENDER, '999', 'not +34612345678']) {
      await takeIn.execute(webhook([status(id, 'read'), status(id, 'sent')], sender), [SECRET]);
    }
    const told = lines.filter((line) => line.includes('"event":"webhook.foreign_sender"'));
    expect(told).toHaveLength(3);
    expect(told[0]).toContain(`"sender":"${OTHER_SENDER}","reason":"its app secret did not sign"`);
    expect(told[1]).toMatch(/"sender":"999","reason":"it is not configured here/);
    expect(told[2]).not.toContain('612345678');
  });

  it('is not taken for kept when the database cannot keep it', async () => {
    const [id = ''] = await sentMessages(1);
    await database.sql(`CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = '53100'; END $$`);
    await database.sql('CREATE TRIGGER away BEFORE INSERT ON webhook_payloads FOR EACH ROW EXECUTE FUNCTION away()');
    await expect(takeIn.execute(webhook([status(id, 'read')]), [SECRET])).rejects.toThrow('the disk is full');
    await database.sql('DROP TRIGGER away ON webhook_payloads');
    expect(await countByStatus()).toEqual({ SENT: 1 });
    expect(await quarantine()).toEqual([]);
    // An outage is believed for a moment.
    await vi.waitFor(() => takeIn.execute(webhook([status(id, 'read')]), [SECRET]));
    expect(await countByStatus()).toEqual({ READ: 1 });
  });
});

describe('the body of a webhook', () => {
  it('is kept byte by byte, whatever is kept with it', async () => {
    const sent = ['', '{}', `{"é": "${'x'.repeat(100_000)}"}`, '\\', '{"object":"page"}'].map((text) =>
      Buffer.from(text),
    );
    await Promise.all(sent.map((body) => takeIn.execute(body, [SECRET])));
    expect(await bodies()).toEqual(sent);
  });
});

describe('what a webhook says', () => {
  it('is in the log and the figures by what happened, without any wamid', async () => {
    const [first = '', second = ''] = await sentMessages(2);
    await takeIn.execute(
      webhook([
        status(first, 'delivered'),
        status(second, 'failed', { errors: [{ code: Number(FAILURE.code), title: 'x' }] }),
      ]),
      [SECRET],
    );
    await onceAnswered();
    const text = lines.join('');
    expect(text).toContain(`"event":"message.delivered","messageId":"${first}"`);
    expect(text).toContain(`"event":"message.failed","messageId":"${second}","code":"131026"`);
    expect(text).not.toContain('wamid.');
    const failures = await metrics.failures.get();
    expect(failures.values).toMatchObject([{ value: 1, labels: { code: '131026', sender: SENDER } }]);
  });

  it('writes down a message that Meta took twice, for a worker to tell', async () => {
    const [id = ''] = await sentMessages(1);
    await takeIn.execute(webhook([status(id, 'sent', { id: 'wamid.second', biz_opaque_callback_data: `${id}.2` })]), [
      SECRET,
    ]);
    expect(await database.sql('SELECT message_id AS id, told_at FROM duplicate_sends')).toEqual([
      { id, told_at: null },
    ]);
  });
});

describe('what Meta tells of an account', () => {
  const told = (wabaId: string, ...values: readonly unknown[]): Buffer => {
    const changes = values.map((value) => ({ field: 'account_update', value }));
    return Buffer.from(JSON.stringify({ entry: [{ id: wabaId, time: 1_795_426_200, changes }] }));
  };
  const BAN = { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } };
  const states = () => database.sql('SELECT state, pause_reason FROM senders WHERE phone_number_id = $1', [SENDER]);

  it('has its effect before Meta hears 200, once, and is in the log and the figures', async () => {
    await takeIn.execute(told(WABA, BAN), [SECRET]);
    expect(await states()).toEqual([{ state: 'PAUSED', pause_reason: 'ACCOUNT_DISABLED: by webhook' }]);
    const text = lines.join('');
    expect(text).toContain(`"event":"sender.paused","sender":"${SENDER}"`);
    expect(text).toContain('"event":"webhook.account_event"');
    await takeIn.execute(told(WABA, BAN), [SECRET]);
    expect(await figures()).toEqual({ 'account_update applied': 1, 'account_update unchanged': 1 });
    expect(lines.join('')).toBe(text);
  });

  it('is without effect where its secret did not sign, or none of its senders is ours', async () => {
    await takeIn.execute(told(WABA, BAN), [OTHER_SECRET]);
    await takeIn.execute(told('999', BAN), [SECRET]);
    expect(await states()).toMatchObject([{ state: 'ACTIVE' }]);
    expect(await figures()).toEqual({ 'account_update foreign': 2 });
  });

  it('is set aside where PostgreSQL refuses it, and its neighbours have their effect', async () => {
    const value = {
      display_phone_number: '15550783881',
      decision: 'APPROVED',
      requested_verified_name: 'Talleres',
    };
    const time = 1_795_426_200;
    const body = JSON.stringify({
      entry: [
        { id: WABA, time, changes: Array(30).fill({ field: 'phone_number_name_update', value }) },
        { id: WABA, time, changes: [{ field: 'account_update', value: BAN }] },
      ],
    });
    await database.sql(`ALTER TABLE account_events ADD CONSTRAINT poison CHECK (data->>'name' <> 'Talleres')`);
    await takeIn.execute(Buffer.from(body), [SECRET]);
    await database.sql('ALTER TABLE account_events DROP CONSTRAINT poison');
    expect(await states()).toMatchObject([{ state: 'PAUSED' }]);
    expect(await quarantine()).toMatchObject([{ reason: 'PostgreSQL refused it' }]);
    expect(await figures()).toEqual({ 'account_update applied': 1, 'phone_number_name_update quarantined': 30 });
    expect(lines.filter((line) => line.includes('webhook.event_set_aside'))).toHaveLength(20);
  });

  it('is not asked of PostgreSQL where the account has no id that is one, however much is said of it', async () => {
    const changes = Array.from({ length: 3_000 }, (_, n) => ({ field: 'security', value: { event: `A_${n}` } }));
    await takeIn.execute(Buffer.from(JSON.stringify({ entry: [{ id: '\u0000', changes }] })), [SECRET]);
    expect(await figures()).toEqual({ 'security quarantined': 21 });
    expect(lines.filter((line) => line.includes('set_aside'))).toEqual([]);
  });

  it('tells the log neither names nor sentences: they are kept', async () => {
    const changes = [
      {
        field: 'phone_number_name_update',
        value: {
          display_phone_number: '15550783881',
          decision: 'APPROVED',
          requested_verified_name: 'MARIA PEREZ',
          rejection_reason: 'Call +34612345678',
        },
      },
      {
        field: 'account_alerts',
        value: { alert_info: { alert_severity: 'CRITICAL', alert_description: 'Maria Perez must verify' } },
      },
      { field: 'business_capability_update', value: { max_daily_conversations_per_business: 2000 } },
      {
        field: 'message_template_status_update',
        value: {
          event: 'REJECTED',
          message_template_name: 'po_notification',
          message_template_language: 'es',
          reason: 'INVALID_FORMAT',
        },
      },
    ];
    await takeIn.execute(Buffer.from(JSON.stringify({ entry: [{ id: WABA, time: 1_795_426_200, changes }] })), [
      SECRET,
    ]);
    const text = lines.join('');
    expect(text).not.toMatch(/perez|verify|Call|346123|1555078/i);
    for (const word of ['APPROVED', 'CRITICAL', '2000', 'po_notification', 'INVALID_FORMAT'])
      expect(text).toContain(word);
    expect(await database.sql(`SELECT data->>'name' AS name FROM account_events WHERE data ? 'name'`)).toEqual([
      { name: 'MARIA PEREZ' },
    ]);
  });

  it('may be a sentence that is cut in the middle of a character', async () => {
    const value = { alert_info: { alert_description: `${'x'.repeat(999)}\ud83d\ude03` } };
    const changes = [{ field: 'account_alerts', value }];
    await takeIn.execute(Buffer.from(JSON.stringify({ entry: [{ id: WABA, time: 1_795_426_200, changes }] })), [
      SECRET,
    ]);
    expect(await figures()).toEqual({ 'account_alerts recorded': 1 });
    expect(await database.sql(`SELECT right(data->>'description', 2) AS "end" FROM account_events`)).toEqual([
      { end: 'x\ufffd' },
    ]);
  });

  it('is logged a hundred times a body at the most, and kept as often as it comes', async () => {
    const changes = Array.from({ length: 250 }, (_, index) => ({
      field: 'account_alerts',
      value: { alert_info: { alert_description: `alert ${index}` } },
    }));
    await takeIn.execute(Buffer.from(JSON.stringify({ entry: [{ id: WABA, time: 1_795_426_200, changes }] })), [
      SECRET,
    ]);
    expect(await figures()).toEqual({ 'account_alerts recorded': 250 });
    expect(lines.filter((line) => line.includes('"event":"webhook.account_event"'))).toHaveLength(100);
    expect(lines.join('')).toContain('"event":"webhook.account_events_unlogged","events":150');
  });

  it('may be an error of a number two thousand times in one body: a line for each code, and all in the figures', async () => {
    const errors = [{ code: 130_429 }, { code: 131_056 }];
    const change = { field: 'messages', value: { metadata: { phone_number_id: SENDER }, errors } };
    const body = Buffer.from(JSON.stringify({ entry: [{ changes: Array.from({ length: 2_000 }, () => change) }] }));
    await takeIn.execute(body, [SECRET]);
    await takeIn.execute(body, [SECRET]);
    const told = lines.filter((line) => line.includes('"event":"sender.error_told"'));
    expect(told).toHaveLength(2);
    expect(told[0]).toContain(`"sender":"${SENDER}","code":130429,"times":2000`);
    expect(told[1]).toContain(`"sender":"${SENDER}","code":131056,"times":2000`);
    expect(await figures()).toEqual({ 'messages recorded': 8_000 });
  });

  it('may say what a number is called by people: it is written down', async () => {
    const metadata = { display_phone_number: '+1 (555) 078-3881', phone_number_id: SENDER };
    const changes = [{ field: 'messages', value: { metadata, errors: [{ code: 130_429 }, {}] } }];
    await takeIn.execute(Buffer.from(JSON.stringify({ entry: [{ changes }] })), [SECRET]);
    expect(
      await database.sql('SELECT display_phone_number AS number FROM senders WHERE phone_number_id = $1', [SENDER]),
    ).toEqual([{ number: '+15550783881' }]);
    expect(lines.join('')).toContain(`"event":"sender.error_told","sender":"${SENDER}","code":130429`);
  });

  it('names a number as often as it likes: it is written down once, and again where that failed', async () => {
    const metadata = { display_phone_number: '+1 (555) 078-3881', phone_number_id: SENDER };
    const body = Buffer.from(JSON.stringify({ entry: [{ changes: [{ field: 'messages', value: { metadata } }] }] }));
    const all = () => Promise.allSettled(Array.from({ length: 50 }, () => takeIn.execute(body, [SECRET])));
    const asked = () => [register.mock.calls.length, nameNumber.mock.calls.length];
    const ends = async () => new Set((await all()).map(({ status: end }) => end));
    await database.sql('ALTER TABLE sender_pace RENAME TO elsewhere');
    expect(await ends()).toEqual(new Set(['rejected']));
    await database.sql('ALTER TABLE elsewhere RENAME TO sender_pace');
    expect(asked()).toEqual([1, 0]);
    await database.sql('ALTER TABLE senders RENAME COLUMN display_phone_number TO elsewhere');
    expect(await ends()).toEqual(new Set(['rejected']));
    await database.sql('ALTER TABLE senders RENAME COLUMN elsewhere TO display_phone_number');
    expect(asked()).toEqual([2, 1]);
    await all();
    expect(await ends()).toEqual(new Set(['fulfilled']));
    expect(asked()).toEqual([2, 2]);
  });
});
