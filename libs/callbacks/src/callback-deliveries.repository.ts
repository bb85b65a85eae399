import type { DataSource } from 'typeorm';
import { ListCursor, type MessageRow } from '#messages';
import type { DisabledBecause } from './callback-endpoint.js';
import type { DueDelivery, OptedOutRecipient, TimelineLine } from './due-delivery.js';

export const DELIVERY_STATES = ['WAITING', 'DELIVERED', 'FAILED'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** How one try went. */
export interface Try {
  readonly deliveryId: string;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** Null where there was no answer. */
  readonly status: number | null;
  /** Why there was none. */
  readonly error: string | null;
  /** The first bytes of it. */
  readonly answer: string | null;
  readonly outcome:
    | { readonly kind: 'delivered' }
    | { readonly kind: 'again'; readonly inMs: number }
    /** For the last time: its endpoint is disabled for this reason. */
    | { readonly kind: 'failed'; readonly because: Exclude<DisabledBecause, 'PERSON'> };
}

/** A delivery as its log shows it. */
export interface LoggedDelivery {
  readonly id: string;
  readonly type: string;
  readonly state: DeliveryState;
  readonly messageId: string | null;
  readonly occurredAt: Date;
  /** When it is tried next; null where it is not. */
  readonly dueAt: Date | null;
  readonly attempts: readonly LoggedTry[];
}

/** As PostgreSQL writes it into JSON. */
export interface LoggedTry {
  readonly number: number;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly answer: string | null;
}

export interface DeliveryFilters {
  readonly state?: DeliveryState;
  readonly limit: number;
  readonly cursor?: ListCursor;
}

/** Events for endpoints: what is due, how it went, and what is to be tried once more. */
export class CallbackDeliveriesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Those of an endpoint that are due, the longest due first, but for these, and those of messages of which one is under way. */
  async due(endpointId: string, limit: number, underWay: readonly UnderWay[]): Promise<readonly DueDelivery[]> {
    const rows: DueRow[] = await this.dataSource.query(DUE, [
      endpointId,
      limit,
      underWay.map(({ deliveryId }) => deliveryId),
      underWay.flatMap(({ messageId }) => messageId ?? []),
    ]);
    return rows.map(deliveryOf);
  }

  /**
   * What was settled by somebody else meanwhile keeps its state. What fails for the last time and the end of its endpoint are one:
   * nobody dies between them. In the order given, whether the endpoint was disabled by it.
   */
  async settle(tries: readonly Try[]): Promise<readonly boolean[]> {
    const rows: { deliveryId: string }[] = await this.dataSource.query(SETTLE, [JSON.stringify(tries.map(rowOf))]);
    const last = new Set(rows.map(({ deliveryId }) => deliveryId));
    return tries.map(({ deliveryId }) => last.has(deliveryId));
  }

  /** The newest first. */
  async list(
    endpointId: string,
    { state, limit, cursor }: DeliveryFilters,
  ): Promise<{ items: readonly LoggedDelivery[]; nextCursor: string | null }> {
    const rows: LoggedDelivery[] = await this.dataSource.query(LIST, [
      endpointId,
      state === undefined ? null : DELIVERY_STATES.indexOf(state),
      cursor?.createdAt ?? null,
      cursor?.id ?? null,
      limit + 1,
    ]);
    const items = rows.slice(0, limit);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return {
      items,
      nextCursor: last === undefined ? null : new ListCursor(last.occurredAt.toISOString(), last.id).toString(),
    };
  }

  async find(endpointId: string, deliveryId: string): Promise<LoggedDelivery | null> {
    const [row]: LoggedDelivery[] = await this.dataSource.query(
      `SELECT ${LOGGED} FROM callback_deliveries d WHERE d.endpoint_id = $1 AND d.id = $2`,
      [endpointId, deliveryId],
    );
    return row ?? null;
  }

  /** An event that says nothing, to see whether it arrives. Its id. */
  async test(endpointId: string): Promise<string> {
    const rows: { id: string }[] = await this.dataSource.query(
      `INSERT INTO callback_deliveries (endpoint_id, type, version, occurred_at, facts, state)
       VALUES ($1, '${TEST_EVENT}', callback_version(), date_trunc('milliseconds', now()), '{"note": "A test: nothing has happened."}', 0)
       RETURNING id`,
      [endpointId],
    );
    const [row] = rows;
    if (row === undefined) throw new TypeError('PostgreSQL kept no delivery');
    return row.id;
  }

  /** Once more, now, with all its tries before it, whatever became of it. False where there is none. */
  async redeliver(endpointId: string, deliveryId: string): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `WITH again AS (
         UPDATE callback_deliveries SET state = 0, failures = 0, due_at = now(), settled_at = NULL
         WHERE endpoint_id = $1 AND id = $2 RETURNING 1)
       SELECT * FROM again`,
      [endpointId, deliveryId],
    );
    return rows.length > 0;
  }

  /**
   * What has happened since then and could not be delivered, given up or waiting for another try, is due now with all its tries
   * before it. What was delivered is not. Returns how many.
   */
  async recover(endpointId: string, since: Date, dryRun: boolean): Promise<number> {
    const [row]: { count: number }[] = await this.dataSource.query(dryRun ? COUNT_FAILED : RECOVER, [
      endpointId,
      since,
    ]);
    return row?.count ?? 0;
  }

  /**
   * Drops what was told, or given up, a week ago, what is left of endpoints that were deleted, and what waits for a disabled one
   * because its transaction began before that. How many, at most a page of each.
   */
  async forget(): Promise<number> {
    const [row]: { count: number }[] = await this.dataSource.query(FORGET);
    return row?.count ?? 0;
  }

  /** Seconds for which the oldest delivery of an enabled endpoint has been due. */
  async oldestDueSeconds(): Promise<number> {
    const [row]: { seconds: number }[] = await this.dataSource.query(OLDEST_DUE);
    return row?.seconds ?? 0;
  }
}

/** What is not to be read again, nor anything else of its message. */
export interface UnderWay {
  readonly deliveryId: string;
  readonly messageId: string | null;
}

const TEST_EVENT = 'callback.test';

/** A message that is asked for by every delivery of it has its columns beside those of the delivery. */
type DueRow = Omit<MessageRow, 'id'> & {
  readonly id: string | null;
  readonly delivery: {
    readonly deliveryId: string;
    readonly type: string;
    readonly version: number;
    readonly failures: number;
    readonly messageId: string | null;
    readonly facts: Readonly<Record<string, unknown>> | null;
  };
  readonly occurredAt: Date;
  readonly lineAt: Date | null;
  readonly lineData: Readonly<Record<string, unknown>> | null;
  readonly lineText: string | null;
  readonly lineAcknowledgedId: string | null;
  readonly recipient: Omit<OptedOutRecipient, 'at'> | null;
  readonly recipientAt: Date | null;
};

function deliveryOf({ delivery, occurredAt, recipient, recipientAt, ...row }: DueRow): DueDelivery {
  return {
    ...delivery,
    occurredAt,
    message: row.id === null ? null : { ...row, id: row.id },
    line: lineOf(row),
    recipient: recipient === null || recipientAt === null ? null : { ...recipient, at: recipientAt },
  };
}

function lineOf({ lineAt, lineData, lineText, lineAcknowledgedId }: Partial<DueRow>): TimelineLine | null {
  if (lineAt === null || lineAt === undefined) return null;
  return { at: lineAt, data: lineData ?? {}, text: lineText ?? null, acknowledgedId: lineAcknowledgedId ?? null };
}

function rowOf({ outcome, ...rest }: Try): Readonly<Record<string, unknown>> {
  return {
    ...rest,
    outcome: outcome.kind,
    inMs: outcome.kind === 'again' ? outcome.inMs : null,
    because: outcome.kind === 'failed' ? outcome.because : null,
  };
}

/**
 * The snapshot is laid over the row of the message: what changes is as it was at the event, what is of a person is read where it
 * is kept. `pending_until` is of the moment, and what was told is not.
 */
const DUE = `
  WITH due AS MATERIALIZED (
    SELECT * FROM callback_deliveries
    WHERE endpoint_id = $1 AND state = 0 AND due_at <= now() AND NOT id = ANY($3::uuid[])
      AND NOT COALESCE(message_id = ANY($4::uuid[]), false)
    ORDER BY due_at, version LIMIT $2
  )
  SELECT m.*, d.snapshot ->> 'pending_reason' AS pending_reason, NULL::timestamptz AS pending_until,
    json_build_object('deliveryId', d.id, 'type', d.type, 'version', d.version, 'failures', d.failures, 'messageId', d.message_id,
      'facts', d.facts) AS delivery,
    d.occurred_at AS "occurredAt", line.occurred_at AS "lineAt", line.data AS "lineData", said.body_text AS "lineText",
    said.acknowledged_id AS "lineAcknowledgedId",
    CASE WHEN r.id IS NOT NULL THEN json_build_object('phone', r.recipient_phone, 'userId', r.recipient_user_id,
      'scope', r.data ->> 'scope', 'reason', r.data ->> 'reason') END AS recipient, r.occurred_at AS "recipientAt"
  FROM due d
  LEFT JOIN whatsapp_messages now_is ON now_is.id = d.message_id
  LEFT JOIN LATERAL jsonb_populate_record(now_is, d.snapshot) m ON now_is.id IS NOT NULL
  LEFT JOIN message_events line ON d.facts ? 'line' AND line.message_id = d.message_id AND md5(line.key) = d.facts ->> 'line'
  LEFT JOIN inbound_messages said ON said.message_id = d.message_id AND said.wamid = line.data ->> 'whatsappMessageId'
  LEFT JOIN recipient_events r ON r.id = (d.facts ->> 'recipientEvent')::bigint
  ORDER BY d.due_at, d.version`;

/** A delivery that was disabled under our hands and arrived all the same has arrived. Locked in the order of ids, as all below. */
const SETTLE = `
  WITH input AS (
    SELECT * FROM json_to_recordset($1::json) AS x ("deliveryId" uuid, "startedAt" timestamptz, "durationMs" integer, status integer,
      error text, answer text, outcome text, "inMs" float8, because text)
  ), locked AS MATERIALIZED (
    SELECT d.id FROM callback_deliveries d JOIN input x ON x."deliveryId" = d.id ORDER BY d.id FOR UPDATE OF d
  ), settled AS (
    UPDATE callback_deliveries d SET attempts = d.attempts + 1, failures = d.failures + (x.outcome <> 'delivered')::integer,
      state = CASE x.outcome WHEN 'delivered' THEN 1 WHEN 'failed' THEN 2 ELSE d.state END,
      due_at = CASE x.outcome WHEN 'again' THEN now() + make_interval(secs => x."inMs" / 1000) ELSE d.due_at END,
      settled_at = CASE x.outcome WHEN 'again' THEN d.settled_at ELSE now() END
    FROM locked l JOIN input x ON x."deliveryId" = l.id WHERE d.id = l.id AND d.state <> 1
    RETURNING d.id, d.endpoint_id, d.attempts
  ), logged AS (
    INSERT INTO callback_attempts (delivery_id, number, started_at, duration_ms, status, error, answer)
    SELECT s.id, s.attempts, x."startedAt", x."durationMs", x.status, x.error, x.answer
    FROM settled s JOIN input x ON x."deliveryId" = s.id ON CONFLICT DO NOTHING
  ), last AS (
    SELECT DISTINCT ON (s.endpoint_id) s.endpoint_id, s.id, x.because
    FROM settled s JOIN input x ON x."deliveryId" = s.id WHERE x.outcome = 'failed' ORDER BY s.endpoint_id, s.id
  ), disabled AS (
    UPDATE callback_endpoints e SET enabled = false, disabled_because = l.because, disabled_at = now() FROM last l
    WHERE e.id = l.endpoint_id AND e.enabled RETURNING l.id AS "deliveryId"
  )
  SELECT * FROM disabled`;

const LOGGED = `d.id, d.type, (ARRAY['WAITING', 'DELIVERED', 'FAILED'])[d.state + 1] AS state, d.message_id AS "messageId",
  d.occurred_at AS "occurredAt", CASE WHEN d.state = 0 THEN d.due_at END AS "dueAt",
  (SELECT COALESCE(json_agg(json_build_object('number', a.number, 'startedAt', a.started_at, 'durationMs', a.duration_ms,
      'status', a.status, 'error', a.error, 'answer', a.answer) ORDER BY a.number), '[]')
    FROM callback_attempts a WHERE a.delivery_id = d.id) AS attempts`;

const LIST = `
  SELECT ${LOGGED} FROM callback_deliveries d
  WHERE d.endpoint_id = $1 AND ($2::smallint IS NULL OR d.state = $2)
    AND ($3::timestamptz IS NULL OR (d.occurred_at, d.id) < ($3::timestamptz, $4::uuid))
  ORDER BY d.occurred_at DESC, d.id DESC LIMIT $5`;

const FAILED_SINCE = `endpoint_id = $1 AND occurred_at >= $2 AND (state = 2 OR (state = 0 AND failures > 0))`;

const COUNT_FAILED = `SELECT count(*)::integer AS count FROM callback_deliveries WHERE ${FAILED_SINCE}`;

const RECOVER = `
  WITH failed AS MATERIALIZED (
    SELECT id FROM callback_deliveries WHERE ${FAILED_SINCE} ORDER BY id FOR UPDATE
  ), again AS (
    UPDATE callback_deliveries d SET state = 0, failures = 0, due_at = now(), settled_at = NULL FROM failed
    WHERE d.id = failed.id RETURNING 1)
  SELECT count(*)::integer AS count FROM again`;

/** Kept for `recover`, and for whoever asks what was told. */
const KEPT_FOR = `interval '7 days'`;
const PAGE = 10_000;

const FORGET = `
  WITH told AS MATERIALIZED (
    SELECT id FROM callback_deliveries WHERE state <> 0 AND occurred_at < now() - ${KEPT_FOR}
      AND COALESCE(settled_at < now() - ${KEPT_FOR}, true) ORDER BY occurred_at LIMIT ${PAGE} FOR UPDATE SKIP LOCKED
  ), of_deleted AS MATERIALIZED (
    SELECT d.id FROM callback_endpoints e JOIN callback_deliveries d ON d.endpoint_id = e.id
    WHERE e.deleted_at IS NOT NULL LIMIT ${PAGE} FOR UPDATE OF d SKIP LOCKED
  ), of_disabled AS MATERIALIZED (
    SELECT d.id FROM callback_endpoints e JOIN callback_deliveries d ON d.endpoint_id = e.id AND d.state = 0
    WHERE NOT e.enabled AND d.occurred_at < now() - ${KEPT_FOR} LIMIT ${PAGE} FOR UPDATE OF d SKIP LOCKED
  ), old AS (
    SELECT id FROM told UNION SELECT id FROM of_deleted UNION SELECT id FROM of_disabled
  ), attempts AS (
    DELETE FROM callback_attempts a USING old WHERE a.delivery_id = old.id
  ), gone AS (
    DELETE FROM callback_deliveries d USING old WHERE d.id = old.id RETURNING 1)
  SELECT count(*)::integer AS count FROM gone`;

const OLDEST_DUE = `
  SELECT COALESCE(max(extract(epoch FROM now() - first.due_at)), 0)::float8 AS seconds
  FROM callback_endpoints e CROSS JOIN LATERAL (
    SELECT d.due_at FROM callback_deliveries d WHERE d.endpoint_id = e.id AND d.state = 0 AND d.due_at <= now()
    ORDER BY d.due_at LIMIT 1) first
  WHERE e.enabled`;
