import type { DataSource } from 'typeorm';
import { ListCursor } from './list-cursor.js';
import { type MessageRow, SELECT_MESSAGE, type UnclearWaits, parametersOf, viewOf } from './message-row.js';
import type { MessageEvent, MessageView, PendingReason } from './message-view.js';
import { PARTS_ERASED } from './parts-erased.js';
import type { MessageStatus } from './progress.js';
import type { RecipientKey } from './recipient-ids.repository.js';

export interface MessageFilters {
  readonly status?: MessageStatus;
  readonly recipient?: RecipientKey;
  readonly reference?: string;
  readonly template?: string;
  readonly sender?: string;
  /** What a key is bound to; others' messages are as if they did not exist. */
  readonly senders?: readonly string[];
  readonly errorCode?: string;
  readonly createdFrom?: Date;
  readonly createdTo?: Date;
  readonly updatedFrom?: Date;
  readonly pendingReason?: PendingReason;
  /** SENT before this moment and not delivered. */
  readonly undeliveredBefore?: Date;
  /** Prefix of reference, recipient's name, phone or wamid. */
  readonly q?: string;
  readonly limit: number;
  readonly cursor?: ListCursor;
}

export interface MessagePage {
  readonly items: readonly MessageView[];
  readonly nextCursor: string | null;
}

/** Reads of messages for people and callers; what writes them is in libs/sending. */
export class MessagesRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unclear: UnclearWaits,
  ) {}

  /** Null where there is none, or none that this client may see; a null client sees all. */
  async find(id: string, clientId: string | null): Promise<MessageView | null> {
    const [row]: MessageRow[] = await this.dataSource.query(
      `${SELECT_MESSAGE} WHERE m.id = $3 AND ($4::uuid IS NULL OR m.client_id = $4)`,
      [...parametersOf(this.unclear), id, clientId],
    );
    return row === undefined ? null : viewOf(row);
  }

  /** Whether something about somebody else was erased from what it says: it is not what was asked for any more. */
  async lostParts(id: string): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(LOST_PARTS, [id]);
    return rows.length > 0;
  }

  /** The message and its timeline, oldest first. */
  async findWithEvents(
    id: string,
    clientId: string | null,
  ): Promise<{ message: MessageView; events: readonly MessageEvent[] } | null> {
    const message = await this.find(id, clientId);
    if (message === null) return null;
    const rows: { type: string; at: Date; recorded_at: Date; data: Record<string, unknown> }[] =
      await this.dataSource.query(TIMELINE, [id]);
    const events = rows.map((row) => ({
      type: row.type,
      at: row.at.toISOString(),
      recordedAt: row.recorded_at.toISOString(),
      data: row.data,
    }));
    return { message, events };
  }

  /** Newest first, by position (created, id): a page stays where it is while new messages arrive. */
  async list(filters: MessageFilters, clientId: string | null): Promise<MessagePage> {
    const where = new Conditions(parametersOf(this.unclear));
    where.when(clientId, (p) => `m.client_id = ${p}::uuid`);
    where.when(filters.recipient?.recipientPhone, (p) => `m.recipient_phone = ${p}`);
    where.when(filters.recipient?.recipientUserId, (p) => `m.recipient_user_id = ${p}`);
    where.when(filters.reference, (p) => `m.reference = ${p}`);
    where.when(filters.template, (p) => `m.template_name = ${p}`);
    where.when(filters.sender, (p) => `m.sender_id = ${p}`);
    where.when(filters.senders, (p) => `m.sender_id = ANY(${p}::text[])`);
    where.when(filters.status, (p) => `m.status = ${p}`);
    if (filters.status !== undefined) where.add(WHERE_TO_LOOK[filters.status]);
    where.when(filters.errorCode, (p) => FAILED_WITH.replaceAll('$code', p));
    where.when(filters.createdFrom, (p) => `m.created_at >= ${p}`);
    where.when(filters.createdTo, (p) => `m.created_at < ${p}`);
    where.when(filters.updatedFrom, (p) => `m.updated_at >= ${p}`);
    where.when(filters.undeliveredBefore, (p) => UNDELIVERED.replaceAll('$before', p));
    if (filters.cursor !== undefined) {
      const { createdAt, id } = filters.cursor;
      where.add(`(m.created_at, m.id) < (${where.parameter(createdAt)}::timestamptz, ${where.parameter(id)}::uuid)`);
    }
    const { q, pendingReason } = filters;
    const searches = q === undefined ? ['true'] : searchesFor(where.parameter(likePrefix(q)));
    const limit = where.parameter(filters.limit + 1);
    const found =
      pendingReason === undefined
        ? pageOfIds(where, searches, limit)
        : pageOfWaiting(where, searches, pendingReason, limit);
    const rows: MessageRow[] = await this.dataSource.query(found, where.values);
    return pageOf(rows, filters.limit);
  }
}

const LOST_PARTS = `SELECT FROM message_events WHERE message_id = $1 AND key = '${PARTS_ERASED}'`;

const NEWEST_FIRST = 'ORDER BY m.created_at DESC, m.id DESC';

/**
 * Which messages they are is found out before everything about them is read. Each search by itself, so that PostgreSQL may choose
 * for each how to look: by its index, or, where most messages fit, through the newest of them.
 */
function pageOfIds(where: Conditions, searches: readonly string[], limit: string): string {
  const pages = searches.map(
    (search) =>
      `(SELECT m.id, m.created_at FROM whatsapp_messages m WHERE ${where.and(search)} ${NEWEST_FIRST} LIMIT ${limit})`,
  );
  return `${SELECT_MESSAGE} WHERE m.id IN (SELECT m.id FROM (${pages.join(' UNION ')}) m ${NEWEST_FIRST} LIMIT ${limit}) ${NEWEST_FIRST}`;
}

/** Why a message waits is read with it; whatever waits has its place in the send queue. */
function pageOfWaiting(where: Conditions, searches: readonly string[], reason: PendingReason, limit: string): string {
  const state = STATE_OF_REASON[reason];
  const waiting = `m.id IN (SELECT w.message_id FROM send_queue w WHERE w.state = ${state})`;
  return `SELECT * FROM (${SELECT_MESSAGE} WHERE ${where.and(`(${searches.join(' OR ')}) AND ${waiting}`)}) m
    WHERE pending_reason = ${where.parameter(reason)} ${NEWEST_FIRST} LIMIT ${limit}`;
}

function pageOf(rows: readonly MessageRow[], limit: number): MessagePage {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    items: items.map(viewOf),
    nextCursor: more ? new ListCursor(last.created_at.toISOString(), last.id).toString() : null,
  };
}

/** A WHERE clause that grows with the filters that are set; values travel as parameters only. */
class Conditions {
  private readonly clauses: string[] = [];

  constructor(readonly values: unknown[]) {}

  parameter(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  add(clause: string): void {
    this.clauses.push(clause);
  }

  when(value: unknown, clause: (parameter: string) => string): void {
    if (value !== undefined && value !== null) this.add(clause(this.parameter(value)));
  }

  /** All of them and one more. */
  and(clause: string): string {
    return [...this.clauses, clause].join(' AND ');
  }
}

function likePrefix(text: string): string {
  return `${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}

/**
 * The failures, which are only appended to, have the index; whether that one is still what became of the message its row
 * says: a late delivery clears the error.
 */
const FAILED_WITH = `(m.id IN (SELECT f.message_id FROM message_failures f WHERE f.code = $code)
  AND m.status = 'FAILED' AND m.error_code = $code)`;

const FAILED = 'm.id IN (SELECT f.message_id FROM message_failures f)';

/** No index knows the status, which changes. Where else something of the kind is written down: few rows, where few messages are of it. */
const WHERE_TO_LOOK: Readonly<Record<MessageStatus, string>> = {
  PENDING: 'm.id IN (SELECT w.message_id FROM send_queue w)',
  CANCELLED: `m.id IN (SELECT e.message_id FROM message_events e WHERE e.type = 'cancelled')`,
  FAILED,
  SENT: 'true',
  DELIVERED: 'true',
  READ: 'true',
};

/** What was sent so long ago is written into its timeline within ten minutes (report-undelivered.ts); until then its attempt tells. */
const UNDELIVERED = `(m.progress = 3 AND m.sent_at < $before AND m.id IN (
  SELECT e.message_id FROM message_events e WHERE e.type = 'undelivered'
  UNION ALL SELECT a.message_id FROM senders s JOIN send_attempts a ON a.sender_id = s.phone_number_id
    AND a.started_at < $before AND a.started_at > $before - interval '12 hours'))`;

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

/** Each has its index. */
function searchesFor(prefix: string): readonly string[] {
  return [
    `m.reference LIKE ${prefix}`,
    `m.recipient_phone LIKE ${prefix}`,
    `lower(m.recipient_name) LIKE lower(${prefix})`,
    `m.id IN (SELECT w.message_id FROM wamids w WHERE w.wamid LIKE ${prefix})`,
  ];
}

/** What a recipient wrote is kept in one place only, where it can be erased. */
const TIMELINE = `
  SELECT 'accepted' AS type, created_at AS at, created_at AS recorded_at, '{}'::jsonb AS data, 0 AS rank
  FROM whatsapp_messages WHERE id = $1
  UNION ALL
  SELECT 'attempt', started_at, COALESCE(finished_at, started_at),
    jsonb_strip_nulls(jsonb_build_object('attempt', attempt, 'outcome', outcome, 'code', error_code, 'finishedAt', finished_at)), 1
  FROM send_attempts WHERE message_id = $1
  UNION ALL
  SELECT e.type, e.occurred_at, e.recorded_at, e.data || jsonb_strip_nulls(jsonb_build_object('text', i.body_text)), 2
  FROM message_events e LEFT JOIN inbound_messages i
    ON e.type = 'reply' AND i.message_id = e.message_id AND i.wamid = e.data->>'whatsappMessageId'
  WHERE e.message_id = $1
  ORDER BY recorded_at, rank, at`;
