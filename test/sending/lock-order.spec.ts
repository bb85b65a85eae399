import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExpiryRepository, type Settlement } from '#sending';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';
import { OUTCOMES, SendingDatabase, newMessage, statusOf } from './sending-database.js';

const ROUNDS = 200;
const MESSAGES = 40;

let database: SendingDatabase;

beforeAll(async () => {
  database = await SendingDatabase.start();
  await database.empty();
});

afterAll(() => database.stop());

/** Deadlocks that PostgreSQL had to break, whoever was told. */
async function deadlocks(): Promise<number> {
  await database.sql('SELECT pg_stat_force_next_flush()').catch(() => []);
  const [row] = await database.sql<{ deadlocks: string }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(row?.deadlocks);
}

function settlementOf(messageId: string, random: () => number): Settlement {
  const roll = random();
  if (roll < 0.4) return { messageId, attempt: 1, ...OUTCOMES.accepted, wamid: `wamid.${messageId}` };
  if (roll < 0.6) return { messageId, attempt: 1, ...OUTCOMES.again };
  return { messageId, attempt: 1, ...(roll < 0.8 ? OUTCOMES.unclear : OUTCOMES.failed) };
}

describe('claims, answers, webhooks, sweeps, cancellations and orders about the same messages', () => {
  it(`never deadlock, whatever order each names them in: ${ROUNDS} rounds`, async () => {
    const random = seededRandom(7);
    const expiry = new ExpiryRepository(database.dataSource, 0);
    for (let round = 0; round < ROUNDS; round += 1) {
      const messages = Array.from({ length: MESSAGES }, () => newMessage());
      await database.intake.insert(messages);
      const ids = messages.map((message) => message.id);
      const backwards = ids.toReversed();
      await database.claims.claim(ids.slice(0, MESSAGES / 2));
      await database.sql(
        `UPDATE send_queue SET lease_until = now() - interval '1 second' WHERE state = 1 AND random() < 0.3`,
      );
      await Promise.all([
        database.claims.claim(backwards),
        database.claims.claim(ids),
        database.settlements.settle(ids.map((id) => settlementOf(id, random))),
        database.settlements.settle(backwards.map((id) => settlementOf(id, random))),
        database.report(...ids.map((id) => statusOf(id, 'delivered'))),
        database.report(...backwards.flatMap((id) => [statusOf(id, 'read'), statusOf(id, 'failed')])),
        database.report(...backwards.map((id) => statusOf(id, 'sent', { attemptOf: null }))),
        expiry.expireLeases(),
        expiry.expireMessages(),
        database.parked.match(),
        ...ids.slice(0, 5).map((id) => database.cancellations.cancel(id)),
      ]);
    }
    expect(await deadlocks()).toBe(0);
  }, 180_000);

  it('never leave a message waiting that Meta has, nor let one go that nobody has', async () => {
    await database.parked.match();
    expect(
      await database.sql(
        `SELECT q.state, m.progress FROM send_queue q JOIN whatsapp_messages m ON m.id = q.message_id
         WHERE q.state <> 1 AND m.progress <> 0`,
      ),
    ).toEqual([]);
    expect(
      await database.sql(
        `SELECT m.id FROM whatsapp_messages m
         WHERE m.progress = 0 AND NOT EXISTS (SELECT FROM send_queue q WHERE q.message_id = m.id)`,
      ),
    ).toEqual([]);
  });

  it('would deadlock without the common order: PostgreSQL counts it here, too', async () => {
    const [first = '', second = ''] = await database.messages(2);
    const runners = [database.dataSource.createQueryRunner(), database.dataSource.createQueryRunner()];
    const lock = 'SELECT FROM whatsapp_messages WHERE id = $1 FOR UPDATE';
    const orders = [
      [first, second],
      [second, first],
    ];
    for (const [index, runner] of runners.entries()) {
      await runner.startTransaction();
      await runner.query(lock, [orders[index]?.[0]]);
    }
    const crossed = await Promise.allSettled(runners.map((runner, index) => runner.query(lock, [orders[index]?.[1]])));
    expect(crossed.map((result) => result.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    for (const runner of runners) {
      await runner.rollbackTransaction();
      await runner.release();
    }
    await expect.poll(deadlocks, { timeout: 10_000 }).toBe(1);
  });
});
