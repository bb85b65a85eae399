import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDataSource } from '#database';
import { CountryPausesRepository, DueMessagesRepository } from '#sending';
import { IDLE_LANES } from './idle-lanes.js';
import { SENDER, SendingDatabase, WABA } from './sending-database.js';

/*
 * A large backlog may not go, because its template or its country is paused, and stands at the head of its lane. Whatever else
 * waits is found behind it, and no look at the lane reads all of it.
 */
const BLOCKED = 100_000;
const BATCH = 5_000;
/** Of a lane, in one look; each row is met in the index when the end of the look is found, and when it is looked at. */
const LOOKED_AT = 10_000;
const READ_AT_MOST = 4 * LOOKED_AT;
const [PAUSED_TEMPLATE, OTHER_TEMPLATE] = ['paused', 'po_notification'];

let database: SendingDatabase;
/** One connection, so that PostgreSQL's count of what it read is complete. */
let dataSource: DataSource;

beforeAll(async () => {
  database = await SendingDatabase.start();
  await database.empty();
  await database.sql(
    `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, synced_at)
     VALUES ($1, $2, 'es', 'PAUSED', 'UTILITY', 'POSITIONAL', '[]', now())`,
    [WABA, PAUSED_TEMPLATE],
  );
  for (let count = 0; count < BLOCKED; count += BATCH) await database.messages(BATCH, { priority: 'bulk' });
  // All due at the same moment, as a campaign is.
  await database.sql(`UPDATE send_queue SET due_at = now() - interval '1 hour', enqueued_at = NULL`);
  await database.sql('VACUUM ANALYZE send_queue');
  dataSource = await openDataSource(database.url, { applicationName: 'recado-test', maxConnections: 1 });
}, 120_000);

beforeEach(() => database.sql('TRUNCATE sender_country_pauses'));

afterAll(async () => {
  await dataSource.destroy();
  await database.stop();
});

/** Rows of the send queue that were read, by whatever way, while that was done. */
async function rowsRead(work: () => Promise<unknown>): Promise<number> {
  const count = async (): Promise<number> => {
    await dataSource.query('SELECT pg_stat_force_next_flush()');
    const [row]: { read: number }[] = await dataSource.query(
      `SELECT (t.seq_tup_read + sum(i.idx_tup_read))::float8 AS read
       FROM pg_stat_user_tables t JOIN pg_stat_user_indexes i USING (relid) WHERE t.relname = 'send_queue' GROUP BY t.seq_tup_read`,
    );
    return row?.read ?? 0;
  };
  const before = await count();
  await work();
  return (await count()) - before;
}

const BLOCKS = {
  'of a template that is paused': () => useTemplate(PAUSED_TEMPLATE),
  'to a country whose pause has time left': async (): Promise<void> => {
    await useTemplate(OTHER_TEMPLATE);
    await pause('ES', `now() + interval '1 hour'`);
  },
} as const;

/** What is left of a row that was changed would be counted as read. */
async function useTemplate(name: string): Promise<void> {
  await database.sql('UPDATE send_queue SET template_name = $1 WHERE template_name <> $1', [name]);
  await database.sql('VACUUM ANALYZE send_queue');
}

const pause = (country: string, waitUntil: string) =>
  database.sql(
    `INSERT INTO sender_country_pauses (sender_id, country, code, paused_at, wait_until) VALUES ($1, $2, '130497', now(), ${waitUntil})`,
    [SENDER, country],
  );

describe.each(['of a template that is paused', 'to a country whose pause has time left'] as const)(
  `a backlog of ${BLOCKED} messages %s`,
  (why) => {
    it('is not read as a whole each time somebody looks for what is due', { timeout: 60_000 }, async () => {
      await BLOCKS[why]();
      const due = new DueMessagesRepository(dataSource);
      for (let look = 0; look < 3; look += 1) {
        const read = await rowsRead(() => due.take(SENDER, 1_000, IDLE_LANES));
        expect(read).toBeGreaterThanOrEqual(LOOKED_AT);
        expect(read).toBeLessThanOrEqual(READ_AT_MOST);
      }
    });

    it('lets what is due behind it be found, again and again', { timeout: 60_000 }, async () => {
      await BLOCKS[why]();
      const due = new DueMessagesRepository(dataSource);
      for (let time = 0; time < 2; time += 1) {
        const id = await database.message({ priority: 'bulk', recipientPhone: '+5511987654321' });
        await database.sql('UPDATE send_queue SET enqueued_at = NULL WHERE message_id = $1', [id]);
        const found: string[] = [];
        for (let look = 0; look <= BLOCKED / LOOKED_AT + 1; look += 1)
          found.push(...(await due.take(SENDER, 1_000, IDLE_LANES)).map(({ messageId }) => messageId));
        expect(found).toContain(id);
        await database.cancellations.cancel(id);
      }
    });

    it('keeps nothing of another lane waiting', async () => {
      await BLOCKS[why]();
      const id = await database.message({ priority: 'high', recipientPhone: '+5511987654321' });
      await database.sql('UPDATE send_queue SET enqueued_at = NULL WHERE message_id = $1', [id]);
      const taken = await new DueMessagesRepository(dataSource).take(SENDER, 1_000, IDLE_LANES);
      expect(taken.map(({ messageId }) => messageId)).toEqual([id]);
      await database.cancellations.cancel(id);
    });
  },
);

describe('when the wait for a country is over to which nothing waits', () => {
  it('nobody looks through what goes elsewhere, and the pause ends', async () => {
    await useTemplate(PAUSED_TEMPLATE);
    await pause('BR', 'now()');
    const looking = await rowsRead(() => new DueMessagesRepository(dataSource).take(SENDER, 1_000, IDLE_LANES));
    expect(looking).toBeLessThanOrEqual(READ_AT_MOST);
    const pauses = new CountryPausesRepository(dataSource);
    const ending = await rowsRead(async () => expect(await pauses.liftEnded(60_000)).toHaveLength(1));
    expect(ending).toBeLessThan(10);
  });
});

describe('the count of what was read', () => {
  it('would show a look that reads the whole lane', async () => {
    const read = await rowsRead(() =>
      dataSource.query(
        `SELECT count(DISTINCT expires_at) FROM send_queue WHERE sender_id = $1 AND priority = 0 AND state = 0 AND due_at <= now()`,
        [SENDER],
      ),
    );
    expect(read).toBeGreaterThan(READ_AT_MOST);
  });
});
