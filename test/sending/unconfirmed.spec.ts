import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { UnconfirmedPolicy } from '#runtime';
import { HeldMessagesRepository, UnconfirmedRepository } from '#sending';
import { ReceiversRepository } from '#webhook-events';
import { webhookIntake } from '../webhook/webhook-intake.js';
import { OUTCOMES, SENDER, SendingDatabase, WABA, statusOf } from './sending-database.js';

/** Seconds: W, the wait with few neighbours, G and the limit. */
const WAIT = 120;
const SOLO_WAIT = 900;
const HEALTHY_FOR = 900;
const LIMIT = 21_600;

let database: SendingDatabase;
let receivers: ReceiversRepository;
let replica: string;

beforeAll(async () => {
  database = await SendingDatabase.start();
  receivers = new ReceiversRepository(database.dataSource);
});

beforeEach(async () => {
  await database.empty();
  replica = randomUUID();
  await receivers.start(replica);
  await database.sql('DELETE FROM receiver_gaps');
});

afterAll(() => database.stop());

async function decide(
  policy: UnconfirmedPolicy = 'auto',
  soloWait = SOLO_WAIT,
  sendTimeout = 9,
): Promise<readonly string[]> {
  const repository = new UnconfirmedRepository(database.dataSource, {
    waitMs: WAIT * 1_000,
    soloWaitMs: soloWait * 1_000,
    receiversHealthyForMs: HEALTHY_FOR * 1_000,
    maxMs: LIMIT * 1_000,
    policy,
    sendTimeoutMs: sendTimeout * 1_000,
  });
  return (await repository.decide()).map(({ decision }) => decision);
}

/** An attempt of unclear outcome that many seconds ago. */
async function unclear(secondsAgo: number): Promise<string> {
  const id = await database.message();
  await database.settle(id, await database.claim(id), OUTCOMES.unclear);
  await database.age(id, secondsAgo);
  await database.sql(`UPDATE send_queue SET expires_at = now() + interval '3 days'`);
  return id;
}

/** How far Meta's statuses of the sender have come, by Meta's clock. */
const heardUntil = (secondsAgo: number, sender = SENDER) =>
  database.sql(
    `INSERT INTO sender_hearing (sender_id, heard_until) VALUES ($1, now() - make_interval(secs => $2))
     ON CONFLICT (sender_id) DO UPDATE SET heard_until = excluded.heard_until`,
    [sender, secondsAgo],
  );

/** Accepted attempts about that long ago, of which all but some were confirmed by webhook just now. */
async function neighbours(count: number, secondsAgo: number, unconfirmed = 0): Promise<void> {
  await heardUntil(1);
  await database.sql(
    `INSERT INTO send_attempts (message_id, attempt, sender_id, started_at, finished_at, outcome, confirmed_at)
     SELECT gen_random_uuid(), 1, $1, now() - make_interval(secs => $3), now(), 'accepted',
       CASE WHEN number > $4 THEN now() END FROM generate_series(1, $2::integer) number`,
    [SENDER, count, secondsAgo, unconfirmed],
  );
}

/** How many rows of send_attempts were read so far, by any connection that has told of it: each does when it is closed. */
async function attemptsRead(): Promise<number> {
  await database.sql('SELECT pg_stat_force_next_flush()');
  const [row] = await database.sql<{ read: number }>(
    `SELECT (seq_tup_read + idx_tup_fetch)::float8 AS read FROM pg_stat_user_tables WHERE relname = 'send_attempts'`,
  );
  return row?.read ?? 0;
}

describe('a message of unclear outcome', () => {
  it('is sent again when it waited, we were there to hear, and its neighbours were heard of', async () => {
    const id = await unclear(WAIT + 10);
    await neighbours(20, WAIT + 5);
    expect(await decide()).toEqual(['RESEND']);
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', attempt: 1, unclear: 1 });
    expect(await database.sql('SELECT type FROM message_events')).toEqual([{ type: 'queued_again' }]);
    expect(await database.claim(id)).toBe(2);
  });

  it('is never sent a second time: the next unclear outcome waits for the limit, and then for a person', async () => {
    const id = await unclear(WAIT + 10);
    await neighbours(20, WAIT + 5);
    await decide();
    await database.settle(id, await database.claim(id), OUTCOMES.unclear);
    await database.age(id, WAIT + 10);
    expect(await decide()).toEqual([]);
    await database.age(id, LIMIT);
    expect(await decide('resend')).toEqual(['HOLD']);
    expect(await database.standing(id)).toMatchObject({ state: 'HELD', unclear: 2 });
  });

  it('is sent again once though two workers decide it, and the second of them much later', async () => {
    const id = await unclear(WAIT + 10);
    await neighbours(20, WAIT + 5);
    // The decision of a worker that is held up between looking and writing, by the lock of the message.
    const other = database.dataSource.createQueryRunner();
    await other.startTransaction();
    await other.query('SELECT FROM whatsapp_messages WHERE id = $1 FOR UPDATE', [id]);
    const late = decide();
    await expect.poll(() => database.somebodyWaits(), { timeout: 10_000 }).toBe(true);
    // Meanwhile another one decided, and attempt 2 ended as unclear as the first.
    await other.query('UPDATE send_queue SET resends = 1, attempt = 2, unclear = 2 WHERE message_id = $1', [id]);
    await other.commitTransaction();
    await other.release();
    expect(await late).toEqual([]);
    expect(await database.standing(id)).toMatchObject({ state: 'UNCONFIRMED', attempt: 2, unclear: 2 });
  });

  it('is judged by its neighbours without reading a week of attempts', async () => {
    await unclear(WAIT + 10);
    await neighbours(20, WAIT + 5);
    await database.sql(
      `INSERT INTO send_attempts (message_id, attempt, sender_id, started_at, finished_at, outcome, confirmed_at)
       SELECT gen_random_uuid(), 1, $1, now() - make_interval(secs => 3600 + number), now(), 'accepted', now()
       FROM generate_series(1, 100000) number`,
      [SENDER],
    );
    await database.sql('ANALYZE send_attempts');
    const before = await attemptsRead();
    expect(await decide()).toEqual(['RESEND']);
    expect((await attemptsRead()) - before).toBeLessThan(1_000);
  });

  it('waits for W first', async () => {
    await unclear(WAIT - 10);
    await neighbours(20, WAIT);
    expect(await decide()).toEqual([]);
  });

  it('waits longer where few messages were sent around it', async () => {
    await unclear(WAIT + 10);
    await neighbours(19, WAIT + 5);
    expect(await decide()).toEqual([]);
    await database.sql(`UPDATE send_queue SET attempted_at = now() - make_interval(secs => $1)`, [SOLO_WAIT + 10]);
    expect(await decide()).toEqual(['RESEND']);
  });

  it('is done with when its webhook comes meanwhile', async () => {
    const id = await unclear(WAIT + 10);
    await neighbours(20, WAIT + 5);
    await database.report(statusOf(id, 'sent'));
    expect(await decide()).toEqual([]);
    expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 3 });
  });

  it('is left to expiry when its time is over', async () => {
    await unclear(LIMIT + 10);
    await database.sql('UPDATE send_queue SET expires_at = now()');
    expect(await decide()).toEqual([]);
  });
});

describe('more messages of unclear outcome than are looked at in one round', () => {
  const OTHER = '1002';

  /** Unclear messages of a sender, all at once. */
  async function pile(senderId: string, count: number, secondsAgo: number): Promise<readonly string[]> {
    const ids = await database.messages(count, { senderId });
    await database.sql(
      `UPDATE send_queue SET state = 2, attempt = 1, unclear = 1, expires_at = now() + interval '3 days',
         attempted_at = now() - make_interval(secs => $2) WHERE message_id = ANY($1::uuid[])`,
      [ids, secondsAgo],
    );
    return ids;
  }

  it.each([
    ['were sent again before', 'UPDATE send_queue SET resends = 1 WHERE sender_id = $1'],
    ['are of a sender whose webhooks do not come', 'DELETE FROM sender_hearing WHERE sender_id = $1'],
    ['are of a sender whose neighbours nobody heard of', 'DELETE FROM send_attempts WHERE sender_id = $1'],
  ])('do not keep those of another sender waiting where they %s', async (_what, hindrance) => {
    await pile(OTHER, 501, WAIT + 20);
    await heardUntil(1, OTHER);
    await database.sql(hindrance, [OTHER]);
    const id = await unclear(WAIT + 10);
    await neighbours(20, WAIT + 5);
    expect(await decide()).toEqual(['RESEND']);
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED' });
  });

  it('do not keep younger ones of their own sender waiting where only those have evidence', async () => {
    await pile(SENDER, 501, 20_000);
    await neighbours(20, 20_000, 20);
    const id = await unclear(WAIT + 10);
    await neighbours(20, WAIT + 5);
    await expect
      .poll(
        async () => {
          await decide();
          return (await database.standing(id)).state;
        },
        { timeout: 20_000, interval: 1 },
      )
      .toBe('QUEUED');
  });

  it('are all decided at the limit', async () => {
    await pile(OTHER, 501, LIMIT + 10);
    expect(await decide()).toHaveLength(500);
    expect(await decide()).toEqual(['HOLD']);
  });
});

describe('our receivers', () => {
  beforeEach(async () => {
    await unclear(WAIT + 10);
    await neighbours(20, WAIT + 5);
  });

  it('must be there', async () => {
    await receivers.stop(replica);
    expect(await decide()).toEqual([]);
  });

  it('must all be alive', async () => {
    await receivers.start(randomUUID());
    await database.sql(`UPDATE receivers SET beat_at = now() - interval '6 seconds' WHERE replica <> $1`, [replica]);
    expect(await decide()).toEqual([]);
    // The survivor writes the death down; the gap counts from then on.
    await receivers.beat(replica);
    expect(await decide()).toEqual([]);
    await database.sql(`UPDATE receiver_gaps SET until_at = until_at - make_interval(secs => $1)`, [HEALTHY_FOR]);
    expect(await decide()).toEqual(['RESEND']);
  });

  it('may have been stopped in order while others listened', async () => {
    const second = randomUUID();
    await receivers.start(second);
    await receivers.stop(second);
    expect(await decide()).toEqual(['RESEND']);
  });

  it.each([
    ['a gap within the last G', HEALTHY_FOR - 10, []],
    ['a gap before it', HEALTHY_FOR + 10, ['RESEND']],
  ])('must have heard everything throughout G: %s', async (_what, secondsAgo, decisions) => {
    await receivers.gap(replica, 5_000, 'answered 503');
    await database.sql('UPDATE receiver_gaps SET until_at = until_at - make_interval(secs => $1)', [secondsAgo]);
    expect(await decide()).toEqual(decisions);
  });

  it('that beat late were not there in between', async () => {
    await database.sql(`UPDATE receivers SET beat_at = now() - interval '30 seconds'`);
    await receivers.beat(replica);
    expect(await database.sql('SELECT reason FROM receiver_gaps')).toEqual([{ reason: 'late' }]);
    expect(await decide()).toEqual([]);
  });

  it('that run on over a restored database, which does not know them, beat again; what it has forgotten is a gap', async () => {
    await database.sql(`UPDATE receivers SET replica = gen_random_uuid(), beat_at = now() - interval '1 hour'`);
    await receivers.beat(replica);
    const reasons = await database.sql('SELECT reason FROM receiver_gaps ORDER BY reason');
    expect(reasons).toEqual([{ reason: 'died' }, { reason: 'nobody listened' }]);
    expect(await decide()).toEqual([]);
    await database.sql('UPDATE receiver_gaps SET until_at = until_at - make_interval(secs => $1)', [HEALTHY_FOR]);
    await receivers.beat(replica);
    expect(await decide()).toEqual(['RESEND']);
  });

  it('that start after nobody listened write that down, and not when others did', async () => {
    await receivers.start(randomUUID());
    expect(await database.sql('SELECT reason FROM receiver_gaps')).toEqual([]);
    await database.sql('UPDATE receivers SET stopped_at = now()');
    await receivers.start(randomUUID());
    expect(await database.sql('SELECT reason FROM receiver_gaps')).toEqual([{ reason: 'nobody listened' }]);
    expect(await decide()).toEqual([]);
  });
});

describe('a time in which Meta could not reach us', () => {
  /** Both in seconds ago. */
  const silence = (from: number, until: number, sender = SENDER) =>
    database.sql(
      `INSERT INTO hearing_gaps VALUES ($1, now() - make_interval(secs => $2), now() - make_interval(secs => $3))`,
      [sender, from, until],
    );
  const gap = async (from: number, until: number): Promise<void> => {
    await receivers.gap(replica, (from - until) * 1_000, 'answered 503');
    await database.sql(
      `UPDATE receiver_gaps SET from_at = from_at - make_interval(secs => $1), until_at = until_at - make_interval(secs => $1)`,
      [until],
    );
  };
  const ATTEMPT = 4_000;

  beforeEach(async () => {
    await unclear(ATTEMPT);
    await neighbours(20, ATTEMPT - 5);
  });

  it.each([
    ['our gap of half an hour, a quarter of an hour ago', () => gap(ATTEMPT, 1_990), []],
    ['our gap, as long ago as it was long', () => gap(ATTEMPT, 2_010), ['RESEND']],
    ['our gap in which only a repetition fell', () => gap(2_000, 1_990), []],
    ['our gap before the attempt', () => gap(ATTEMPT + 500, ATTEMPT + 1), ['RESEND']],
    ['a silence of the sender until lately', () => silence(ATTEMPT + 10, 1_990), []],
    ['a silence of the sender, as long ago as it was long', () => silence(ATTEMPT + 10, 2_010), ['RESEND']],
    ['a silence that began when the wait was over', () => silence(ATTEMPT - WAIT - 1, 100), ['RESEND']],
    ['a silence of another sender', () => silence(ATTEMPT + 10, 100, '1002'), ['RESEND']],
  ])(
    'is made up for when as long again has passed as from the attempt to its end: %s',
    async (_what, begin, decisions) => {
      await begin();
      expect(await decide()).toEqual(decisions);
    },
  );
});

describe('the evidence that Meta reaches us', () => {
  it('may lack one neighbour of twenty, not two', async () => {
    await unclear(WAIT + 10);
    await neighbours(20, WAIT + 5, 2);
    expect(await decide()).toEqual([]);
    await database.sql(
      `UPDATE send_attempts SET confirmed_at = now() WHERE message_id IN
         (SELECT message_id FROM send_attempts WHERE outcome = 'accepted' AND confirmed_at IS NULL LIMIT 1)`,
    );
    expect(await decide()).toEqual(['RESEND']);
  });

  it('is that of the nearest twenty, though farther ones were never heard of', async () => {
    await unclear(WAIT + 10);
    await neighbours(20, WAIT + 5);
    await neighbours(50, WAIT + 4_000, 50);
    expect(await decide()).toEqual(['RESEND']);
  });

  it('is not that of neighbours so young that Meta may still be about to speak', async () => {
    await unclear(WAIT + 10);
    await neighbours(20, 30);
    expect(await decide()).toEqual([]);
  });

  it.each([
    ['before the attempt', WAIT + 20, []],
    ['a moment after it: what was said of the attempt may still be on its way', WAIT - 10, []],
    ['a quarter of the wait after it', (WAIT * 3) / 4 - 10, ['RESEND']],
  ])('depends on how far Meta was heard: %s', async (_what, secondsAgo, decisions) => {
    await unclear(WAIT + 10);
    await neighbours(20, WAIT + 20);
    // The webhooks of before the attempt come only now: a pile of them is being worked off.
    await heardUntil(secondsAgo);
    expect(await decide()).toEqual(decisions);
  });

  it('has to be of twice the longest call after it: a Meta that is late takes what we have given up', async () => {
    await unclear(WAIT + 10);
    await neighbours(20, WAIT + 20);
    await heardUntil((WAIT * 3) / 4 - 10);
    expect(await decide('auto', SOLO_WAIT, 30)).toEqual([]);
    await heardUntil(WAIT / 2 - 10);
    expect(await decide('auto', SOLO_WAIT, 30)).toEqual(['RESEND']);
  });

  it("is told by each status of the sender, at Meta's own time, and never by one of the future or of ours", async () => {
    const id = await unclear(WAIT + 10);
    const heard = async () => (await database.sql<{ at: Date }>('SELECT heard_until AS at FROM sender_hearing'))[0]?.at;
    const now = Math.floor(Date.now() / 1_000);
    const seconds = (past: number): Date => new Date((now - past) * 1_000);
    await database.report(statusOf(id, 'sent', { occurredAt: seconds(60) }));
    expect(await heard()).toEqual(seconds(60));
    await database.report(
      statusOf(id, 'read', { occurredAt: seconds(30) }),
      statusOf(id, 'sent', { occurredAt: seconds(90) }),
    );
    expect(await heard()).toEqual(seconds(30));
    await database.report(statusOf(id, 'delivered', { occurredAt: new Date('2030-01-01T08:00:00Z') }));
    // Meta gave none: it is dated by its receipt.
    await database.report(
      statusOf(id, 'read', { wamid: 'wamid.undated', occurredAt: seconds(0), timeOfReceipt: true }),
    );
    expect(await heard()).toEqual(seconds(30));
  });

  it('is not there where nothing else was sent', async () => {
    await unclear(SOLO_WAIT + 10);
    expect(await decide()).toEqual([]);
  });

  it('is not there where the only neighbour was not heard of either', async () => {
    const id = await unclear(SOLO_WAIT + 10);
    await neighbours(1, SOLO_WAIT, 1);
    const other = await unclear(SOLO_WAIT + 5);
    await database.report(statusOf(other, 'sent'));
    expect(await decide()).toEqual([]);
    expect(await database.standing(id)).toMatchObject({ state: 'UNCONFIRMED' });
  });

  it('of another sender is none', async () => {
    await unclear(WAIT + 10);
    await neighbours(20, WAIT + 5);
    await database.sql(`UPDATE send_attempts SET sender_id = '1002' WHERE outcome = 'accepted'`);
    await heardUntil(1, '1002');
    await database.sql('DELETE FROM sender_hearing WHERE sender_id = $1', [SENDER]);
    expect(await decide()).toEqual([]);
  });
});

describe("a message on which a word of Meta's was set aside, because PostgreSQL refused it", () => {
  const setAside = (messageId: string, senderId = SENDER) =>
    webhookIntake(database).keep([
      { kind: 'quarantine', field: 'messages', senderId, reason: 'PostgreSQL refused it', event: '{}', messageId },
    ]);

  it('is not sent again, whatever the evidence that Meta never had it, and waits for a person at the limit', async () => {
    const [heardOf, silent] = [await unclear(WAIT + 10), await unclear(WAIT + 10)];
    await neighbours(20, WAIT + 5);
    await setAside(heardOf);
    expect(await decide()).toEqual(['RESEND']);
    expect(await database.standing(silent)).toMatchObject({ state: 'QUEUED' });
    expect(await database.standing(heardOf)).toMatchObject({ state: 'UNCONFIRMED' });
    await database.age(heardOf, LIMIT);
    expect(await decide('resend')).toEqual(['HOLD']);
    expect(await database.standing(heardOf)).toMatchObject({ state: 'HELD' });
  });

  it('is none where the word was of another sender, whose secret says nothing of ours', async () => {
    const id = await unclear(WAIT + 10);
    await neighbours(20, WAIT + 5);
    await setAside(id, '1002');
    expect(await decide()).toEqual(['RESEND']);
  });
});

describe('at the limit', () => {
  it.each<[UnconfirmedPolicy, number, string]>([
    ['auto', 5, 'RESEND'],
    ['auto', 0, 'HOLD'],
    ['resend', 0, 'RESEND'],
    ['hold', 20, 'HOLD'],
  ])('%s with the evidence of %i neighbours: %s', async (policy, count, decision) => {
    await unclear(LIMIT + 10);
    if (count > 0) await neighbours(count, LIMIT);
    expect(await decide(policy)).toEqual([decision]);
  });

  it('the evidence of a few is none before their longer wait is over', async () => {
    await database.sql(
      `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, synced_at)
       VALUES ($1, 'po_notification', 'es', 'APPROVED', 'UTILITY', 'POSITIONAL', '[]', now())`,
      [WABA],
    );
    await unclear(LIMIT + 10);
    await neighbours(5, LIMIT);
    expect(await decide('auto', 2 * LIMIT)).toEqual(['HOLD']);
  });

  it.each<[UnconfirmedPolicy, string]>([
    ['auto', 'HOLD'],
    ['resend', 'RESEND'],
    ['hold', 'HOLD'],
  ])('%s says %s where our receivers were away lately, whatever the evidence', async (policy, decision) => {
    await unclear(LIMIT + 10);
    await neighbours(20, LIMIT);
    await receivers.gap(replica, 5_000, 'answered 503');
    expect(await decide(policy)).toEqual([decision]);
  });

  it('hold never sends again, not even before the limit and with all evidence', async () => {
    await unclear(WAIT + 10);
    await neighbours(20, WAIT + 5);
    expect(await decide('hold')).toEqual([]);
  });

  it('a message that is held waits for a person, who sends it again or ends it', async () => {
    const held = new HeldMessagesRepository(database.dataSource);
    const [first, second] = [await unclear(LIMIT + 10), await unclear(LIMIT + 10)];
    expect(await decide()).toEqual(['HOLD', 'HOLD']);
    expect((await held.list()).map((entry) => entry.id).toSorted()).toEqual([first, second].toSorted());
    expect(await held.release(first)).toBe('released');
    expect(await held.release(first)).toBeNull();
    expect(await database.claim(first)).toBe(2);
    expect(await held.fail(second)).toBe(true);
    expect(await held.fail(second)).toBe(false);
    expect(await database.standing(second)).toMatchObject({
      state: 'none',
      progress: 2,
      errorCode: 'FAILED_BY_OPERATOR',
    });
  });
});
