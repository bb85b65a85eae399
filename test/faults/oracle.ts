import { isJsonObject } from '#graph-api';
import { type FaultStack, LONG } from './fault-stack.js';
import { total } from './figures.js';
import { type Told, toldByMeta } from './told-by-meta.js';

export interface Verdict {
  readonly messages: number;
  /** Answered 202, never accepted by Meta, and no person was asked either; a message that FAILED is lost here, too. */
  readonly lost: number;
  /** Acceptances by Meta beyond the first of each message. */
  readonly duplicated: number;
  /** In the state, and at the times, that Meta's events add up to: READ where Meta has it, HELD where it never had. */
  readonly exact: number;
  /** Those of them that are READ: the others wait for a person. */
  readonly exactRead: number;
  /** Delivered and read when Meta says so, to the second; where Meta said nothing, never. */
  readonly timesExact: number;
  /** Rows left in the send queue that do not wait for a person. */
  readonly stuck: number;
  readonly unconfirmedEver: number;
  readonly resent: number;
  /** Unclear twice, so that a person decides; Meta never had any of them, or they would not be HELD. */
  readonly held: number;
  /** Share of updates of `whatsapp_messages` that touched no index (HOT). */
  readonly hot: number;
  /** How many messages are in each state that a message can be in; together as many as were answered 202. */
  readonly books: Books;
  /** `recado_messages_total{status="SENT"}` over all processes; null where one of them was killed and its count with it. */
  readonly countedSent: number | null;
}

interface Books {
  readonly accepted: number;
  readonly failed: number;
  readonly held: number;
  readonly queued: number;
  readonly cancelled: number;
}

/**
 * From so many messages on, the share of HOT updates says something, and has to be at least this one; in short runs on a
 * slow machine a message gets all its statuses before PostgreSQL may tidy the page.
 */
const ENOUGH_FOR_HOT = 800;
const LEAST_HOT = LONG ? 0.9 : 0.8;

/** Meta repeats a webhook after up to a minute where our receivers were away for long. */
const LONGEST_TELLING_MS = LONG ? 90_000 : 20_000;

interface Row {
  readonly id: string;
  readonly status: string;
  readonly state: number | null;
  readonly createdAt: Date;
  readonly deliveredAt: Date | null;
  readonly readAt: Date | null;
}

/** `send_queue.state` of a message that waits for a person. */
const HELD = 3;

/**
 * Judges by what "Meta" saw and what the database says; it asks nobody else.
 * @throws where the books do not balance: a message in no state or in two, or counters that say something else; and where
 * updates of many messages are not HOT, unless PostgreSQL crashed and forgot to count.
 */
export async function judge(
  stack: FaultStack,
  accepted: readonly string[],
  { leastHot = LEAST_HOT } = {},
): Promise<Verdict> {
  await metaIsSilent(stack);
  const counts = await acceptedByMeta(stack);
  const told = await toldByMeta(stack);
  const rows: Row[] = await stack.database.query(
    `SELECT m.id, m.status, q.state, m.created_at AS "createdAt", m.delivered_at AS "deliveredAt", m.read_at AS "readAt"
     FROM whatsapp_messages m LEFT JOIN send_queue q ON q.message_id = m.id`,
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  const waits = (id: string): boolean => found.get(id)?.state === HELD;
  const [updates]: { hot: number | null }[] = await stack.database.query(
    `SELECT n_tup_hot_upd::float8 / NULLIF(n_tup_upd, 0) AS hot FROM pg_stat_user_tables WHERE relname = 'whatsapp_messages'`,
  );
  const hot = Number((updates?.hot ?? 0).toFixed(3));
  if (accepted.length >= ENOUGH_FOR_HOT && stack.deeds.postgresCrashed === 0 && hot < leastHot) {
    throw new Error(`${hot} of the updates of whatsapp_messages were HOT, less than ${leastHot}`);
  }
  const timely = new Set(rows.filter((row) => isTimely(row, told.get(row.id))).map(({ id }) => id));
  const sent = (id: string): boolean => (counts.get(id) ?? 0) > 0;
  const [attempts]: { unclear: number; resent: number }[] = await stack.database.query(
    `SELECT count(*) FILTER (WHERE outcome LIKE 'unclear%' OR outcome = 'lease_expired')::integer AS unclear,
       (SELECT count(*)::integer FROM message_events WHERE type = 'queued_again') AS resent FROM send_attempts`,
  );
  const books = await booksOf(stack);
  const countedSent = stack.countedAll ? await total(stack, 'recado_messages_total{status="SENT"') : null;
  balance(books, accepted.length, countedSent, accepted.filter((id) => sent(id) && !waits(id)).length);
  const read = (id: string): boolean => timely.has(id) && sent(id) && found.get(id)?.status === 'READ';
  const exactRead = accepted.filter(read).length;
  return {
    messages: accepted.length,
    lost: accepted.filter((id) => !sent(id) && !waits(id)).length,
    duplicated: [...counts.values()].reduce((sum, count) => sum + count - 1, 0),
    exact: exactRead + accepted.filter((id) => timely.has(id) && !sent(id) && waits(id)).length,
    exactRead,
    timesExact: accepted.filter((id) => timely.has(id)).length,
    stuck: rows.filter((row) => row.state !== null && row.state !== HELD).length,
    unconfirmedEver: attempts?.unclear ?? -1,
    resent: attempts?.resent ?? -1,
    held: rows.filter((row) => row.state === HELD).length,
    hot,
    books,
    countedSent,
  };
}

/** Waits until Meta has said all that it has to say and we have answered each word of it, or the time is over. */
async function metaIsSilent(stack: FaultStack): Promise<void> {
  const deadline = performance.now() + LONGEST_TELLING_MS;
  while (performance.now() < deadline) {
    const stats = await stack.control('GET', '/sandbox/stats');
    if (isJsonObject(stats) && stats['toCome'] === 0 && stats['webhooksPending'] === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Meta's whole seconds; nothing happens to a message before it was accepted by us. Who read it has it. */
function isTimely(row: Row, told: Told = { delivered: null, read: null }): boolean {
  const shown = (seconds: number | null): number | null =>
    seconds === null ? null : Math.max(seconds * 1_000, Number(row.createdAt));
  const matches = (time: Date | null, seconds: number | null): boolean =>
    (time === null ? null : Number(time)) === shown(seconds);
  return matches(row.deliveredAt, told.delivered) && matches(row.readAt, told.read);
}

/** A message that is nowhere, or in two places, is missing here or counted twice. */
async function booksOf(stack: FaultStack): Promise<Books> {
  const [books]: Books[] = await stack.database.query(
    `SELECT count(*) FILTER (WHERE m.progress >= 3)::integer AS accepted,
       count(*) FILTER (WHERE m.progress = 2)::integer AS failed, count(*) FILTER (WHERE m.progress = 1)::integer AS cancelled,
       count(*) FILTER (WHERE q.state = 3)::integer AS held, count(*) FILTER (WHERE q.state < 3)::integer AS queued
     FROM whatsapp_messages m LEFT JOIN send_queue q ON q.message_id = m.id`,
  );
  if (books === undefined) throw new Error('an aggregate has one row');
  return books;
}

function balance(books: Books, messages: number, countedSent: number | null, sentByMeta: number): void {
  const sum = books.accepted + books.failed + books.held + books.queued + books.cancelled;
  if (sum !== messages) throw new Error(`the books do not balance: ${messages} accepted, but ${JSON.stringify(books)}`);
  if (countedSent !== null && countedSent !== sentByMeta) {
    throw new Error(`the counters say that ${countedSent} were sent, Meta says ${sentByMeta}`);
  }
}

/** Waits until every accepted message is READ, or the time is over. Returns the seconds it took. */
export async function settled(stack: FaultStack, accepted: readonly string[], limitMs: number): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const open = await countOpen(stack, accepted).catch(() => null);
    if (open === 0 || performance.now() - startedAt > limitMs) return (performance.now() - startedAt) / 1_000;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function countOpen(stack: FaultStack, accepted: readonly string[]): Promise<number> {
  const rows: { open: number }[] = await stack.database.query(
    `SELECT count(*)::integer AS open FROM whatsapp_messages m
     WHERE id = ANY($1::uuid[]) AND status NOT IN ('READ', 'FAILED', 'CANCELLED')
       AND NOT EXISTS (SELECT FROM send_queue q WHERE q.message_id = m.id AND q.state = 3)`,
    [accepted],
  );
  return rows[0]?.open ?? 0;
}

async function acceptedByMeta(stack: FaultStack): Promise<ReadonlyMap<string, number>> {
  const answer = await stack.control('GET', '/sandbox/accepted');
  if (!isJsonObject(answer)) throw new Error('the sandbox answers /sandbox/accepted with an object');
  return new Map(Object.entries(answer).map(([id, count]) => [id, Number(count)]));
}
