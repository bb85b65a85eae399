import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  OldWebhooksRepository,
  AccountEventsRepository,
  ReplayWebhooks,
  StoredWebhooksRepository,
  WebhookDaysRepository,
  type WebhookIntakeRepository,
} from '#webhook-events';
import { SENDER, SendingDatabase } from '../sending/sending-database.js';
import { recipientWords } from './recipient-words.js';
import { webhookIntake } from './webhook-intake.js';

const IMPATIENT = { lockWaitMs: 100, tries: 2, pauseMs: 10 };

let database: SendingDatabase;
let days: WebhookDaysRepository;
let intake: WebhookIntakeRepository;

beforeAll(async () => {
  database = await SendingDatabase.start();
  days = new WebhookDaysRepository(database.dataSource);
  intake = webhookIntake(database);
});

beforeEach(async () => {
  await database.empty();
  for (const name of await partitions()) await database.sql(`DROP TABLE ${name}`);
});

afterAll(() => database.stop());

/** The days that have a partition, oldest first. */
async function partitions(): Promise<readonly string[]> {
  const rows = await database.sql<{ name: string }>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits
     WHERE inhparent = 'webhook_payloads'::regclass AND inhrelid <> 'webhook_payloads_rest'::regclass ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

/** The partition of the day that is so many days away, in UTC. */
async function dayOf(ahead: number): Promise<string> {
  const [row] = await database.sql<{ name: string }>(
    `SELECT 'webhook_payloads_' || to_char(now() AT TIME ZONE 'UTC' + make_interval(days => $1), 'YYYYMMDD') AS name`,
    [ahead],
  );
  return row?.name ?? '';
}

const nextDays = () => Promise.all([0, 1, 2].map(dayOf));

/** A partition of a day that is over, with a body of its noon. */
async function pastDay(daysAgo: number): Promise<string> {
  const name = await dayOf(-daysAgo);
  const [bounds] = await database.sql<{ from: string; until: string }>(
    `SELECT day::text || '+00' AS "from", (day + interval '1 day')::text || '+00' AS "until"
     FROM date_trunc('day', now() AT TIME ZONE 'UTC' - make_interval(days => $1)) AS day`,
    [daysAgo],
  );
  await database.sql(
    `CREATE TABLE ${name} PARTITION OF webhook_payloads FOR VALUES FROM ('${bounds?.from ?? ''}') TO ('${bounds?.until ?? ''}')`,
  );
  await database.sql(
    `INSERT INTO webhook_payloads (received_at, body) VALUES ($1::timestamptz + interval '12 hours', $2)`,
    [bounds?.from, Buffer.from('{}')],
  );
  return name;
}

const keep = () =>
  intake.keep([
    { kind: 'payload', body: Buffer.from('{"entry":[]}'), senderIds: [SENDER], signedBy: [], recipientIds: [] },
  ]);

/** How many bodies lie where. */
async function bodies(): Promise<Readonly<Record<string, number>>> {
  const rows = await database.sql<{ name: string; count: number }>(
    'SELECT tableoid::regclass::text AS name, count(*)::integer FROM webhook_payloads GROUP BY 1',
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.count]));
}

/** Runs while another connection is in the middle of a transaction that has said this. */
async function during<Result>(statement: string, work: () => Promise<Result>): Promise<Result> {
  const runner = database.dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    await runner.query(statement);
    return await work();
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

const INTAKE = `INSERT INTO webhook_payloads (body) VALUES ('\\x7b7d')`;

describe('the partitions of the raw webhooks', () => {
  it('are made for today and the next two days', async () => {
    const wanted = await nextDays();
    expect(await days.prepare()).toEqual({ done: wanted, blocked: [] });
    expect(await partitions()).toEqual(wanted);
    await keep();
    expect(await bodies()).toEqual({ [wanted[0] ?? '']: 1 });
  });

  it('are there from the first migration on', async () => {
    const fresh = await SendingDatabase.start();
    const rows = await fresh.sql<{ count: number }>(
      `SELECT count(*)::integer FROM pg_inherits WHERE inhparent = 'webhook_payloads'::regclass`,
    );
    expect(rows).toEqual([{ count: 4 }]);
    // None is lacking, unless midnight has come since the migration.
    const { done, blocked } = await new WebhookDaysRepository(fresh.dataSource).prepare();
    expect([done.length <= 1, blocked]).toEqual([true, []]);
    await fresh.stop();
  });

  it('are made once, however many workers make them', async () => {
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => days.prepare()));
    await days.prepare();
    expect(await partitions()).toEqual(await nextDays());
    expect(outcomes.flatMap(({ done }) => done).toSorted()).toEqual(
      [...new Set(outcomes.flatMap(({ done }) => done))].toSorted(),
    );
  });

  it('are made while a webhook is being kept, and wait for nobody', async () => {
    await days.prepare();
    const tomorrow = await dayOf(1);
    await database.sql(`DROP TABLE ${tomorrow}`);
    expect(await during(INTAKE, () => days.prepare())).toEqual({ done: [tomorrow], blocked: [] });
  });

  it('are not made where the default partition has bodies of that day already: they stay there', async () => {
    await keep();
    const [today, ...ahead] = await nextDays();
    expect(await days.prepare()).toEqual({ done: ahead, blocked: [] });
    await keep();
    expect(await bodies()).toEqual({ webhook_payloads_rest: 2 });
    expect(await partitions()).not.toContain(today);
  });

  it('are made in a later round where somebody holds the default partition', async () => {
    const wanted = await nextDays();
    const held = await during('LOCK TABLE webhook_payloads_rest IN SHARE MODE', () => days.prepare());
    expect(held).toEqual({ done: [], blocked: wanted });
    expect((await days.prepare()).done).toEqual(wanted);
  });
});

describe('a day of raw webhooks', () => {
  it('is dropped when its last body came more than 8 days ago, and not before', async () => {
    const [ninth, eighth, seventh] = [await pastDay(9), await pastDay(8), await pastDay(7)];
    expect(await days.drop()).toEqual({ done: [ninth], blocked: [] });
    expect(await partitions()).toEqual([eighth, seventh]);
  });

  it('that is being read by a backup stays, and intake goes on meanwhile', async () => {
    await days.prepare();
    const old = await pastDay(30);
    let slowestMs = 0;
    const outcome = await during(`SELECT FROM webhook_payloads`, async () => {
      let dropping = true;
      const drop = days.drop(IMPATIENT).finally(() => {
        dropping = false;
      });
      while (dropping) {
        const began = performance.now();
        await keep();
        slowestMs = Math.max(slowestMs, performance.now() - began);
        await sleep(1);
      }
      return drop;
    });
    expect(outcome).toEqual({ done: [], blocked: [old] });
    process.stdout.write(`${JSON.stringify({ test: 'drop-behind-a-backup', slowestMs: Math.round(slowestMs) })}\n`);
    // It waits behind the drop for as long as that waits for the backup, and no longer.
    expect(slowestMs).toBeLessThan(IMPATIENT.lockWaitMs + 400);
    expect((await days.drop(IMPATIENT)).done).toEqual([old]);
  });

  it('is applied again by a replay, whether it has a partition or not', async () => {
    await days.prepare();
    await pastDay(5);
    await database.sql(`INSERT INTO webhook_payloads (received_at, body) VALUES (now() - interval '6 days', '{}')`);
    await keep();
    const replay = new ReplayWebhooks(
      new StoredWebhooksRepository(database.dataSource, database.merge, recipientWords()),
      new AccountEventsRepository(database.dataSource),
    );
    expect(await replay.execute(new Date('2020-01-01T00:00:00Z'), null)).toMatchObject({ webhooks: 3 });
    expect(Object.keys(await bodies())).toHaveLength(3);
  });

  it('without a partition is deleted row by row after 8 days', async () => {
    await database.sql(
      `INSERT INTO webhook_payloads (received_at, body) SELECT now() - make_interval(days => ago), '{}' FROM unnest('{7,9,30}'::integer[]) ago`,
    );
    await new OldWebhooksRepository(database.dataSource).drop();
    expect(await bodies()).toEqual({ webhook_payloads_rest: 1 });
  });
});
