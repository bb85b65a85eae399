import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DueMessagesRepository } from '#sending';
import { SendersRepository } from '#senders';
import { IDLE_LANES } from './idle-lanes.js';
import { LEASE_MS, OUTCOMES, SENDER, SendingDatabase, WABA, statusOf } from './sending-database.js';

let database: SendingDatabase;
let senders: SendersRepository;

beforeAll(async () => {
  database = await SendingDatabase.start();
  senders = new SendersRepository(database.dataSource);
});

beforeEach(() => database.empty());

afterAll(() => database.stop());

const claimed = async (...ids: readonly string[]): Promise<boolean[]> =>
  (await database.claims.claim(ids)).map((claim) => claim !== null);

async function template(status: string): Promise<void> {
  await database.sql(
    `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, synced_at)
     VALUES ($1, 'po_notification', 'es', $2, 'UTILITY', 'POSITIONAL', '[]', now())`,
    [WABA, status],
  );
}

describe('a claim', () => {
  it('gives all that is needed to send, and writes the intent down before anything is sent', async () => {
    const id = await database.message({ recipientPhone: '+34611111111', templateParameters: { number: 'PO-1' } });
    const [claim] = await database.claims.claim([id]);
    expect(claim).toMatchObject({
      messageId: id,
      attempt: 1,
      failures: 0,
      senderId: SENDER,
      wabaId: WABA,
      recipientPhone: '+34611111111',
      templateParameters: { number: 'PO-1' },
      halfOpen: false,
    });
    expect(await database.standing(id)).toMatchObject({ state: 'SENDING', attempt: 1 });
    const [attempt] = await database.sql(
      `SELECT a.attempt, a.outcome, q.lease_until - q.attempted_at = make_interval(secs => $1) AS leased
       FROM send_attempts a JOIN send_queue q USING (message_id)`,
      [LEASE_MS / 1_000],
    );
    expect(attempt).toEqual({ attempt: 1, outcome: null, leased: true });
  });

  it('has a number that rises with each and never repeats', async () => {
    const id = await database.message();
    for (const expected of [1, 2, 3]) {
      const attempt = await database.claim(id);
      expect(attempt).toBe(expected);
      await database.settle(id, attempt, OUTCOMES.again);
    }
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', attempt: 3, failures: 3 });
  });

  it('answers in the order in which it was asked, also for ids that nobody knows', async () => {
    const [first = '', second = ''] = await database.messages(2);
    expect(await claimed(second, '0199c5b2-0000-7000-8000-000000000000', first)).toEqual([true, false, true]);
  });

  it('of one id twice in a batch is given once', async () => {
    const id = await database.message();
    expect(await claimed(id, id)).toEqual([true, false]);
  });

  it('of one message by twenty workers at once is given to one of them', async () => {
    const ids = await database.messages(10);
    for (const id of ids) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => claimed(id)));
      expect(answers.flat().filter(Boolean)).toHaveLength(1);
      expect(await database.standing(id)).toMatchObject({ attempt: 1 });
    }
  });

  it('of the same messages in opposite orders by many workers gives each to one', async () => {
    const ids = await database.messages(200);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, worker) => database.claims.claim(worker % 2 === 0 ? ids : ids.toReversed())),
    );
    const winners = answers.flat().flatMap((claim) => (claim === null ? [] : [claim.messageId]));
    expect(winners.toSorted()).toEqual(ids.toSorted());
  });

  it('would be given twice without the lock: a read followed by a write is no fence', async () => {
    const id = await database.message();
    const looks = () => database.sql('SELECT message_id FROM send_queue WHERE message_id = $1 AND state = 0', [id]);
    expect(await Promise.all([looks(), looks()])).toEqual([[{ message_id: id }], [{ message_id: id }]]);
  });
});

describe('nothing is claimed', () => {
  it('while sending is switched off', async () => {
    const id = await database.message();
    await database.sql('UPDATE installation SET sending_enabled = false');
    expect(await claimed(id)).toEqual([false]);
    await database.sql('UPDATE installation SET sending_enabled = true, recovery_needed = true');
    expect(await claimed(id)).toEqual([false]);
    await database.sql('UPDATE installation SET recovery_needed = false');
    expect(await claimed(id)).toEqual([true]);
  });

  it('while its sender is paused', async () => {
    const id = await database.message();
    await senders.pause(SENDER, 'ERROR', '190: token expired');
    expect(await claimed(id)).toEqual([false]);
    expect(await senders.resume(SENDER, false)).toBe(true);
    expect(await claimed(id)).toEqual([true]);
  });

  it('while its sender waits as Meta asked', async () => {
    const id = await database.message();
    await senders.wait(SENDER, 60_000);
    expect(await claimed(id)).toEqual([false]);
    await database.sql('UPDATE senders SET wait_until = now()');
    expect(await claimed(id)).toEqual([true]);
  });

  it('of a sender that nobody registered', async () => {
    expect(await claimed(await database.message({ senderId: '4711' }))).toEqual([false]);
  });

  it.each(['PAUSED', 'DISABLED', 'ARCHIVED'])('while its template is %s', async (status) => {
    const id = await database.message();
    await template(status);
    expect(await claimed(id)).toEqual([false]);
    await database.sql(`UPDATE templates SET status = 'APPROVED'`);
    expect(await claimed(id)).toEqual([true]);
  });

  it('before it is due', async () => {
    const id = await database.message({ scheduledAt: new Date(Date.now() + 3_600_000) });
    expect(await claimed(id)).toEqual([false]);
    await database.sql('UPDATE send_queue SET due_at = now()');
    expect(await claimed(id)).toEqual([true]);
  });

  it('after it has expired', async () => {
    const id = await database.message();
    await database.sql('UPDATE send_queue SET expires_at = now()');
    expect(await claimed(id)).toEqual([false]);
  });

  it.each(['SENDING', 'UNCONFIRMED', 'HELD', 'none'] as const)('of a message that is %s', async (state) => {
    expect(await claimed(await database.messageIn(state, 1))).toEqual([false]);
  });
});

describe('a half-open sender', () => {
  beforeEach(() => database.sql('UPDATE senders SET half_open = true'));

  it('sends one message at a time', async () => {
    const ids = await database.messages(5);
    expect((await claimed(...ids)).filter(Boolean)).toHaveLength(1);
    expect((await claimed(...ids)).filter(Boolean)).toEqual([]);
  });

  it('sends one at a time also when two workers ask in the same moment for different messages', async () => {
    const [first = '', second = ''] = await database.messages(2);
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    // The first claim, held open right before its commit.
    await runner.query('SELECT FROM senders WHERE phone_number_id = $1 FOR UPDATE', [SENDER]);
    const other = database.claims.claim([second]);
    await vi.waitUntil(() => database.somebodyWaits(), { timeout: 10_000 });
    await runner.commitTransaction();
    await runner.release();
    expect(await other).toMatchObject([{ halfOpen: true }]);
    expect(await claimed(first)).toEqual([false]);
  });

  it('sends one at a time under a storm of workers', async () => {
    for (let round = 0; round < 20; round += 1) {
      await database.empty();
      await database.sql('UPDATE senders SET half_open = true');
      const ids = await database.messages(10);
      const answers = await Promise.all(ids.map((id) => claimed(id)));
      expect(answers.flat().filter(Boolean)).toHaveLength(1);
    }
  });

  it('sends the next one when the first did not get through and the pause after it is over', async () => {
    const [first = '', second = ''] = await database.messages(2);
    const attempt = await database.claim(first);
    await senders.halfOpen(SENDER, 1_000);
    await database.settle(first, attempt, OUTCOMES.unclear);
    expect(await claimed(second)).toEqual([false]);
    await database.sql('UPDATE senders SET wait_until = now()');
    expect(await claimed(second)).toEqual([true]);
  });

  it('waits for what is under way, and not for what a dead worker had: past half its lease nobody calls', async () => {
    await database.messageIn('SENDING', 1);
    const waiting = await database.message();
    const claimedAgo = (seconds: number): Promise<unknown> =>
      database.sql(
        `UPDATE send_queue SET attempted_at = now() - make_interval(secs => $1::integer),
           lease_until = now() + make_interval(secs => 30 - $1::integer) WHERE state = 1`,
        [seconds],
      );
    await claimedAgo(14);
    expect(await claimed(waiting)).toEqual([false]);
    await claimedAgo(16);
    expect(await claimed(waiting)).toEqual([true]);
  });

  it('sends all again once Meta took one', async () => {
    const [first = '', ...others] = await database.messages(5);
    const attempt = await database.claim(first);
    await database.claims.letNextGo({ messageId: first, attempt });
    expect(await senders.close(SENDER)).toBe(true);
    await database.settle(first, attempt, OUTCOMES.accepted);
    expect(await claimed(...others)).toEqual([true, true, true, true]);
    expect(await senders.close(SENDER)).toBe(false);
  });

  it('never holds up another sender', async () => {
    await database.sql(`INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ('1002', $1, 80)`, [WABA]);
    const [own = ''] = await database.messages(1);
    const others = await database.messages(3, { senderId: '1002' });
    expect(await claimed(own, ...others)).toEqual([true, true, true, true]);
  });
});

describe('what is due', () => {
  const take = (limit = 100, lanes = IDLE_LANES) =>
    new DueMessagesRepository(database.dataSource).take(SENDER, limit, lanes);

  it('is taken for the queue once, and again with another number when the queue lost it', async () => {
    const id = await database.message({ priority: 'high' });
    const due = new DueMessagesRepository(database.dataSource);
    const takeAll = () => due.take(SENDER, 100, IDLE_LANES);
    expect(await takeAll()).toEqual([]);
    await due.queueLost();
    expect(await takeAll()).toEqual([{ messageId: id, enqueueNumber: 2, priority: 'high' }]);
    expect(await takeAll()).toEqual([]);
    await database.sql(`UPDATE send_queue SET enqueued_at = now() - interval '3 seconds'`);
    expect(await takeAll()).toEqual([{ messageId: id, enqueueNumber: 3, priority: 'high' }]);
  });

  it('is not taken again while it waits for its turn, however long, but when it did not come with those around it', async () => {
    const [lost = '', first = '', second = ''] = await database.messages(3, { priority: 'bulk' });
    const ago = (id: string, seconds: number) =>
      database.sql('UPDATE send_queue SET enqueued_at = now() - make_interval(secs => $2) WHERE message_id = $1', [
        id,
        seconds,
      ]);
    await ago(lost, 3_650);
    await ago(first, 3_600);
    await ago(second, 3_550);
    const next = (messageId: string, enqueueNumber = 1) => ({
      ...IDLE_LANES,
      bulk: { waiting: 2, next: { messageId, enqueueNumber } },
    });
    // 50 s before what is next: it may be under way. The other next was enqueued 100 s later.
    expect(await take(100, next(first))).toEqual([]);
    expect(await take(100, next(second, 2))).toEqual([]);
    expect(await take(100, { ...IDLE_LANES, bulk: { waiting: 2, next: null } })).toEqual([]);
    expect(await take(100, next(second))).toEqual([{ messageId: lost, enqueueNumber: 2, priority: 'bulk' }]);
    // What is idle has lost all of them.
    expect(await take()).toHaveLength(2);
  });

  it('is taken by one of several workers, each message once', async () => {
    const ids = await database.messages(100);
    await database.sql('UPDATE send_queue SET enqueued_at = NULL');
    const taken = await Promise.all(Array.from({ length: 5 }, () => take(30)));
    const all = taken.flat().map((entry) => entry.messageId);
    expect(new Set(all).size).toBe(all.length);
    expect(all.length + (await take(100)).length).toBe(ids.length);
  });

  it('is found in its own lane, however much waits in the others', async () => {
    await database.messages(3_000, { priority: 'bulk' });
    const urgent = await database.messages(2, { priority: 'high' });
    await database.sql(`UPDATE send_queue SET enqueued_at = NULL`);
    // The bulk lane of the queue is full: nobody looks into it.
    const due = new DueMessagesRepository(database.dataSource);
    const { high, normal } = IDLE_LANES;
    const taken = await due.take(SENDER, 1_000, { high, normal });
    expect(taken.map((entry) => entry.messageId).toSorted()).toEqual(urgent.toSorted());
    expect(await due.take(SENDER, 1_000, IDLE_LANES)).toHaveLength(1_000);
  });

  it('would be found last without lanes: behind whatever was due before', async () => {
    await database.messages(3_000, { priority: 'bulk' });
    const [urgent = ''] = await database.messages(1, { priority: 'high' });
    const byTime = await database.sql<{ id: string }>(
      'SELECT message_id AS id FROM send_queue ORDER BY due_at LIMIT 1000',
    );
    expect(byTime.map((row) => row.id)).not.toContain(urgent);
  });

  it('is not what the claim would turn away', async () => {
    await database.message();
    await database.sql('UPDATE send_queue SET enqueued_at = NULL');
    await senders.pause(SENDER, 'PERSON', 'maintenance');
    expect(await take()).toEqual([]);
    await senders.resume(SENDER, true);
    expect(await take()).toHaveLength(1);
  });

  it('is what the claim turned away during a pause or a wait, as soon as that is over', async () => {
    const busy = { ...IDLE_LANES, high: { waiting: 1, next: null } };
    await senders.pause(SENDER, 'PERSON', 'maintenance');
    const id = await database.message({ priority: 'high' });
    await senders.resume(SENDER, true);
    expect(await take(100, busy)).toEqual([]);
    expect(await take()).toEqual([{ messageId: id, enqueueNumber: 2, priority: 'high' }]);
    expect(await take()).toEqual([]);
    await database.sql(`UPDATE senders SET wait_until = now() + interval '1 hour'`);
    expect(await take()).toEqual([]);
    await database.sql('UPDATE senders SET wait_until = now()');
    expect(await take()).toEqual([{ messageId: id, enqueueNumber: 3, priority: 'high' }]);
    expect(await take()).toEqual([]);
  });

  it('is what the claim turned away while a half-open number tried another one, as soon as it may go', async () => {
    await database.sql('UPDATE senders SET half_open = true');
    const tried = await database.message();
    const attempt = await database.claim(tried);
    const order = await database.message({ priority: 'high' });
    expect(await claimed(order)).toEqual([false]);
    expect(await take()).toEqual([]);
    await database.claims.letNextGo({ messageId: tried, attempt });
    await senders.close(SENDER);
    expect(await take()).toEqual([{ messageId: order, enqueueNumber: 2, priority: 'high' }]);
    expect(await claimed(order)).toEqual([true]);
  });
});

describe('a word on attempt 1 that comes while attempt 2 is being sent', () => {
  async function overtaken(): Promise<string> {
    const id = await database.messageIn('SENDING', 2);
    await database.report(statusOf(id, 'delivered', { attemptOf: { messageId: id, attempt: 1 } }));
    expect(await database.standing(id)).toMatchObject({ state: 'SENDING', progress: 5 });
    return id;
  }

  it.each(['again', 'unclear', 'failed'] as const)(
    'ends the waiting as soon as attempt 2 is over (%s): Meta has the message, it is not sent a third time',
    async (outcome) => {
      const id = await overtaken();
      await database.settle(id, 2, OUTCOMES[outcome]);
      expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 5, errorCode: null });
      expect(await claimed(id)).toEqual([false]);
    },
  );

  it('counts as a message that was sent twice when attempt 2 is accepted, too', async () => {
    const id = await overtaken();
    const { applied, news } = await database.settle(id, 2, OUTCOMES.accepted);
    expect([applied, news.map((entry) => entry.status)]).toEqual([true, ['SENT_TWICE']]);
    expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 5, wamids: 2 });
  });
});
