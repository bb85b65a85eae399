import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DatabaseConnection, openDataSource } from '#database';
import { ListCursor, type MessageFilters, MessagesRepository } from '#messages';
import { RollUpRepository, StatsRepository, UsageRepository } from '#usage';
import { CLIENT, SMALL_CLIENT, generateMessages } from '../bench/many-messages.js';
import { startTestPostgres, type TestPostgres } from '../support/local-servers.js';
import { migrated } from '../support/stack.js';

const MESSAGES = 30_000;
const DAY_MS = 86_400_000;
const WAITS = { maxMs: 21_600_000, soloWaitMs: 900_000 };

/** What grows with the messages, or with the days. */
const LARGE = ['whatsapp_messages', 'wamids', 'message_figures', 'message_events', 'changed_minutes'];
/** And where they wait: of the queue PostgreSQL knows how long it is at the moment, and may well read a short one as a whole. */
const ALL = [...LARGE, 'send_queue'];

let postgres: TestPostgres;
let database: DatabaseConnection;
let messages: MessagesRepository;
let few: MessagesRepository;
beforeAll(async () => {
  postgres = await startTestPostgres(migrated);
  // However long it takes to make and count them all.
  const making = await openDataSource(postgres.url, {
    applicationName: 'recado-test',
    maxConnections: 8,
    statementTimeoutMs: 0,
  });
  // What it reads by itself in the middle of a test would count as the test's.
  for (const table of ALL) await making.query(`ALTER TABLE ${table} SET (autovacuum_enabled = off)`);
  await generateMessages(making, MESSAGES);
  await making.query(
    `UPDATE whatsapp_messages SET template_name = 'retired' WHERE template_name = 'po_notification' AND created_at < now() - interval '80 days'`,
  );
  await new RollUpRepository(making, 'UTC').countAnew();
  await making.query('ANALYZE');
  await making.destroy();
  // One connection: the counts of another one come late.
  database = await openDataSource(postgres.url, { applicationName: 'recado-test', maxConnections: 1 });
  messages = new MessagesRepository(database, WAITS);
  few = new MessagesRepository(database, WAITS, FEW_ROWS);
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

/** What a list is asked for, and how to find the same by reading every message. */
type Case = readonly [name: string, filters: Partial<MessageFilters>, where: string];

const [DAY_FROM, DAY_TO, LATELY] = [ago(40), ago(39), ago(1)];
const at = (date: Date): string => `'${date.toISOString()}'`;

const CASES: readonly Case[] = [
  ['nothing', {}, 'true'],
  ['a status that most have', { status: 'READ' }, 'progress = 6'],
  ['a status that few have', { status: 'CANCELLED' }, 'progress = 1'],
  ['what is on its way', { status: 'SENT' }, 'progress = 3'],
  [
    'a recipient',
    { recipient: { recipientPhone: '+34600012345', recipientUserId: null } },
    `recipient_phone = '+34600012345'`,
  ],
  ['a reference', { reference: 'PO-20000' }, `reference = 'PO-20000'`],
  ['a template that most have', { template: 'po_notification' }, `template_name = 'po_notification'`],
  ['a template that is rare', { template: 'rare' }, `template_name = 'rare'`],
  ['a template that nobody used', { template: 'none' }, 'false'],
  ['a template that is used no more', { template: 'retired' }, `template_name = 'retired'`],
  ['a sender that sends most', { sender: '100000000000001' }, `sender_id = '100000000000001'`],
  ['a sender that sends little', { sender: '100000000000005' }, `sender_id = '100000000000005'`],
  ['senders that a key is bound to', { senders: ['100000000000005', '1'] }, `sender_id IN ('100000000000005', '1')`],
  ['a code that is rare', { errorCode: 'EXPIRED' }, `status = 'FAILED' AND error_code = 'EXPIRED'`],
  [
    'a day',
    { createdFrom: DAY_FROM, createdTo: DAY_TO },
    `created_at >= ${at(DAY_FROM)} AND created_at < ${at(DAY_TO)}`,
  ],
  ['what is held', { pendingReason: 'HELD' }, 'id IN (SELECT message_id FROM send_queue WHERE state = 3)'],
  ['a code that is common', { errorCode: '131026' }, `status = 'FAILED' AND error_code = '131026'`],
  ['what changed of late', { updatedFrom: LATELY }, `updated_at >= ${at(LATELY)}`],
  ['what will have changed', { updatedFrom: ago(-1) }, 'false'],
  ['what is not delivered', { undeliveredBefore: LATELY }, `progress = 3 AND sent_at < ${at(LATELY)}`],
  ['a beginning that most references have', { q: 'PO-' }, `reference LIKE 'PO-%'`],
  ['a beginning that few have', { q: 'PO-12345' }, `reference LIKE 'PO-12345%'`],
  ['a beginning of a phone', { q: '+3460001' }, `recipient_phone LIKE '+3460001%'`],
  ['a name', { q: 'proveedor c4ca' }, `recipient_name ILIKE 'proveedor c4ca%'`],
  ['an id of Meta', { q: 'wamid.c4ca4238' }, `whatsapp_message_id LIKE 'wamid.c4ca4238%'`],
  ['a beginning that all ids of Meta have', { q: 'wamid.' }, `whatsapp_message_id LIKE 'wamid.%'`],
  ['nobody', { q: 'nobody' }, 'false'],
];

const FILTERS = CASES.map(([name, filters]) => [name, filters] as const);

/** Two that ask for different things; of so many pairs every eighth, which is each of them with some others. */
const PAIRS: readonly Case[] = CASES.flatMap(([name, filters, where], place) =>
  CASES.slice(place + 1)
    .filter(([, others]) => Object.keys(others).every((key) => !(key in filters)))
    .map(([other, others, also]): Case => [`${name}, and ${other}`, { ...filters, ...others }, `${where} AND ${also}`]),
).filter((_pair, place) => place % 8 === 0);

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
      [ALL],
    );
    return row?.pages ?? 0;
  };
  const before = await sum();
  await work();
  return (await sum()) - before;
}

/** Page after page, until there are fifty. */
async function firstFifty(list: MessagesRepository, filters: Partial<MessageFilters>): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: ListCursor | null | undefined;
  while (cursor !== null && ids.length < 50) {
    const { items, nextCursor } = await list.list({ limit: 50, ...filters, ...(cursor && { cursor }) }, null);
    ids.push(...items.map(({ id }) => id));
    cursor = nextCursor === null ? null : ListCursor.parse(nextCursor);
  }
  return ids.slice(0, 50);
}

async function newestFifty(where: string): Promise<readonly string[]> {
  const rows: { id: string }[] = await database.query(
    `SELECT id FROM whatsapp_messages WHERE ${where} ORDER BY created_at DESC, id DESC LIMIT 50`,
  );
  return rows.map(({ id }) => id);
}

/** That one way may lead along here, so that most of the messages lie beyond. */
const FEW_ROWS = 300;

/** Of a page of fifty: each is found by an index, and read with what is told of it. A walk through all of them, in their order, looks at more. */
const MOST_PAGES = 2_000;

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
      pages[name] = await pagesRead(() => few.list({ limit: 50, ...filters }, null));
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
      pages[name] = await pagesRead(() => few.list({ limit: 50, ...filters }, SMALL_CLIENT));
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

  it('a list shows the same messages as a search through all of them', async () => {
    for (const [name, filters, where] of CASES) {
      expect([name, await firstFifty(messages, filters)]).toEqual([name, await newestFifty(where)]);
    }
  });

  it('no two filters lead a list through more rows than it may look at, and its pages together show the same', async () => {
    const pages: Record<string, number> = {};
    for (const [name, filters, where] of PAIRS) {
      pages[name] = await pagesRead(() => few.list({ limit: 50, ...filters }, null));
      expect([name, await firstFifty(few, filters)]).toEqual([name, await newestFifty(where)]);
    }
    expect(Object.entries(pages).filter(([, count]) => count > MOST_PAGES)).toEqual([]);
  }, 600_000);

  it('control: looking for a template that is used no more in the order of all messages leads through most of them', async () => {
    const newest = `SELECT id FROM whatsapp_messages WHERE template_name || '' = 'retired' ORDER BY created_at DESC, id DESC LIMIT 50`;
    await database.query('SET enable_seqscan = off');
    expect(await pagesRead(() => database.query(newest))).toBeGreaterThan(MOST_PAGES);
    await database.query('RESET enable_seqscan');
  });

  it('finds by updatedFrom alone an old message that has changed: before it is counted, afterwards, and where nothing of it counts', async () => {
    const oldest: { id: string }[] = await database.query(
      `SELECT id FROM whatsapp_messages WHERE progress = 5 ORDER BY created_at LIMIT 2`,
    );
    const [delivered = '', erased = ''] = oldest.map(({ id }) => id);
    const [clock]: { now: Date }[] = await database.query('SELECT clock_timestamp() AS now');
    if (clock === undefined) throw new Error('PostgreSQL knows the time');
    const changed = async (): Promise<readonly string[]> => {
      const { items, nextCursor } = await few.list({ limit: 50, updatedFrom: clock.now }, null);
      expect(nextCursor).toBeNull();
      return items.map(({ id }) => id);
    };
    await database.query('UPDATE whatsapp_messages SET progress = 6, updated_at = now() WHERE id = $1', [delivered]);
    expect(await changed()).toEqual([delivered]);
    const rollUp = new RollUpRepository(database, 'UTC');
    while (await rollUp.count());
    await database.query('UPDATE whatsapp_messages SET recipient_name = NULL, updated_at = now() WHERE id = $1', [
      erased,
    ]);
    expect((await changed()).toSorted()).toEqual([delivered, erased].toSorted());
    while (await rollUp.count());
    expect(await database.query('SELECT FROM message_changes')).toEqual([]);
    expect((await changed()).toSorted()).toEqual([delivered, erased].toSorted());
    // Control: it is by their minutes that they are found.
    await database.query('DELETE FROM changed_minutes WHERE changed_at >= $1', [clock.now]);
    const { items, nextCursor } = await few.list({ limit: 50, updatedFrom: clock.now }, null);
    expect([items, nextCursor]).toEqual([[], null]);
  });

  it('would be noticed if a list read them from end to end', async () => {
    const whole = (): Promise<unknown> =>
      database.query(`SELECT count(*) FROM whatsapp_messages WHERE updated_at > now()`);
    expect(await readWhole(whole)).toEqual(['whatsapp_messages']);
  });
});
