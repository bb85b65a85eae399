import type { DataSource } from 'typeorm';
import { SAME_DATABASE } from './nothing-forgotten.js';
import { keepWithinCap } from './keep-within-cap.js';
import { GRANT, HAS_TO_ASK, LINE, RECIPIENT, SLOT, TOO_EARLY } from './recipient-pacing.js';
import {
  TEMPLATE_STOPS,
  mayBeCalledUntil,
  type TemplateButton,
  type TemplateHeader,
  type TemplateParameters,
} from '#messages';

/** What a worker holds while it sends: nobody else has this attempt of this message. */
export interface Claim {
  readonly messageId: string;
  /** Rises with every claim and never repeats; part of `biz_opaque_callback_data`. */
  readonly attempt: number;
  readonly failures: number;
  /** Its lane's number (PRIORITIES): the higher goes first. */
  readonly priority: number;
  readonly senderId: string;
  readonly wabaId: string;
  readonly recipientPhone: string | null;
  readonly recipientUserId: string | null;
  readonly templateName: string;
  readonly templateLanguage: string;
  readonly templateParameters: TemplateParameters;
  readonly templateHeader: TemplateHeader | null;
  readonly templateButtons: readonly TemplateButton[] | null;
  readonly bodyText: string | null;
  readonly createdAt: Date;
  /** Of the request that made the message; null where that was not traced. */
  readonly traceparent: string | null;
  /** Milliseconds that the message had left when it was claimed, by the clock of the database. */
  readonly livesForMs: number;
  /** True where the sender sends one message at a time, and this is it. */
  readonly halfOpen: boolean;
  /** True where messages to that country wait, and this one finds out whether they still have to. */
  readonly countryTrial: boolean;
}

/** The fence: one statement decides who sends, and the intent to send is written before the call. */
export class ClaimsRepository {
  constructor(
    private readonly dataSource: DataSource,
    /** SEND_LEASE in milliseconds. */
    private readonly leaseMs: number,
    /** Whether PORTFOLIO_DAILY_RECIPIENTS is set: only then claims are counted, and wait for each other. */
    private readonly capped = false,
  ) {}

  /** For each id its claim, or null where somebody else has it, it is not due, or it may not be sent now. */
  async claim(messageIds: readonly string[]): Promise<readonly (Claim | null)[]> {
    const distinct = [...new Set(messageIds)];
    const rows: readonly Claim[] = await (this.capped
      ? this.claimWithinCap(distinct)
      : this.dataSource.query(CLAIM, [distinct, this.leaseMs]));
    const claims = new Map(rows.map((row) => [row.messageId, row]));
    return messageIds.map((id) => {
      const claim = claims.get(id) ?? null;
      // The same id twice in one batch (an old job and its replacement): one of them sends.
      claims.delete(id);
      return claim;
    });
  }

  private claimWithinCap(messageIds: readonly string[]): Promise<readonly Claim[]> {
    return this.dataSource.transaction(async (manager) => {
      const rows: readonly Claim[] = await manager.query(CLAIM, [messageIds, this.leaseMs]);
      if (rows.length === 0) return rows;
      const beyond = new Set(
        await keepWithinCap(
          manager,
          rows.map((row) => row.messageId),
        ),
      );
      const halfOpen = rows.filter((row) => row.halfOpen && beyond.has(row.messageId));
      for (const { senderId } of halfOpen) await manager.query(LET_ANOTHER_GO, [senderId]);
      return rows.filter((row) => !beyond.has(row.messageId));
    });
  }

  /**
   * The wait of a half-open sender for its one message ends, because it was heard how that went, or it is not sent after all.
   * One that Meta has asked for since then goes on. Before the claim is settled, so that nobody takes the next one too early.
   */
  async letNextGo({ messageId, attempt }: Pick<Claim, 'messageId' | 'attempt'>): Promise<void> {
    await this.dataSource.query(LET_NEXT_GO, [messageId, attempt, this.leaseMs]);
  }

  /**
   * How many attempts in a row before this one ended for that reason, as far as its first word and, of a throttling, its
   * scope. The attempt's number says nothing of it: a restored database makes it jump, and an outage at Meta makes it high.
   */
  async putOffBefore({ messageId, attempt }: Claim, outcome: string): Promise<number> {
    const alike = outcome.startsWith('not_sent:') ? 'not_sent:%' : outcome;
    const [row]: { count: number }[] = await this.dataSource.query(PUT_OFF_BEFORE, [messageId, attempt, alike]);
    return row?.count ?? 0;
  }
}

const PUT_OFF_BEFORE = `
  SELECT count(*)::integer AS count FROM send_attempts a WHERE a.message_id = $1 AND a.attempt < $2 AND a.attempt > COALESCE((
    SELECT max(other.attempt) FROM send_attempts other
    WHERE other.message_id = $1 AND other.attempt < $2 AND (other.outcome LIKE $3) IS NOT TRUE), 0)`;

// In the transaction of its claim, which has just made the sender wait and holds its row. Here and wherever a wait ends, it ends now and is
// not forgotten: what the claim turned away until then is put into the queue again at once (due-messages.repository.ts).
const LET_ANOTHER_GO = `UPDATE senders SET wait_until = now() WHERE phone_number_id = $1 AND half_open`;

// Both times were written by the claim. Its place in the queue may be gone by now, and the sender may be half-open no more: a
// webhook about this message, or the answer to an earlier one, was faster.
const LET_NEXT_GO = `
  UPDATE senders s SET wait_until = now() FROM send_attempts a
  WHERE a.message_id = $1 AND a.attempt = $2 AND s.phone_number_id = a.sender_id
    AND s.wait_until = a.started_at + make_interval(secs => $3::float8 / 1000)`;

/**
 * Whether a message may be sent is read from PostgreSQL in the same statement that takes it: its own state, its sender's,
 * its template's, and whether this installation sends at all. A half-open sender (after an outage at Meta, or after a
 * pause whose end no probe can see) sends one message at a time: whoever takes it makes the sender wait for the length of a
 * lease, or until somebody hears how it went. That changes the sender's row, so a worker that waited for its lock looks at
 * it anew; what it knows of the queue is older than the lock. For what others had claimed before, it waits until that may be called
 * no more (may-be-called-until.ts). The same holds for the pause of a country once its wait is over.
 * Both are locked after the places in the queue, as by whoever pauses them for a message (take-back.ts).
 *
 * What goes keeps the pace of its recipient (recipient-pacing.ts). What is too early stays QUEUED and is due when its turn comes, at
 * which it asks again; what was tried within the last minutes goes without asking, because it was counted then.
 *
 * `state < 1` is QUEUED, written so that no index of what is due fits: of a table that was empty a moment ago PostgreSQL believes
 * that such an index leads to one row, and would read all that waits for the sender in each claim.
 */
const CLAIM = `/* plan kept */
  WITH candidate AS MATERIALIZED (
    SELECT q.message_id, q.sender_id, q.country, q.priority, ${HAS_TO_ASK} AS asks, s.half_open,
      c.country IS NOT NULL AS paused_country
    FROM send_queue q
    JOIN senders s ON s.phone_number_id = q.sender_id
    LEFT JOIN templates t ON t.waba_id = q.waba_id AND t.name = q.template_name AND t.language = q.template_language
    LEFT JOIN sender_country_pauses c ON c.sender_id = q.sender_id AND c.country = q.country AND c.lifted_at IS NULL
    CROSS JOIN installation i
    WHERE q.message_id = ANY($1::uuid[])
      AND q.state < 1 AND q.due_at <= now() AND q.expires_at > now()
      AND i.sending_enabled AND NOT i.recovery_needed AND ${SAME_DATABASE}
      AND s.state = 'ACTIVE' AND (s.wait_until IS NULL OR s.wait_until <= now())
      AND NOT ${TEMPLATE_STOPS}
      AND (c.wait_until IS NULL OR c.wait_until <= now())
    ORDER BY q.message_id FOR UPDATE OF q
  ), half_open AS MATERIALIZED (
    SELECT phone_number_id FROM senders
    WHERE half_open AND (wait_until IS NULL OR wait_until <= now()) AND phone_number_id IN (SELECT sender_id FROM candidate)
    ORDER BY phone_number_id FOR UPDATE
  ), country_trial AS MATERIALIZED (
    SELECT sender_id, country FROM sender_country_pauses
    WHERE lifted_at IS NULL AND wait_until <= now() AND (sender_id, country) IN (SELECT sender_id, country FROM candidate)
    ORDER BY sender_id, country FOR UPDATE
  ), allowed AS (
    SELECT message_id, sender_id, priority, asks, half_open, paused_country FROM (
      SELECT *, row_number() OVER (PARTITION BY sender_id ORDER BY message_id) AS place,
        row_number() OVER (PARTITION BY sender_id, country ORDER BY message_id) AS place_in_country
      FROM candidate) c
    WHERE (NOT half_open
        OR (place = 1 AND sender_id IN (SELECT phone_number_id FROM half_open)
          AND NOT EXISTS (SELECT FROM send_queue busy
            WHERE busy.sender_id = c.sender_id AND busy.state = 1 AND ${mayBeCalledUntil('busy')} > now())))
      AND (NOT paused_country OR (place_in_country = 1 AND (sender_id, country) IN (SELECT sender_id, country FROM country_trial)))
  ), asking AS MATERIALIZED (
    SELECT a.message_id, a.sender_id, a.priority, ${RECIPIENT} AS recipient
    FROM allowed a JOIN whatsapp_messages m ON m.id = a.message_id WHERE a.asks
  ), line AS MATERIALIZED (${LINE}
  ), pace AS (
    ${GRANT}
  ), too_early AS (${TOO_EARLY}
  ), early AS (
    UPDATE send_queue q SET due_at = l.turns_from + (l.place - l.granted - 1) * ${SLOT}, recipient = l.recipient, paced = true,
      enqueued_at = NULL
    FROM too_early l WHERE q.message_id = l.message_id
    RETURNING q.message_id
  ), claimed AS (
    UPDATE send_queue q SET state = 1, attempt = q.attempt + 1, attempted_at = now(), paced = false, recipient = NULL,
      lease_until = now() + make_interval(secs => $2::float8 / 1000)
    FROM (SELECT message_id, half_open, paused_country FROM allowed WHERE message_id NOT IN (SELECT message_id FROM early)) a
    WHERE q.message_id = a.message_id AND q.state < 1
    RETURNING q.message_id, q.attempt, q.failures, q.priority, q.sender_id, q.waba_id, q.country, a.half_open, a.paused_country
  ), probing AS (
    UPDATE senders s SET wait_until = now() + make_interval(secs => $2::float8 / 1000)
    FROM claimed c WHERE c.half_open AND s.phone_number_id = c.sender_id
  ), trying AS (
    UPDATE sender_country_pauses p SET tried_at = now(), wait_until = now() + make_interval(secs => $2::float8 / 1000)
    FROM claimed c WHERE c.paused_country AND p.sender_id = c.sender_id AND p.country = c.country
  ), noted AS (
    INSERT INTO send_attempts (message_id, attempt, sender_id, started_at)
    SELECT message_id, attempt, sender_id, now() FROM claimed
  )
  SELECT c.message_id AS "messageId", c.attempt, c.failures, c.priority, c.sender_id AS "senderId", c.waba_id AS "wabaId",
    m.recipient_phone AS "recipientPhone", m.recipient_user_id AS "recipientUserId",
    m.template_name AS "templateName", m.template_language AS "templateLanguage",
    m.template_parameters AS "templateParameters", m.template_header AS "templateHeader",
    m.template_buttons AS "templateButtons", m.body_text AS "bodyText", m.created_at AS "createdAt", m.traceparent,
    extract(epoch FROM m.expires_at - now())::float8 * 1000 AS "livesForMs", c.half_open AS "halfOpen",
    c.paused_country AS "countryTrial"
  FROM claimed c JOIN whatsapp_messages m ON m.id = c.message_id`;
