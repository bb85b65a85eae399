import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  AcceptMessages,
  ExpiryRepository,
  type NewMessage,
  ParkedStatusesRepository,
  SenderPaceRepository,
  StatusMerge,
  UnconfirmedRepository,
} from '#sending';
import { DataSource } from 'typeorm';
import { TakeInWebhook } from '../../apps/api/src/webhook/take-in-webhook.js';
import { defaultSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { SenderPaces } from '../../apps/worker/src/send/sender-paces.js';
import { Expire } from '../../apps/worker/src/sweep/expire.js';
import { SettleUnconfirmed } from '../../apps/worker/src/sweep/settle-unconfirmed.js';
import { type IdleWorker, idleWorker } from '../support/idle-worker.js';
import { type Stack, startStack } from '../support/stack.js';
import { SENDER, WABA, newMessage } from './sending-database.js';

const MESSAGES = 1_000;
const POISONED = 617;
/** Taken by Meta, and nothing is heard of it after that. */
const NO_WEBHOOKS = '+34603000004';

let stack: Stack;
let worker: IdleWorker;
let workerLog: string[] = [];

beforeAll(async () => {
  const started = await startStack({ sandbox: { messagesPerSecond: 0, pairRate: false } });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
  await stack.sql('INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ($1, $2, 1000) ON CONFLICT DO NOTHING', [
    SENDER,
    WABA,
  ]);
  await stack.sql('UPDATE installation SET sending_enabled = true');
  worker = await idleWorker(stack, {
    environment: { WHATSAPP_MAX_MPS: '1000' },
    onLine: (line) => workerLog.push(line),
  });
  // At the usual rate a thousand calls would nearly take half a lease; and its sweeps stand still.
  await worker.module.get(SenderPaceRepository).set(SENDER, MESSAGES);
  await worker.module.get(SenderPaces).round();
});

beforeEach(() => {
  workerLog = [];
});

afterEach(() =>
  stack.sql(
    'DROP TRIGGER IF EXISTS poison ON send_queue; DROP TRIGGER IF EXISTS poison ON wamids; DROP TRIGGER IF EXISTS poison ON message_events',
  ),
);

afterAll(async () => {
  await worker.module.close();
  await stack.stop();
});

function messages(change: Partial<NewMessage> = {}): NewMessage[] {
  return Array.from({ length: MESSAGES }, (_, index) =>
    newMessage({ recipientPhone: `+34600${String(index).padStart(6, '0')}`, ...(index === POISONED && change) }),
  );
}

/** From now on PostgreSQL refuses this of one message. */
async function poison(id: string, what: string, when: string): Promise<void> {
  await stack.sql(`CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'poisonous' USING ERRCODE = '22P05'; END $$`);
  await stack.sql(
    `CREATE TRIGGER poison ${what} FOR EACH ROW WHEN (NEW.message_id = '${id}' AND ${when}) EXECUTE FUNCTION refuse()`,
  );
}

/** Who failed, by place, with the words of the failure. */
async function failures(work: readonly Promise<unknown>[]): Promise<{ place: number; words: string }[]> {
  const results = await Promise.allSettled(work);
  return results.flatMap((result, place) =>
    result.status === 'rejected' ? [{ place, words: result.reason instanceof Error ? result.reason.message : '' }] : [],
  );
}

async function accepted(change: Partial<NewMessage> = {}): Promise<{ ids: readonly string[]; poisoned: string }> {
  const batch = messages(change);
  const intake = stack.app.get(AcceptMessages);
  expect(await failures(batch.map((message) => intake.accept(message)))).toEqual([]);
  const ids = batch.map((message) => message.id);
  // All go to one recipient, and none is to wait for its pace.
  await stack.sql('UPDATE send_queue SET attempted_at = now() WHERE message_id = ANY($1::uuid[])', [ids]);
  return { ids, poisoned: ids[POISONED] ?? '' };
}

const sendAll = (ids: readonly string[]) => failures(ids.map((id) => worker.send(id)));

/** How many of them are in each state: of the queue and of the message. */
async function standings(ids: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const rows = await stack.sql(
    `SELECT COALESCE('state ' || q.state, 'none') || CASE WHEN m.progress >= 3 THEN ', taken' ELSE ', not taken' END AS standing,
       count(*)::integer AS count
     FROM whatsapp_messages m LEFT JOIN send_queue q ON q.message_id = m.id WHERE m.id = ANY($1::uuid[]) GROUP BY 1`,
    [ids],
  );
  return Object.fromEntries(rows.map((row) => [String(row['standing']), Number(row['count'])]));
}

const traces = (id: string) =>
  stack.sql(
    `SELECT (SELECT count(*)::integer FROM send_attempts WHERE message_id = $1) AS attempts,
       (SELECT count(*)::integer FROM send_attempts WHERE message_id = $1 AND outcome IS NOT NULL) AS outcomes,
       (SELECT count(*)::integer FROM wamids WHERE message_id = $1) AS wamids,
       (SELECT count(*)::integer FROM message_events WHERE message_id = $1) AS events`,
    [id],
  );

const complaints = (): string[] => workerLog.filter((line) => line.includes('message.not_processed'));

describe(`one of ${MESSAGES} messages that PostgreSQL refuses`, () => {
  it('when it is accepted: the others are kept, it alone hears of it and leaves nothing behind', async () => {
    const batch = messages({ recipientName: 'a NUL \u0000 in it' });
    const intake = stack.app.get(AcceptMessages);
    const failed = await failures(batch.map((message) => intake.accept(message)));
    expect(failed).toEqual([{ place: POISONED, words: 'unsupported Unicode escape sequence' }]);
    const ids = batch.map((message) => message.id);
    expect(await standings(ids)).toEqual({ 'state 0, not taken': MESSAGES - 1 });
    expect(await stack.sql('SELECT FROM send_queue WHERE message_id = $1', [ids[POISONED]])).toEqual([]);
  });

  it('when it is claimed: the others are sent, it alone is reported and not sent', async () => {
    const { ids, poisoned } = await accepted();
    await poison(poisoned, 'BEFORE UPDATE ON send_queue', 'NEW.state = 1');
    expect(await sendAll(ids)).toEqual([{ place: POISONED, words: 'poisonous' }]);
    expect(complaints()).toEqual([expect.stringContaining(poisoned)]);
    expect(await standings(ids)).toEqual({ 'none, taken': MESSAGES - 1, 'state 0, not taken': 1 });
    expect(await traces(poisoned)).toEqual([{ attempts: 0, outcomes: 0, wamids: 0, events: 0 }]);
    // It was the row and nothing else: without the poison it is sent, as the first attempt.
    await stack.sql('DROP TRIGGER poison ON send_queue');
    expect(await worker.send(poisoned)).toBe('attempt 1: accepted');
  });

  it('when its answer is settled: the others are SENT, it alone is reported and waits for its webhook', async () => {
    const { ids, poisoned } = await accepted({ recipientPhone: NO_WEBHOOKS });
    await poison(poisoned, 'BEFORE INSERT ON wamids', `NEW.via = 'ANSWER'`);
    expect(await sendAll(ids)).toEqual([{ place: POISONED, words: 'poisonous' }]);
    expect(complaints()).toEqual([expect.stringContaining(poisoned)]);
    expect(await standings(ids)).toEqual({ 'none, taken': MESSAGES - 1, 'state 1, not taken': 1 });
    expect(await traces(poisoned)).toEqual([{ attempts: 1, outcomes: 0, wamids: 0, events: 0 }]);
    await stack.sql(`UPDATE send_queue SET lease_until = now() - interval '1 second' WHERE message_id = $1`, [
      poisoned,
    ]);
    expect(await new ExpiryRepository(worker.module.get(DataSource), 0).expireLeases()).toBe(1);
    expect(await standings([poisoned])).toEqual({ 'state 2, not taken': 1 });
  });

  it('when a webhook tells of it: the others are READ, it alone is set aside and unchanged', async () => {
    const { ids, poisoned } = await accepted();
    await poison(poisoned, 'BEFORE INSERT ON message_events', 'true');
    const takeIn = stack.app.get(TakeInWebhook);
    expect(await failures(ids.map((id) => takeIn.execute(webhookRead(id), [defaultSettings.appSecret])))).toEqual([]);
    expect(await standings(ids)).toEqual({ 'none, taken': MESSAGES - 1, 'state 0, not taken': 1 });
    expect(await stack.sql('SELECT reason, event LIKE $1 AS its FROM webhook_quarantine', [`%${poisoned}%`])).toEqual([
      { reason: 'PostgreSQL refused it', its: true },
    ]);
    expect(await traces(poisoned)).toEqual([{ attempts: 0, outcomes: 0, wamids: 0, events: 0 }]);
    expect(await kept(ids)).toBe(MESSAGES);
  });
});

/** More than one page of any of them. */
const ROUNDS = 3;

describe(`one of ${MESSAGES} messages with which a sweep fails in PostgreSQL`, () => {
  const sweep = async (round: () => Promise<void>): Promise<void> => {
    for (let count = 0; count < ROUNDS; count += 1) await round();
  };

  const change = (ids: readonly string[], to: string) =>
    stack.sql(`UPDATE send_queue SET ${to} WHERE message_id = ANY($1::uuid[])`, [ids]);

  it('when its lease is over: the others are UNCONFIRMED, it alone is told once and left aside', async () => {
    const { ids, poisoned } = await accepted();
    await change(ids, `state = 1, attempt = 1, lease_until = now() - interval '1 second'`);
    await poison(poisoned, 'BEFORE UPDATE ON send_queue', 'NEW.state = 2');
    await sweep(() => worker.module.get(Expire).leasesRound());
    expect(complaints()).toEqual([expect.stringContaining(poisoned)]);
    expect(await standings(ids)).toEqual({ 'state 2, not taken': MESSAGES - 1, 'state 1, not taken': 1 });
    // It was the row and nothing else: without the poison its lease ends for whoever has not left it aside.
    await stack.sql('DROP TRIGGER poison ON send_queue');
    expect(await new ExpiryRepository(worker.module.get(DataSource), 0).expireLeases()).toBe(1);
  });

  it('when its time is over: the others are FAILED, it alone is told once and left aside', async () => {
    const { ids, poisoned } = await accepted();
    await change(ids, `expires_at = now() - interval '1 second'`);
    await poison(poisoned, 'BEFORE INSERT ON message_events', `NEW.type = 'failed'`);
    await sweep(() => worker.module.get(Expire).messagesRound());
    expect(complaints()).toEqual([expect.stringContaining(poisoned)]);
    expect(await standings(ids)).toEqual({ 'none, not taken': MESSAGES - 1, 'state 0, not taken': 1 });
    await stack.sql('DROP TRIGGER poison ON message_events');
    expect(await new ExpiryRepository(worker.module.get(DataSource), 0).expireMessages()).toMatchObject([
      { messageId: poisoned, code: 'EXPIRED' },
    ]);
  });

  it('when it is decided about: the others are HELD, it alone is told once and left aside', async () => {
    const { ids, poisoned } = await accepted();
    await change(ids, `state = 2, attempt = 1, resends = 1, attempted_at = now() - interval '7 hours'`);
    await poison(poisoned, 'BEFORE UPDATE ON send_queue', 'NEW.state = 3');
    await sweep(() => worker.module.get(SettleUnconfirmed).unclearRound());
    expect(complaints()).toEqual([expect.stringContaining(poisoned)]);
    expect(await standings(ids)).toEqual({ 'state 3, not taken': MESSAGES - 1, 'state 2, not taken': 1 });
    await stack.sql('DROP TRIGGER poison ON send_queue');
    const decided = await new UnconfirmedRepository(worker.module.get(DataSource), AT_ONCE).decide();
    expect(decided).toEqual([{ messageId: poisoned, decision: 'HOLD' }]);
  });

  it('when what was parked of it is found: the others are READ, it alone is told once and left aside', async () => {
    const { ids, poisoned } = await accepted();
    await stack.sql(
      `INSERT INTO parked_statuses (wamid, status, sender_id, occurred_at, payload)
       SELECT 'wamid.' || id, 'read', $2, now(), '{"failure":null,"blocks":null,"pricing":null,"timeOfReceipt":false}' FROM unnest($1::text[]) id`,
      [ids, SENDER],
    );
    await stack.sql(
      `INSERT INTO wamids (wamid, message_id, attempt, via) SELECT 'wamid.' || id, id::uuid, 1, 'ANSWER' FROM unnest($1::text[]) id`,
      [ids],
    );
    await poison(poisoned, 'BEFORE INSERT ON message_events', 'true');
    await sweep(() => worker.module.get(SettleUnconfirmed).parkedRound());
    expect(complaints()).toEqual([expect.stringContaining(poisoned)]);
    expect(await standings(ids)).toEqual({ 'none, taken': MESSAGES - 1, 'state 0, not taken': 1 });
    await stack.sql('DROP TRIGGER poison ON message_events');
    const matched = await new ParkedStatusesRepository(worker.module.get(DataSource), new StatusMerge()).match();
    expect(matched?.results).toEqual(['applied']);
  });
});

const AT_ONCE = {
  waitMs: 0,
  soloWaitMs: 0,
  receiversHealthyForMs: 0,
  maxMs: 3_600_000,
  policy: 'hold',
  sendTimeoutMs: 0,
} as const;

/** A POST of its own for each, as Meta sends most of them. */
function webhookRead(id: string): Buffer {
  const statuses = [
    { id: `wamid.${id}`, status: 'read', timestamp: '1893484800', biz_opaque_callback_data: `${id}.1` },
  ];
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: SENDER }, statuses };
  return Buffer.from(JSON.stringify({ entry: [{ changes: [{ field: 'messages', value }] }] }));
}

async function kept(ids: readonly string[]): Promise<number> {
  const bodies = ids.map(webhookRead);
  const [row] = await stack.sql(
    'SELECT count(*)::integer AS count FROM webhook_payloads WHERE body = ANY($1::bytea[])',
    [bodies],
  );
  return Number(row?.['count']);
}
