import type { DataSource, EntityManager } from 'typeorm';
import { PRIORITIES, recipientCountry } from '#messages';
import type { Acceptance, NewMessage } from './new-message.js';

interface Kept {
  readonly id: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Whether it may be sent at once, by the clock that the claim asks. */
  readonly due: boolean;
}

interface Earlier {
  readonly id: string;
  readonly client_id: string;
  readonly idempotency_key: string;
  readonly request_hash: Buffer | null;
}

/** Writes accepted messages and their place in the send queue, many in one statement. */
export class IntakeRepository {
  constructor(
    private readonly dataSource: DataSource,
    /** MESSAGE_TTL in milliseconds. */
    private readonly ttlMs: number,
  ) {}

  /** Answers in the order given. Committed when it resolves. */
  async insert(messages: readonly NewMessage[]): Promise<readonly Acceptance[]> {
    const kept = await this.insertWithin(this.dataSource.manager, messages);
    const refused = messages.filter((message) => !kept.has(message.id));
    const earlier = refused.length === 0 ? new Map<string, Earlier>() : await this.findEarlier(refused);
    return messages.map((message) => {
      const row = kept.get(message.id);
      return row === undefined
        ? acceptanceOfEarlier(message, earlier.get(keyOf(message)))
        : { kind: 'accepted', ...row };
    });
  }

  /** The rows that were inserted, by id; one whose idempotency key is taken is left out. */
  async insertWithin(manager: EntityManager, messages: readonly NewMessage[]): Promise<ReadonlyMap<string, Kept>> {
    const rows: Kept[] = await manager.query(INSERT, [JSON.stringify(messages.map(toRow)), this.ttlMs]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  private async findEarlier(messages: readonly NewMessage[]): Promise<Map<string, Earlier>> {
    const rows: Earlier[] = await this.dataSource.query(
      `SELECT m.id, m.client_id, k.idempotency_key, m.request_hash
       FROM whatsapp_messages m JOIN unnest($1::uuid[], $2::text[]) k (client_id, idempotency_key)
         ON m.client_id = k.client_id AND m.idempotency_key IN (k.idempotency_key, erased_name(k.idempotency_key))`,
      [messages.map((message) => message.clientId), messages.map((message) => message.idempotencyKey)],
    );
    return new Map(rows.map((row) => [`${row.client_id} ${row.idempotency_key}`, row]));
  }
}

function keyOf(message: NewMessage): string {
  return `${message.clientId} ${message.idempotencyKey ?? ''}`;
}

function acceptanceOfEarlier(message: NewMessage, earlier: Earlier | undefined): Acceptance {
  if (earlier === undefined) throw new Error(`message ${message.id} was neither kept nor known before`);
  const same = message.requestHash !== null && earlier.request_hash?.equals(message.requestHash) === true;
  return { kind: same ? 'replayed' : 'key_reused', id: earlier.id };
}

function toRow(message: NewMessage): Record<string, unknown> {
  return {
    ...message,
    priority: PRIORITIES[message.priority],
    country: recipientCountry(message),
    requestHash: message.requestHash === null ? null : `\\x${message.requestHash.toString('hex')}`,
  };
}

/**
 * Rows are inserted in the order of their idempotency keys, so that two batches which share keys wait for each other
 * instead of deadlocking. Times are whole milliseconds: what the API shows is what the list's cursor compares.
 * A key that an erasure has overwritten is taken, too; LIMIT: for EXISTS PostgreSQL might read the whole table.
 * `enqueued_at` is set for what is due now, because the caller adds the jobs right after the commit.
 */
const INSERT = `/* plan kept */
  WITH input AS (
    SELECT *, date_trunc('milliseconds', now()) AS created FROM json_to_recordset($1::json) AS x (
      "id" uuid, "clientId" uuid, "senderId" text, "wabaId" text, "recipientPhone" text, "recipientUserId" text,
      "recipientName" text, "templateName" text, "templateLanguage" text, "templateParameters" jsonb, "templateHeader" jsonb,
      "templateButtons" jsonb, "bodyText" text, "reference" text, "metadata" jsonb, "priority" smallint, "idempotencyKey" text,
      "requestHash" bytea, "resendOf" uuid, "traceparent" text, "scheduledAt" timestamptz, "expiresAt" timestamptz, "country" text)
  ), kept AS (
    INSERT INTO whatsapp_messages (id, client_id, sender_id, recipient_phone, recipient_user_id, recipient_name,
      recipient_country, template_name, template_language, template_parameters, template_header, template_buttons, body_text, reference,
      metadata, priority, idempotency_key, request_hash, resend_of, traceparent, scheduled_at, expires_at, created_at, updated_at)
    SELECT "id", "clientId", "senderId", "recipientPhone", "recipientUserId", "recipientName",
      "country", "templateName", "templateLanguage", "templateParameters", "templateHeader", "templateButtons", "bodyText", "reference", "metadata", "priority",
      "idempotencyKey", "requestHash", "resendOf", "traceparent", "scheduledAt",
      COALESCE("expiresAt", GREATEST(created, "scheduledAt") + make_interval(secs => $2::float8 / 1000)), created, created
    FROM input
    WHERE NOT ((SELECT keys_erased FROM erasure_standing) AND COALESCE((SELECT true FROM whatsapp_messages e
      WHERE e.client_id = "clientId" AND e.idempotency_key = erased_name("idempotencyKey") LIMIT 1), false))
    ORDER BY "clientId", "idempotencyKey", "id"
    ON CONFLICT (client_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
    RETURNING id, sender_id, template_name, template_language, priority, scheduled_at, expires_at, created_at
  ), queued AS (
    INSERT INTO send_queue (message_id, sender_id, waba_id, template_name, template_language, country, priority, due_at, expires_at,
      enqueued_at, enqueue_number, created_at)
    SELECT k.id, k.sender_id, i."wabaId", k.template_name, k.template_language, i."country", k.priority,
      GREATEST(k.created_at, k.scheduled_at), k.expires_at,
      CASE WHEN k.scheduled_at IS NULL OR k.scheduled_at <= now() THEN now() END,
      CASE WHEN k.scheduled_at IS NULL OR k.scheduled_at <= now() THEN 1 ELSE 0 END, k.created_at
    FROM kept k JOIN input i ON i."id" = k.id
  )
  SELECT id, created_at AS "createdAt", expires_at AS "expiresAt", scheduled_at IS NULL OR scheduled_at <= now() AS due FROM kept`;
