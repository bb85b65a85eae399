import type { DataSource } from 'typeorm';
import { Conditions } from './conditions.js';
import { ListCursor } from './list-cursor.js';
import type { MessageFilters } from './message-filters.js';
import type { PendingReason } from './message-view.js';
import type { MessageStatus } from './progress.js';
import { addWhatFits } from './what-fits.js';

/** Rows that are looked at on one way, however many fit: some 20 ms. */
export const MOST_ROWS = 10_000;
/** On the first way, before anything else is asked: where many fit, that is enough. */
const AT_FIRST = 500;

export interface Search {
  readonly filters: MessageFilters;
  readonly clientId: string | null;
  /** Not more than so many are wanted. */
  readonly most: number;
}

export interface Found {
  /** Where they stand in the list, newest first. */
  readonly at: readonly ListCursor[];
  /** All that are newer were looked at; null: all there are. */
  readonly until: ListCursor | null;
}

/**
 * Finds which messages a page of the list shows, looking at a bounded number of rows whatever is asked for, whatever the planner
 * believes, however the messages lie: what it has not looked at yet the next page goes on with. First at the newest rows of an index
 * by one of the filters. Where too few of them fit, in a table in which few are written down for another filter, each found by its
 * key. Else further along each index; what leads back furthest counts.
 */
export class MessageSearchRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly mostRows: number,
  ) {}

  async find(search: Search): Promise<Found> {
    const { q } = search.filters;
    if (q === undefined) return this.along(search, []);
    const [found, common]: [Found[], Text[]] = [[], []];
    for (const text of TEXTS) {
      const few = await this.amongFew(search, (where) => text.ids(where.parameter(likePrefix(q))), []);
      if (few === null) common.push(text);
      else found.push(few);
    }
    if (common.length > 0) found.push(await this.along(search, common));
    return together(found, search.most);
  }

  /** `texts`: of which one begins with `q`. */
  private async along(search: Search, texts: readonly Text[]): Promise<Found> {
    const ways = waysOf(search);
    const [first = NEWEST] = ways;
    let furthest = await this.follow(first, search, texts, Math.min(AT_FIRST, this.mostRows));
    const looks = [
      () => this.amongChanged(search, texts),
      ...writtenDown(search.filters).map((ids) => () => this.amongFew(search, ids, texts)),
      ...ways.map((way) => () => this.follow(way, search, texts, this.mostRows)),
    ];
    for (const look of looks) {
      if (isEnough(furthest, search)) return furthest;
      const found = await look();
      if (found !== null && (isEnough(found, search) || isOlder(found.until, furthest.until))) furthest = found;
    }
    return furthest;
  }

  /**
   * In the minutes of which it is written down that something in them has changed since; what changed in the last second is not
   * counted yet, and written down by itself. Null where that is much, or was before anything was written down.
   */
  private async amongChanged(search: Search, texts: readonly Text[]): Promise<Found | null> {
    const since = search.filters.updatedFrom;
    if (since === undefined) return null;
    const [row]: { known: boolean | null }[] = await this.dataSource.query(
      'SELECT $1::timestamptz >= min(changed_at) AS known FROM changed_minutes',
      [since],
    );
    if (row?.known !== true) return null;
    // First: what is counted meanwhile is found in its minute.
    const uncounted = await this.amongFew(search, () => 'SELECT c.message_id FROM message_changes c', texts);
    if (uncounted === null) return null;
    return together([uncounted, await this.walk(byMinutes(since), search, texts, this.mostRows)], search.most);
  }

  private async follow(way: Way, search: Search, texts: readonly Text[], rows: number): Promise<Found> {
    const each = Math.ceil(rows / way.length);
    const found: Found[] = [];
    for (const walk of way) found.push(await this.walk(walk, search, texts, each));
    return together(found, search.most);
  }

  /** It ends where enough fit, or with that row. */
  private async walk(walk: Walk, search: Search, texts: readonly Text[], rows: number): Promise<Found> {
    const range = new Conditions();
    const from = walk.from(range, search.filters);
    addTimes(range, search.filters);
    const fits = new Conditions(range.values);
    addFits(fits, search, texts);
    const looked: { id: string; created_at: Date; fits: boolean | null; place: number }[] = await this.dataSource.query(
      `SELECT * FROM (
         SELECT *, row_number() OVER ()::integer AS place FROM (
           SELECT m.id, m.created_at, (${fits.all()}) AS fits FROM ${from} WHERE ${range.all()} ORDER BY ${walk.order} LIMIT ${rows}) looked
       ) numbered WHERE fits OR place = ${rows} LIMIT ${range.parameter(search.most)}`,
      range.values,
    );
    const last = looked.at(-1);
    return {
      at: looked.filter((row) => row.fits === true).map(positionOf),
      until: last?.place === rows ? positionOf(last) : null,
    };
  }

  /** All of them by their keys, which `ids` selects; null where those are too many. */
  private async amongFew(search: Search, ids: Ids, texts: readonly Text[]): Promise<Found | null> {
    const counting = new Conditions();
    const [row]: { count: number }[] = await this.dataSource.query(
      `SELECT count(*)::integer AS count FROM (${ids(counting)} LIMIT ${this.mostRows + 1}) few`,
      counting.values,
    );
    if (row === undefined || row.count > this.mostRows) return null;
    const where = new Conditions();
    // Some may have come since they were counted.
    const few = `${ids(where)} LIMIT ${2 * this.mostRows}`;
    addTimes(where, search.filters);
    addFits(where, search, texts);
    const found: { id: string; created_at: Date }[] = await this.dataSource.query(
      `SELECT m.id, m.created_at FROM whatsapp_messages m WHERE m.id = ANY(ARRAY(${few})) AND ${where.all()}
       ORDER BY m.created_at DESC, m.id DESC LIMIT ${where.parameter(search.most)}`,
      where.values,
    );
    return { at: found.map(positionOf), until: null };
  }
}

/** Selects ids of messages; what it needs of values it adds to the parameters. */
type Ids = (where: Conditions) => string;

/** Along an index: what is selected from, and in which order. */
interface Walk {
  readonly from: (range: Conditions, filters: MessageFilters) => string;
  readonly order: string;
}

/** Walks that together lead past everything. */
type Way = readonly Walk[];

const NEWEST_FIRST = 'm.created_at DESC, m.id DESC';

/** By each filter that has an index of messages. */
function waysOf({ filters, clientId }: Search): readonly Way[] {
  const { recipient, senders = [] } = filters;
  const values: readonly (readonly [Column, string | null | undefined])[] = [
    [REFERENCE, filters.reference],
    [PHONE, recipient?.recipientPhone],
    [USER_ID, recipient?.recipientUserId],
    [TEMPLATE, filters.template],
    [SENDER, filters.sender],
    [CLIENT, clientId],
  ];
  const ways = values.flatMap(([column, value]): Way[] =>
    value === null || value === undefined ? [] : [[by(column, value)]],
  );
  if (senders.length > 0) ways.push(senders.map((sender) => by(SENDER, sender)));
  return ways.length > 0 ? ways : [NEWEST];
}

const NEWEST: Way = [{ from: () => 'whatsapp_messages m', order: NEWEST_FIRST }];

interface Column {
  readonly name: string;
  readonly type: string;
  /** How its index sorts. */
  readonly sorted: string;
}

const REFERENCE: Column = { name: 'reference', type: 'text', sorted: 'USING ~<~' };
const PHONE: Column = { name: 'recipient_phone', type: 'text', sorted: 'USING ~<~' };
const USER_ID: Column = { name: 'recipient_user_id', type: 'text', sorted: '' };
const TEMPLATE: Column = { name: 'template_name', type: 'text', sorted: '' };
const SENDER: Column = { name: 'sender_id', type: 'text', sorted: '' };
const CLIENT: Column = { name: 'client_id', type: 'uuid', sorted: '' };

/**
 * As one of several values, and sorted by it: only that column's own index can do so. Where it is said to be equal, PostgreSQL takes
 * the index of all messages if it believes that many have the value, and walks through all that have come since it was last used.
 */
function by({ name, type, sorted }: Column, value: string): Walk {
  return {
    from: (range) => {
      range.add(`m.${name} = ANY(ARRAY[${range.parameter(value)}]::${type}[])`);
      return 'whatsapp_messages m';
    },
    order: `m.${name} ${sorted}, ${NEWEST_FIRST}`,
  };
}

/**
 * Through the minutes in which messages were accepted that have changed since; minute by minute (OFFSET 0): PostgreSQL believes that each
 * holds a two-hundredth of all messages, and would rather sort all that lie in any of them.
 */
function byMinutes(since: Date): Walk {
  return {
    from: (range, filters) => {
      const { cursor, createdFrom, createdTo } = filters;
      range.add(`c.changed_at >= ${range.parameter(since)}::timestamptz`);
      range.when(cursor?.createdAt, (p) => `c.minute <= ${p}::timestamptz`);
      range.when(createdTo, (p) => `c.minute <= ${p}::timestamptz`);
      range.when(createdFrom, (p) => `c.minute > ${p}::timestamptz - interval '1 minute'`);
      const within = new Conditions(range.values);
      within.add(`m.created_at >= c.minute AND m.created_at < c.minute + interval '1 minute'`);
      addTimes(within, filters);
      return `changed_minutes c CROSS JOIN LATERAL (
          SELECT * FROM whatsapp_messages m WHERE ${within.all()} ORDER BY ${NEWEST_FIRST} OFFSET 0) m`;
    },
    order: `c.minute DESC, ${NEWEST_FIRST}`,
  };
}

/** What the row must say, the texts included. */
function addFits(where: Conditions, { filters, clientId }: Search, texts: readonly Text[]): void {
  addWhatFits(where, filters, clientId);
  if (texts.length === 0) return;
  const prefix = where.parameter(likePrefix(filters.q ?? ''));
  where.add(`(${texts.map(({ begins }) => begins(prefix)).join(' OR ')})`);
}

/** Something that `q` may be the beginning of. Each has its index. */
interface Text {
  readonly ids: (prefix: string) => string;
  readonly begins: (prefix: string) => string;
}

/** Sorted as the index is, so that it is the index that is read. */
function beginningOf(expression: string): Text {
  const begins = (prefix: string): string => `${expression} LIKE ${prefix}`;
  return {
    ids: (prefix) => `SELECT m.id FROM whatsapp_messages m WHERE ${begins(prefix)} ORDER BY ${expression} USING ~<~`,
    begins,
  };
}

const TEXTS: readonly Text[] = [
  beginningOf('m.reference'),
  beginningOf('m.recipient_phone'),
  {
    ids: (prefix) =>
      `SELECT m.id FROM whatsapp_messages m WHERE lower(m.recipient_name) LIKE lower(${prefix}) ORDER BY lower(m.recipient_name) USING ~<~`,
    begins: (prefix) => `lower(m.recipient_name) LIKE lower(${prefix})`,
  },
  {
    ids: (prefix) => `SELECT w.message_id FROM wamids w WHERE w.wamid LIKE ${prefix} ORDER BY w.wamid USING ~<~`,
    // Where thousands begin so, nobody looks for a second one of a message.
    begins: (prefix) => `m.whatsapp_message_id LIKE ${prefix}`,
  },
];

function likePrefix(text: string): string {
  return `${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}

/** No index knows the status, which changes. Where else it is written down what may be of it: few, as a rule. */
function writtenDown({ status, errorCode, pendingReason, undeliveredBefore }: MessageFilters): readonly Ids[] {
  const places: Ids[] = [];
  if (pendingReason !== undefined)
    places.push(() => `SELECT w.message_id FROM send_queue w WHERE w.state = ${STATE_OF_REASON[pendingReason]}`);
  if (undeliveredBefore !== undefined) places.push((where) => undelivered(where.parameter(undeliveredBefore)));
  if (errorCode !== undefined)
    places.push((where) => `SELECT f.message_id FROM message_failures f WHERE f.code = ${where.parameter(errorCode)}`);
  const ofStatus = status === undefined ? undefined : OF_STATUS[status];
  if (ofStatus !== undefined) places.push(() => ofStatus);
  return places;
}

const OF_STATUS: Readonly<Partial<Record<MessageStatus, string>>> = {
  PENDING: 'SELECT w.message_id FROM send_queue w',
  CANCELLED: `SELECT e.message_id FROM message_events e WHERE e.type = 'cancelled'`,
  FAILED: 'SELECT f.message_id FROM message_failures f',
};

/** What was sent so long ago is written into its timeline within ten minutes (report-undelivered.ts); until then its attempt tells. */
function undelivered(before: string): string {
  return `SELECT e.message_id FROM message_events e WHERE e.type = 'undelivered'
    UNION ALL SELECT a.message_id FROM senders s JOIN send_attempts a ON a.sender_id = s.phone_number_id
      AND a.started_at < ${before}::timestamptz AND a.started_at > ${before}::timestamptz - interval '12 hours'`;
}

/** `send_queue.state` in which a message may wait for that. */
const STATE_OF_REASON: Readonly<Record<PendingReason, number>> = {
  SCHEDULED: 0,
  QUEUED: 0,
  RETRYING: 0,
  SENDER_PAUSED: 0,
  TEMPLATE_PAUSED: 0,
  DISABLED: 0,
  SENDING: 1,
  UNCONFIRMED: 2,
  HELD: 3,
};

function addTimes(where: Conditions, { createdFrom, createdTo, cursor }: MessageFilters): void {
  where.when(createdFrom, (p) => `m.created_at >= ${p}::timestamptz`);
  where.when(createdTo, (p) => `m.created_at < ${p}::timestamptz`);
  if (cursor === undefined) return;
  const [createdAt, id] = [where.parameter(cursor.createdAt), where.parameter(cursor.id)];
  where.add(`(m.created_at, m.id) < (${createdAt}::timestamptz, ${id}::uuid)`);
}

function positionOf(row: { readonly id: string; readonly created_at: Date }): ListCursor {
  return new ListCursor(row.created_at.toISOString(), row.id);
}

function isEnough({ at, until }: Found, { most }: Search): boolean {
  return until === null || at.length >= most;
}

/** Null: behind everything. */
function isOlder(one: ListCursor | null, other: ListCursor | null): boolean {
  return other !== null && (one === null || one.isOlderThan(other));
}

/** What was found here or there, as far as all of them have looked. */
function together(founds: readonly Found[], most: number): Found {
  const [only, ...others] = founds;
  if (only !== undefined && others.length === 0) return only;
  const ends = founds.flatMap(({ until }) => (until === null ? [] : [until]));
  const until = ends.reduce<ListCursor | null>((newest, end) => (isOlder(newest, end) ? end : (newest ?? end)), null);
  const all = new Map(founds.flatMap(({ at }) => at.map((position) => [position.id, position])));
  const at = [...all.values()]
    .filter((position) => until === null || !position.isOlderThan(until))
    .toSorted((one, other) => (one.isOlderThan(other) ? 1 : -1));
  return { at: at.slice(0, most), until };
}
