import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DatabaseConnection, openDataSource } from '#database';
import { type MessageFilters, MessagesRepository } from '#messages';
import { RollUpRepository, StatsRepository, UsageRepository } from '#usage';
import { CLIENT, SMALL_CLIENT, generateMessages } from '../bench/many-messages.js';
import { startTestPostgres, type TestPostgres } from '../support/local-servers.js';
import { migrated } from '../support/stack.js';

const MESSAGES = 30_000;
const DAY_MS = 86_400_000;

/** What grows with the messages, or with the days. */
const LARGE = ['whatsapp_messages', 'wamids', 'message_figures', 'message_events', 'send_queue'];

let postgres: TestPostgres;
let database: DatabaseConnection;
let messages: MessagesRepository;
beforeAll(async () => {
  postgres = await startTestPostgres(migrated);
  const making = await openDataSource(postgres.url, { applicationName: 'recado-test', maxConnections: 8 });
  await generateMessages(making, MESSAGES);
  await new RollUpRepository(making, 'UTC').countAnew();
  await making.query('ANALYZE');
  await making.destroy();
  // One connection: the counts of another one come late.
  database = await openDataSource(postgres.url, { applicationName: 'recado-test', maxConnections: 1 });
  messages = new MessagesRepository(database, { maxMs: 21_600_000, soloWaitMs: 900_000 });
}, 180_000);
afterAll(async () => {
  await database.destroy();
  await postgres.stop();
});

/** How often each of them was read from end to end so far. */
async function scans(): Promise<Readonly<Record<string, number>>> {
  await database.query('SELECT pg_stat_force_next_flush()');
  const rows: { name: string; scans: number }[] = await database.query(
    `SELECT relname AS name, seq_scan::integer AS scans FROM pg_stat_user_tables WHERE relname = ANY($1) ORDER BY relname`,
    [LARGE],
  );
  return Object.fromEntries(rows.map(({ name, scans: count }) => [name, count]));
}

/** Which of them somebody read from end to end meanwhile. */
async function readWhole(work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = await scans();
  await work();
  const after = await scans();
  return LARGE.filter((name) => after[name] !== before[name]);
}

const ago = (days: number): Date => new Date(Date.now() - days * DAY_MS);

const FILTERS: readonly (readonly [string, Partial<MessageFilters>])[] = [
  ['nothing', {}],
  ['a status that most have', { status: 'READ' }],
  ['a status that few have', { status: 'CANCELLED' }],
  ['a recipient', { recipient: { recipientPhone: '+34600012345', recipientUserId: null } }],
  ['a reference', { reference: 'PO-20000' }],
  ['a template that is rare', { template: 'rare' }],
  ['a template that nobody used', { template: 'none' }],
  ['a sender that sends little', { sender: '100000000000005' }],
  ['senders that a key is bound to', { senders: ['100000000000005', '1'] }],
  ['a code that is rare', { errorCode: 'EXPIRED' }],
  ['a day', { createdFrom: ago(40), createdTo: ago(39) }],
  ['what is held', { pendingReason: 'HELD' }],
  ['a code that is common', { errorCode: '131026' }],
  ['what changed of late', { updatedFrom: ago(1) }],
  ['what is not delivered', { undeliveredBefore: ago(1) }],
  ['a beginning that most references have', { q: 'PO-' }],
  ['a beginning that few have', { q: 'PO-12345' }],
  ['a beginning of a phone', { q: '+3460001' }],
  ['a name', { q: 'proveedor c4ca' }],
  ['an id of Meta', { q: 'wamid.c4ca4238' }],
  ['nobody', { q: 'nobody' }],
];

/** What is looked for in a table of its own, with the rows that this one holds: few where few messages are of it. */
const OF_THEIR_OWN: readonly (readonly [name: string, filters: Partial<MessageFilters>, rows: number])[] = [
  ['what waits', { status: 'PENDING' }, 2_000],
  ['what has failed', { status: 'FAILED' }, 1_500],
];

/** Pages of these tables and of their indexes that somebody looked at meanwhile, in memory or not. */
async function pagesRead(work: () => Promise<unknown>): Promise<number> {
  const sum = async (): Promise<number> => {
    await database.query('SELECT pg_stat_force_next_flush()');
    const [row]: { pages: number }[] = await database.query(
      `SELECT sum(heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit)::float8 AS pages FROM pg_statio_user_tables WHERE relname = ANY($1)`,
      [LARGE],
    );
    return row?.pages ?? 0;
  };
  const before = await sum();
  await work();
  return (await sum()) - before;
}

/** Of a page of fifty: each is found by an index, and read with what is told of it. A walk through all of them, in their order, looks at more. */
const MOST_PAGES = 3_000;

describe(`with ${MESSAGES} messages`, () => {
  it.each(FILTERS)('a list by %s reads no large table from end to end', async (_name, filters) => {
    expect(await readWhole(() => messages.list({ limit: 50, ...filters }, null))).toEqual([]);
  });

  it.each(FILTERS)('nor does a client that has few among many, by %s', async (_name, filters) => {
    expect(await readWhole(() => messages.list({ limit: 50, ...filters }, SMALL_CLIENT))).toEqual([]);
  });

  it('no list walks through all messages by an index either, which would take as long', async () => {
    const pages: Record<string, number> = {};
    for (const [name, filters] of FILTERS)
      pages[name] = await pagesRead(() => messages.list({ limit: 50, ...filters }, null));
    expect(Object.entries(pages).filter(([, count]) => count > MOST_PAGES)).toEqual([]);
  });

  it.each(OF_THEIR_OWN)(
    'a list by %s costs what there is of it, and not what there is',
    async (_name, filters, rows) => {
      expect(await pagesRead(() => messages.list({ limit: 50, ...filters }, null))).toBeLessThan(4 * rows);
      expect(await pagesRead(() => messages.list({ limit: 50, ...filters }, SMALL_CLIENT))).toBeLessThan(MOST_PAGES);
    },
  );

  it('nor does one of a client that has few among many', async () => {
    const pages: Record<string, number> = {};
    for (const [name, filters] of FILTERS)
      pages[name] = await pagesRead(() => messages.list({ limit: 50, ...filters }, SMALL_CLIENT));
    expect(Object.entries(pages).filter(([, count]) => count > MOST_PAGES)).toEqual([]);
  });

  it('stats of one client among fifty cost what that one has, not what all have', async () => {
    const stats = new StatsRepository(database);
    const filters = { from: ago(92), to: ago(0), senders: null, template: null, grain: 'day' } as const;
    const [all, theirs] = [
      await pagesRead(() => stats.figures({ ...filters, clientId: null })),
      await pagesRead(() => stats.figures({ ...filters, clientId: SMALL_CLIENT })),
    ];
    expect(theirs * 5).toBeLessThan(all);
  });

  it('control: a walk through all of them by an index would be seen', async () => {
    const walk = (): Promise<unknown> =>
      database.query(
        `SELECT id FROM whatsapp_messages WHERE updated_at > now() ORDER BY created_at DESC, id DESC LIMIT 50`,
      );
    await database.query('SET enable_seqscan = off');
    expect(await pagesRead(walk)).toBeGreaterThan(MOST_PAGES);
    await database.query('RESET enable_seqscan');
  });

  it('stats and usage read figures by their days only', async () => {
    const stats = new StatsRepository(database);
    const filters = { from: ago(92), to: ago(0), senders: null, template: null, clientId: CLIENT };
    const read = await readWhole(async () => {
      expect((await stats.figures({ ...filters, grain: 'day' })).length).toBeGreaterThan(1_000);
      expect((await stats.figures({ ...filters, grain: 'hour', from: ago(7) })).length).toBeGreaterThan(500);
      await new UsageRepository(database).figures({
        period: 'month',
        from: '2020-01-01',
        to: '2040-01-01',
        senders: null,
        clientId: null,
      });
    });
    expect(read).toEqual([]);
  });

  it('a list shows the same page as a search through all of them', async () => {
    for (const [name, filters] of FILTERS) {
      const page = await messages.list({ limit: 50, ...filters }, null);
      await database.query('SET enable_indexscan = off');
      await database.query('SET enable_bitmapscan = off');
      const slow = await messages.list({ limit: 50, ...filters }, null);
      await database.query('RESET enable_indexscan');
      await database.query('RESET enable_bitmapscan');
      expect([name, page.items.map(({ id }) => id)]).toEqual([name, slow.items.map(({ id }) => id)]);
    }
  });

  it('would be noticed if a list read them from end to end', async () => {
    const whole = (): Promise<unknown> =>
      database.query(`SELECT count(*) FROM whatsapp_messages WHERE updated_at > now()`);
    expect(await readWhole(whole)).toEqual(['whatsapp_messages']);
  });
});
