import type { DataSource, EntityManager } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MessagesRepository } from '#messages';
import { ClaimsRepository, PortfolioRepository } from '#sending';
import { LEASE_MS, OUTCOMES, SENDER, SendingDatabase, WABA } from './sending-database.js';

const CAP = 20;
const HOUR_MS = 3_600_000;

let database: SendingDatabase;
let portfolio: PortfolioRepository;
let capped: ClaimsRepository;

beforeAll(async () => {
  database = await SendingDatabase.start();
  portfolio = new PortfolioRepository(database.dataSource);
  capped = new ClaimsRepository(database.dataSource, LEASE_MS, true);
});
beforeEach(async () => {
  await database.empty();
  await portfolio.setCap(CAP);
});
afterAll(() => database.stop());

async function claimed(ids: readonly string[]): Promise<string[]> {
  return (await capped.claim(ids)).flatMap((claim) => (claim === null ? [] : [claim.messageId]));
}

/** Whoever was written to was so that many hours earlier. */
const pass = (hours: number): Promise<unknown> =>
  database.sql('UPDATE portfolio_recipients SET written_at = written_at - make_interval(secs => $1)', [hours * 3_600]);
const allDue = (): Promise<unknown> => database.sql('UPDATE send_queue SET due_at = now() WHERE state = 0');

async function wrote(phone: string, hoursAgo: number, to = SENDER): Promise<void> {
  await database.sql(
    `INSERT INTO inbound_messages (sender_id, wamid, recipient_phone, type, occurred_at)
     VALUES ($1, gen_random_uuid()::text, $2, 'text', now() - make_interval(secs => $3))`,
    [to, phone, hoursAgo * 3_600],
  );
}

/** How many two workers get that claim 30 messages each, and both come to the row of the portfolio before it is free. */
async function claimedAtOnce(claims: ClaimsRepository): Promise<number> {
  const ids = await database.messages(60);
  const holder = database.dataSource.createQueryRunner();
  await holder.startTransaction();
  await holder.query('SELECT FROM portfolio FOR UPDATE');
  const under = [ids.slice(0, 30), ids.slice(30)].map((batch) => claims.claim(batch));
  await expect.poll(waitForPortfolio).toBe(2);
  await holder.rollbackTransaction();
  await holder.release();
  return (await Promise.all(under)).flat().filter((claim) => claim !== null).length;
}

async function waitForPortfolio(): Promise<number> {
  const rows = await database.sql(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%portfolio%'`,
  );
  return rows.length;
}

/** Whoever claims with it reads the portfolio without locking it. */
function withoutLock(dataSource: DataSource): DataSource {
  const unlocked = (manager: EntityManager): EntityManager =>
    new Proxy(manager, {
      get(target, key): unknown {
        if (key !== 'query') return Reflect.get(target, key);
        return (text: string, values?: unknown[]): Promise<unknown> =>
          target.query(text.replace('FROM portfolio FOR UPDATE', 'FROM portfolio'), values);
      },
    });
  return new Proxy(dataSource, {
    get(target, key): unknown {
      if (key !== 'transaction') return Reflect.get(target, key);
      return (work: (manager: EntityManager) => Promise<unknown>) =>
        target.transaction((manager) => work(unlocked(manager)));
    },
  });
}

describe(`a cap of ${CAP} recipients a day`, () => {
  it('lets so many be written to, and puts the other messages off', async () => {
    const ids = await database.messages(30);
    expect(await claimed(ids)).toHaveLength(CAP);
    expect(await portfolio.use()).toEqual({ cap: CAP, used: CAP });
    expect(await claimed(await database.messages(1))).toEqual([]);
  });

  it('is kept by workers that claim at the same time, and over all senders', async () => {
    await database.sql(`INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ('1002', $1, 80)`, [WABA]);
    const ids = [...(await database.messages(30)), ...(await database.messages(30, { senderId: '1002' }))];
    const went = await Promise.all(ids.map((id) => claimed([id])));
    expect(went.flat()).toHaveLength(CAP);
    expect(await portfolio.use()).toEqual({ cap: CAP, used: CAP });
  });

  it('is kept by two claims that begin before either has counted', async () => {
    expect(await claimedAtOnce(capped)).toBe(CAP);
  });

  it('would be passed by them if they did not wait for each other', async () => {
    const unlocked = new ClaimsRepository(withoutLock(database.dataSource), LEASE_MS, true);
    expect(await claimedAtOnce(unlocked)).toBe(2 * CAP);
  });

  it('costs the messages that wait no attempt, and leaves no trace of one', async () => {
    const ids = await database.messages(CAP + 1);
    const went = new Set(await claimed(ids));
    const waiting = ids.find((id) => !went.has(id)) ?? '';
    expect(await database.standing(waiting)).toMatchObject({ state: 'QUEUED', attempt: 0, failures: 0, attempts: 0 });
    expect(await database.sql('SELECT FROM send_attempts WHERE message_id = $1', [waiting])).toEqual([]);
  });

  it('tells of those that wait that they are QUEUED, and until when', async () => {
    const ids = await database.messages(CAP + 1);
    const went = new Set(await claimed(ids));
    const messages = new MessagesRepository(database.dataSource, { maxMs: 6 * HOUR_MS, soloWaitMs: 900_000 });
    const view = await messages.find(ids.find((id) => !went.has(id)) ?? '', null);
    expect(view).toMatchObject({ status: 'PENDING', pendingReason: 'QUEUED' });
    const waitMs = Date.parse(view?.pendingUntil ?? '') - Date.now();
    expect(waitMs).toBeGreaterThan(0.85 * HOUR_MS);
    expect(waitMs).toBeLessThan(HOUR_MS + 5_000);
  });

  it('is one for each recipient, however many messages they get', async () => {
    const same = '+34611111111';
    const ids = await database.messages(10, { recipientPhone: same });
    expect(await claimed(ids)).toHaveLength(10);
    expect(await portfolio.use()).toMatchObject({ used: 1 });
    await claimed(await database.messages(CAP));
    expect(await claimed(await database.messages(3, { recipientPhone: same }))).toHaveLength(3);
  });

  it('does not count whoever wrote to that number within 24 hours', async () => {
    await claimed(await database.messages(CAP));
    await wrote('+34611111111', 23);
    await wrote('+34622222222', 25);
    await wrote('+34633333333', 1, 'another number of ours');
    const sendTo = async (recipientPhone: string): Promise<number> =>
      (await claimed([await database.message({ recipientPhone })])).length;
    expect([await sendTo('+34611111111'), await sendTo('+34622222222'), await sendTo('+34633333333')]).toEqual([
      1, 0, 0,
    ]);
    expect(await portfolio.use()).toMatchObject({ used: CAP });
  });

  it('has room again for whom nobody wrote to for 24 hours', async () => {
    await claimed(await database.messages(CAP));
    const waiting = await database.messages(5);
    expect(await claimed(waiting)).toEqual([]);
    await pass(24);
    await portfolio.forgetOld();
    await allDue();
    expect(await claimed(waiting)).toHaveLength(5);
    expect(await portfolio.use()).toMatchObject({ used: 5 });
  });

  it('promises the places of the next hour one by one', async () => {
    await claimed(await database.messages(CAP));
    await pass(23.5);
    await database.sql(
      `UPDATE portfolio_recipients r SET written_at = written_at - make_interval(secs => n.place)
       FROM (SELECT recipient, row_number() OVER () AS place FROM portfolio_recipients) n WHERE n.recipient = r.recipient`,
    );
    const waiting = await database.messages(3);
    await claimed(waiting);
    const [due] = await database.sql<{ count: number; latest: number }>(
      `SELECT count(DISTINCT q.due_at)::integer AS count, max(extract(epoch FROM q.due_at - now()))::float8 AS latest
       FROM send_queue q WHERE q.message_id = ANY($1::uuid[])`,
      [waiting],
    );
    expect(due?.latest).toBeLessThan(1_802);
    expect(due?.count).toBe(3);
    expect(await database.sql('SELECT promised_until IS NOT NULL AS promised FROM portfolio')).toEqual([
      { promised: true },
    ]);
  });

  it('lets urgent messages have the last places', async () => {
    await claimed(await database.messages(CAP - 2));
    const ids = await database.messages(5);
    const urgent = await database.messages(2, { priority: 'high' });
    expect((await claimed([...ids, ...urgent])).toSorted()).toEqual(urgent.toSorted());
  });

  it('keeps a half-open sender from waiting for a message that does not go', async () => {
    await claimed(await database.messages(CAP));
    await database.sql('UPDATE send_queue SET state = 2, lease_until = NULL WHERE state = 1');
    await database.sql('UPDATE senders SET half_open = true');
    const [beyond = ''] = await database.messages(1);
    expect(await claimed([beyond])).toEqual([]);
    expect(await database.sql('SELECT half_open, wait_until <= now() AS goes_on FROM senders')).toEqual([
      { half_open: true, goes_on: true },
    ]);
  });

  it('counts whom we wrote to before there was one', async () => {
    await portfolio.setCap(null);
    const id = await database.message();
    const attempt = await database.claim(id);
    await database.settle(id, attempt, OUTCOMES.accepted);
    await portfolio.setCap(CAP);
    expect(await portfolio.use()).toEqual({ cap: CAP, used: 1 });
    await portfolio.setCap(CAP + 1);
    expect(await portfolio.use()).toEqual({ cap: CAP + 1, used: 1 });
  });
});

describe('a cap where there was none', () => {
  it('holds up no claim while it counts whom we wrote to, and counts who is written to meanwhile', async () => {
    await portfolio.setCap(null);
    const [before = '', meanwhile = ''] = await database.messages(2);
    await database.settle(before, await database.claim(before), OUTCOMES.accepted);
    const holder = database.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('LOCK TABLE portfolio_recipients IN SHARE ROW EXCLUSIVE MODE');
    const set = portfolio.setCap(CAP);
    await expect.poll(waitForPortfolio).toBe(1);
    expect(await claimed([meanwhile])).toEqual([meanwhile]);
    await holder.rollbackTransaction();
    await holder.release();
    await set;
    expect(await portfolio.use()).toEqual({ cap: CAP, used: 2 });
  });

  it('is set by several workers that start together', async () => {
    await portfolio.setCap(null);
    const ids = await database.messages(10);
    for (const id of ids) await database.settle(id, await database.claim(id), OUTCOMES.accepted);
    await Promise.all(Array.from({ length: 4 }, () => portfolio.setCap(CAP)));
    expect(await portfolio.use()).toEqual({ cap: CAP, used: 10 });
  });
});

describe('without a cap', () => {
  it('nothing is counted and nothing waits', async () => {
    await portfolio.setCap(null);
    expect(await claimed(await database.messages(3 * CAP))).toHaveLength(3 * CAP);
    expect(await portfolio.use()).toEqual({ cap: null, used: 0 });
  });
});
