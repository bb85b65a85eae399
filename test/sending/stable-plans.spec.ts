import { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { dataSourceOptions, openDataSource } from '#database';
import {
  ClaimsRepository,
  DueMessagesRepository,
  ExpiryRepository,
  IntakeRepository,
  ParkedStatusesRepository,
  RecipientPacingRepository,
  type Settlement,
  SettlementsRepository,
  StatusMerge,
  UnconfirmedRepository,
} from '#sending';
import { startTestPostgres, type TestPostgres } from '../support/local-servers.js';
import { IDLE_LANES } from './idle-lanes.js';
import { LEASE_MS, OUTCOMES, SENDER, TTL_MS, WABA, newMessage, statusOf } from './sending-database.js';

const ROWS = 20_000;
const FEWER_ROWS = 3_000;
/** Of one statement: what reads a table from end to end would do so two hundred times. */
const BATCH = 100;
const WAITS = {
  waitMs: 120_000,
  soloWaitMs: 900_000,
  receiversHealthyForMs: 900_000,
  maxMs: 21_600_000,
  policy: 'auto',
  sendTimeoutMs: 9_000,
} as const;

/** Tables that grow with the messages. */
const TABLES = [
  'message_events',
  'message_failures',
  'send_attempts',
  'send_queue',
  'wamids',
  'whatsapp_messages',
] as const;

let postgres: TestPostgres;
/** One connection, so that a plan that was kept with it is used again. */
let dataSource: DataSource;

beforeAll(async () => {
  postgres = await startTestPostgres({ name: 'planned_empty', prepare: migrate });
});

beforeEach(async () => {
  await dataSource?.destroy();
  dataSource = await openDataSource(postgres.url, { applicationName: 'recado-test', maxConnections: 1 });
  await dataSource.query(`TRUNCATE ${TABLES.join(', ')}, parked_statuses, purchase_orders`);
  // PostgreSQL now believes that they are empty, not only that it knows nothing of them.
  await dataSource.query('ANALYZE');
  await dataSource.query('SELECT pg_stat_reset()');
});

afterAll(async () => {
  await dataSource.destroy();
  await postgres.stop();
});

/** The planner is told nothing of what comes later: autovacuum looks a minute after the first load at the earliest. */
async function migrate(url: string): Promise<void> {
  const migrating = await openDataSource(url, { applicationName: 'recado-test', maxConnections: 1 });
  await migrating.runMigrations({ transaction: 'each' });
  for (const table of TABLES) await migrating.query(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
  await migrating.query(`INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ($1, $2, 80)`, [SENDER, WABA]);
  await migrating.query('UPDATE installation SET sending_enabled = true');
  await migrating.destroy();
}

/** Rows that scans from end to end have read of the two tables, and updates of their rows. */
async function scanned(): Promise<{ rows: number; updates: number }> {
  await dataSource.query('SELECT pg_stat_force_next_flush()');
  const [row]: { rows: number; updates: number }[] = await dataSource.query(
    `SELECT sum(seq_tup_read)::float8 AS rows, sum(n_tup_upd)::float8 AS updates
     FROM pg_stat_user_tables WHERE relname IN ('whatsapp_messages', 'send_queue')`,
  );
  if (row === undefined) throw new Error('PostgreSQL counts');
  return row;
}

/** Rows of the send queue that were read, by whatever way: along an index from end to end is no better. */
async function readOfQueue(): Promise<number> {
  await dataSource.query('SELECT pg_stat_force_next_flush()');
  const [row]: { read: number }[] = await dataSource.query(
    `SELECT (t.seq_tup_read + sum(i.idx_tup_read))::float8 AS read
     FROM pg_stat_user_tables t JOIN pg_stat_user_indexes i USING (relid) WHERE t.relname = 'send_queue' GROUP BY t.seq_tup_read`,
  );
  return row?.read ?? 0;
}

async function takeIn(count: number): Promise<readonly (readonly string[])[]> {
  const intake = new IntakeRepository(dataSource, TTL_MS);
  const batches: string[][] = [];
  for (let start = 0; start < count; start += BATCH) {
    const messages = Array.from({ length: Math.min(BATCH, count - start) }, () => newMessage());
    await intake.insert(messages);
    batches.push(messages.map((message) => message.id));
  }
  return batches;
}

/** Each hot statement, for that many messages. */
async function live(count: number): Promise<void> {
  const merge = new StatusMerge();
  const [claims, settlements] = [
    new ClaimsRepository(dataSource, LEASE_MS),
    new SettlementsRepository(dataSource, merge),
  ];
  const due = new DueMessagesRepository(dataSource);
  const batches = await takeIn(count);
  // All count as lost by the queue.
  for (const ids of batches)
    await dataSource.query(
      `UPDATE send_queue SET enqueued_at = now() - interval '3 seconds' WHERE message_id = ANY($1::uuid[])`,
      [ids],
    );
  for (const _batch of batches) await due.take(SENDER, BATCH, IDLE_LANES);
  for (const ids of batches) await claims.claim(ids);
  for (const ids of batches) await settlements.settle(ids.map(settlementOf));
  await sweep();
  for (const ids of batches) {
    await dataSource.transaction((manager) =>
      merge.merge(
        manager,
        ids.map((id) => statusOf(id, 'delivered')),
      ),
    );
    const byWamid = ids.map((id) => statusOf(id, 'read', { attemptOf: null }));
    await dataSource.transaction((manager) => merge.merge(manager, byWamid));
  }
}

function settlementOf(messageId: string, index: number): Settlement {
  const attempt = { messageId, attempt: 1 };
  if (index % 4 === 0) return { ...attempt, ...OUTCOMES.again };
  if (index % 4 === 1) return { ...attempt, ...OUTCOMES.unclear };
  if (index % 4 === 2) return { ...attempt, ...OUTCOMES.failed };
  return { ...attempt, ...OUTCOMES.accepted, wamid: `wamid.${messageId}` };
}

/** What runs every second, five seconds long. */
async function sweep(): Promise<void> {
  const expiry = new ExpiryRepository(dataSource, WAITS.soloWaitMs);
  for (let second = 0; second < 5; second += 1) {
    await expiry.expireLeases();
    await expiry.expireMessages();
    await new RecipientPacingRepository(dataSource).closeGaps();
    await new UnconfirmedRepository(dataSource, WAITS).decide();
    await new ParkedStatusesRepository(dataSource, new StatusMerge()).match();
  }
}

/** On empty tables, more often than PostgreSQL needs to settle for one plan for all. */
async function beginEmpty(): Promise<void> {
  for (let round = 0; round < 10; round += 1) await live(1);
}

describe('statements that were first run while every table was empty', () => {
  it(`read none of the tables that every message changes from end to end once ${ROWS} messages are there`, async () => {
    await beginEmpty();
    const before = await scanned();
    await live(ROWS);
    const after = await scanned();
    expect(after.updates - before.updates).toBeGreaterThan(5 * ROWS);
    // Not as much as one such reading, in two thousand statements.
    expect(after.rows - before.rows).toBeLessThan(ROWS);
  }, 60_000);

  it('would do it for every message if PostgreSQL kept the plans that it makes for foreign keys by itself', async () => {
    const usual = dataSourceOptions(postgres.url, { applicationName: 'recado-test', maxConnections: 1 });
    await dataSource.destroy();
    dataSource = await new DataSource({
      ...usual,
      extra: { connectionTimeoutMillis: 3_000, options: '-c plan_cache_mode=auto' },
    }).initialize();
    await beginEmpty();
    const before = await scanned();
    await takeIn(FEWER_ROWS);
    const after = await scanned();
    expect(after.rows - before.rows).toBeGreaterThan((FEWER_ROWS * FEWER_ROWS) / 3);
  }, 60_000);
});

describe('a claim of many messages to as many recipients', () => {
  it('reads of the queue what it claims, however much waits since it was planned', async () => {
    await beginEmpty();
    const [ids = []] = await takeIn(FEWER_ROWS);
    const before = await readOfQueue();
    const claims = await new ClaimsRepository(dataSource, LEASE_MS).claim(ids);
    expect(claims.filter((claim) => claim !== null)).toHaveLength(BATCH);
    expect((await readOfQueue()) - before).toBeLessThan(10 * BATCH);
  });

  it('compares none of them with all the others', async () => {
    const [ids = []] = await takeIn(BATCH);
    const query = vi.spyOn(dataSource, 'query').mockResolvedValueOnce([]);
    await new ClaimsRepository(dataSource, LEASE_MS).claim(ids);
    const claim = query.mock.lastCall?.[0].replace('/* plan kept */', '');
    query.mockRestore();
    // As kept-plans.ts has them.
    await dataSource.query('SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off');
    await dataSource.query(`PREPARE claim AS ${claim}`);
    const plan: object[] = await dataSource.query(
      `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE claim ('{${ids.join(',')}}', ${LEASE_MS})`,
    );
    const said = JSON.stringify(plan);
    const compared = [...said.matchAll(/"Rows Removed by Join Filter":(\d+)/g)].map(([, rows]) => Number(rows));
    expect(said).toContain(`"Actual Rows":${BATCH}`);
    expect(compared).not.toEqual([]);
    expect(Math.max(...compared)).toBeLessThanOrEqual(BATCH);
  });
});

describe('sweeps for which the statistics are of a day on which all that waited was over', () => {
  it('read what is over, and not whatever waits', async () => {
    await takeIn(FEWER_ROWS);
    await dataSource.query(`UPDATE send_queue SET expires_at = now() - random() * interval '1 hour'`);
    await dataSource.query('ANALYZE send_queue');
    await dataSource.query(`TRUNCATE ${TABLES.join(', ')}, purchase_orders`);
    await takeIn(ROWS);
    const before = await readOfQueue();
    await sweep();
    expect((await readOfQueue()) - before).toBeLessThan(ROWS / 10);
  }, 60_000);
});
