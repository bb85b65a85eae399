import type { EntityManager } from 'typeorm';
import { recipientCountry } from '#messages';
import { cancelSuperseded } from './cancel-superseded.js';
import { CountryPausesRepository } from './country-pauses.repository.js';
import type { MessageNews } from './message-news.js';
import { noteSentTwice } from './note-sent-twice.js';

/** Meta took a message, then failed it for a reason that lies with the sender's account or pace, the recipient's country or the template. */
export interface ReturnedSend {
  readonly messageId: string;
  readonly attempt: number | null;
  readonly wamid: string;
  readonly code: string;
  readonly blocks: 'sender' | 'country' | 'template' | 'pace';
  /** When Meta gave it back, by its own clock. */
  readonly occurredAt: Date;
}

/**
 * What Meta gives back for a reason that is not the message's own waits again, behind the pause that the same transaction
 * sets, instead of failing with everything that follows it. Not so where the message has come to its end (expired, delivered
 * after all, ended by a person) or its recipient's data were erased, and where another attempt was accepted too there is nothing to wait for. The caller holds the locks of the messages.
 *
 * Returns the news of those that came back. From then on the wamid counts for nothing (`returned_sends`): a late `sent`
 * does not end the waiting, and the acceptance that follows is no duplicate; only a delivery proves the return wrong.
 */
export async function takeBack(
  manager: EntityManager,
  sends: readonly ReturnedSend[],
): Promise<readonly MessageNews[]> {
  if (sends.length === 0) return [];
  const countries = await countriesOf(manager, sends);
  const returned = sends
    .map((send) => ({ ...send, country: countries.get(send.messageId) ?? null }))
    // A country that nobody can name has no pause to wait behind: that message has failed.
    .filter(({ blocks, country }) => blocks !== 'country' || country !== null);
  const input = JSON.stringify(returned);
  await manager.query(PAUSE_TEMPLATES, [input]);
  await manager.query(PAUSE_SENDERS, [input]);
  await CountryPausesRepository.pauseWithin(
    manager,
    returned.flatMap(({ blocks, country, ...send }) =>
      blocks === 'country' && country !== null ? [{ ...send, country }] : [],
    ),
  );
  const news: MessageNews[] = await manager.query(TAKE_BACK, [input]);
  await cancelSuperseded(
    manager,
    news.map((entry) => entry.messageId),
  );
  return news;
}

const RATE_LIMIT_HIT = '130429';

async function countriesOf(
  manager: EntityManager,
  sends: readonly ReturnedSend[],
): Promise<ReadonlyMap<string, string | null>> {
  const rows: { id: string; recipientPhone: string | null; recipientUserId: string | null }[] = await manager.query(
    `SELECT id, recipient_phone AS "recipientPhone", recipient_user_id AS "recipientUserId"
     FROM whatsapp_messages WHERE id = ANY($1::uuid[])`,
    [sends.map(({ messageId }) => messageId)],
  );
  return new Map(rows.map((row) => [row.id, recipientCountry(row)]));
}

/**
 * A delivery proves that these had not come back; it is news of those that were accepted by another attempt as well. The
 * caller holds the locks.
 */
export async function forgetReturns(
  manager: EntityManager,
  wamids: readonly string[],
): Promise<readonly MessageNews[]> {
  if (wamids.length === 0) return [];
  const news: MessageNews[] = await manager.query(FORGET_RETURNS, [wamids]);
  await noteSentTwice(manager, news);
  return news;
}

/** A failure of the account's, as the timeline has it, that counts for its message after all. */
export interface CountedFailure {
  readonly messageId: string;
  readonly wamid: string;
  readonly code: string;
  readonly title: string | null;
  readonly details: string | null;
  readonly pricing: Readonly<Record<string, unknown>> | null;
  readonly occurredAt: Date;
  readonly guessed: boolean;
}

/**
 * What failed for a reason of its own as well is not sent again: these returns are forgotten, where the message waits and no
 * other attempt of it is under way, and what was said of them counts as if it had been said later. The caller holds the locks.
 */
export async function endReturns(
  manager: EntityManager,
  wamids: readonly string[],
): Promise<readonly CountedFailure[]> {
  return wamids.length === 0 ? [] : manager.query(END_RETURNS, [wamids]);
}

const INPUT = `input AS (
  SELECT * FROM json_to_recordset($1::json) AS x ("messageId" uuid, attempt integer, wamid text, code text, blocks text,
    "occurredAt" timestamptz, country text))`;

/** A repetition of an old webhook must not pause anew what a person has resumed: only what is not in the timeline yet does. */
const UNHEARD = `NOT EXISTS (
  SELECT FROM message_events e WHERE e.message_id = x."messageId" AND e.key = 'failed:' || x.wamid || ':' || x.code)`;

const SENT_AT = `(SELECT a.started_at FROM send_attempts a WHERE a.message_id = x."messageId" AND a.attempt = x.attempt)`;

/** Nor must a straggler: what was sent before the sender was resumed says nothing about the time since. */
const SENT_SINCE_RESUMED = `(s.resumed_at IS NULL OR x.attempt IS NULL OR ${SENT_AT} > s.resumed_at)`;

/** What Meta has told of the template, or its list, since the message came back is the newer word; clocks differ by a minute. */
const NEWER_THAN_TEMPLATE = `x."occurredAt" > GREATEST(t.status_told_at, t.synced_at - interval '1 minute')`;

/** The number slows down meanwhile; other limits of Meta's, and its maintenance, last longer. Not all at the same moment. */
const PASSES = `LEAST(CASE b.pace_code WHEN '${RATE_LIMIT_HIT}' THEN interval '4 seconds' ELSE interval '1 minute' END
  * 4 ^ LEAST(earlier.count, 4), interval '1 hour') * (0.75 + random() / 2)`;

/**
 * Nothing pauses a template that we do not know, and one that we do may be approved by Meta's list while Meta goes on
 * refusing: what comes back for a template waits 5 minutes, then 10, at most an hour. Only the first time, behind a pause
 * that we know the end of, it waits for nothing else.
 */
const WAIT = `CASE WHEN b.pace_code IS NOT NULL THEN ${PASSES} WHEN b.template_code IS NULL OR (earlier.count = 0 AND EXISTS (
    SELECT FROM templates t WHERE t.waba_id = s.waba_id AND t.name = m.template_name AND t.language = m.template_language))
  THEN interval '0' ELSE LEAST(interval '5 minutes' * 2 ^ LEAST(earlier.count, 4), interval '1 hour') END`;

// Locked by an explicit SELECT in one order (locks.ts), here as below.
const PAUSE_TEMPLATES = `
  WITH ${INPUT}, blocked AS MATERIALIZED (
    SELECT t.waba_id, t.name, t.language, r.code FROM templates t CROSS JOIN LATERAL (
      SELECT max(x.code) AS code
      FROM input x JOIN whatsapp_messages m ON m.id = x."messageId" JOIN senders s ON s.phone_number_id = m.sender_id
      WHERE x.blocks = 'template' AND ${UNHEARD} AND ${NEWER_THAN_TEMPLATE} AND s.waba_id = t.waba_id
        AND m.template_name = t.name AND m.template_language = t.language) r
    WHERE t.status = 'APPROVED' AND r.code IS NOT NULL
    ORDER BY t.waba_id, t.name, t.language FOR NO KEY UPDATE OF t
  )
  UPDATE templates t SET status = CASE b.code WHEN '132016' THEN 'DISABLED' ELSE 'PAUSED' END
  FROM blocked b WHERE t.waba_id = b.waba_id AND t.name = b.name AND t.language = b.language AND t.status = 'APPROVED'`;

// Paused since the message was sent: a reinstatement that was later than that lifts it, whichever of the two is told first.
const PAUSE_SENDERS = `
  WITH ${INPUT}, reason AS (
    SELECT DISTINCT ON (m.sender_id) m.sender_id, x.code, LEAST(COALESCE(${SENT_AT}, x."occurredAt"), now()) AS since
    FROM input x JOIN whatsapp_messages m ON m.id = x."messageId" JOIN senders s ON s.phone_number_id = m.sender_id
    WHERE x.blocks = 'sender' AND ${UNHEARD} AND ${SENT_SINCE_RESUMED} ORDER BY m.sender_id, since DESC
  ), blocked AS MATERIALIZED (
    SELECT s.phone_number_id, r.code, r.since FROM senders s JOIN reason r ON r.sender_id = s.phone_number_id
    WHERE s.state = 'ACTIVE' ORDER BY s.phone_number_id FOR NO KEY UPDATE OF s
  )
  UPDATE senders s SET state = 'PAUSED', paused_by = 'WEBHOOK', pause_reason = b.code || ': by webhook', paused_at = b.since,
    updated_at = now()
  FROM blocked b WHERE s.phone_number_id = b.phone_number_id AND s.state = 'ACTIVE'`;

// More jobs than one place in the queue ever gets: the queue ignores the id of a job that it still keeps (send-queues.ts).
const JOBS_OF_ONE_PLACE = 10_000;

/**
 * Where the row in the send queue went when Meta took the message, it is made anew of what the records of its attempts say:
 * the number that never repeats, whether one of them is still unclear, and whether it was sent again by itself before
 * (what a restored database forgot counts as both). A later attempt that is under way or unclear is left to its own end.
 */
const TAKE_BACK = `
  WITH ${INPUT}, back AS (
    INSERT INTO returned_sends (wamid, message_id, attempt, code)
    SELECT DISTINCT ON (x.wamid) x.wamid, m.id, x.attempt, x.code
    FROM input x JOIN whatsapp_messages m ON m.id = x."messageId"
    WHERE m.progress IN (0, 3) AND m.expires_at > now() AND m.erased_as IS NULL ORDER BY x.wamid
    ON CONFLICT DO NOTHING RETURNING wamid, message_id, attempt, code
  ), reason AS (
    SELECT b.message_id, max(b.attempt) AS attempt, count(DISTINCT b.wamid) AS count, min(x.country) AS country, min(x.code) FILTER (WHERE x.blocks = 'template') AS template_code,
      min(x.code) FILTER (WHERE x.blocks = 'pace') AS pace_code
    FROM back b JOIN input x ON x.wamid = b.wamid AND x.code = b.code GROUP BY 1
  ), known AS (
    INSERT INTO wamids (wamid, message_id, attempt, via) SELECT wamid, message_id, attempt, 'WEBHOOK' FROM back ON CONFLICT DO NOTHING
  ), again AS (
    SELECT m.*, s.waba_id, b.attempt, b.country, now() + ${WAIT} AS due_at,
      ${JOBS_OF_ONE_PLACE} * (b.count + (SELECT count(*) FROM returned_sends r WHERE r.message_id = m.id)) AS enqueue_number,
      GREATEST(m.attempts, (SELECT max(a.attempt) FROM send_attempts a WHERE a.message_id = m.id), recovered.attempt) AS last_attempt,
      recovered.count + (SELECT count(*) FROM send_attempts a WHERE a.message_id = m.id AND a.confirmed_at IS NULL
        AND a.attempt IS DISTINCT FROM b.attempt AND (a.outcome LIKE 'unclear%' OR a.outcome = 'lease_expired')) AS unclear,
      recovered.count + (SELECT count(*) FROM message_events e WHERE e.message_id = m.id AND e.type = 'queued_again') AS resends
    FROM reason b
    CROSS JOIN LATERAL (
      SELECT count(*) AS count, max(split_part(e.key, ':', 2)::integer) AS attempt
      FROM message_events e WHERE e.message_id = b.message_id AND e.type = 'recovered') recovered
    CROSS JOIN LATERAL (
      SELECT count(*) AS count FROM returned_sends r WHERE r.message_id = b.message_id AND r.code = COALESCE(b.pace_code, b.template_code)) earlier
    JOIN whatsapp_messages m ON m.id = b.message_id JOIN senders s ON s.phone_number_id = m.sender_id
    WHERE NOT EXISTS (SELECT FROM wamids w WHERE w.message_id = m.id AND w.wamid NOT IN (SELECT wamid FROM back)
      AND NOT EXISTS (SELECT FROM returned_sends r WHERE r.wamid = w.wamid))
  ), waiting AS (
    UPDATE whatsapp_messages m SET progress = 0, sent_at = NULL, whatsapp_message_id = NULL, meta_status = NULL, pricing = NULL,
      updated_at = now()
    FROM again WHERE m.id = again.id AND m.progress = 3
  ), elsewhere AS (
    UPDATE whatsapp_messages m SET updated_at = now(), whatsapp_message_id = (
      SELECT w.wamid FROM wamids w WHERE w.message_id = m.id AND w.wamid NOT IN (SELECT wamid FROM back)
        AND NOT EXISTS (SELECT FROM returned_sends r WHERE r.wamid = w.wamid) ORDER BY w.created_at LIMIT 1)
    FROM back b WHERE m.id = b.message_id AND m.whatsapp_message_id = b.wamid AND m.id NOT IN (SELECT id FROM again)
  ), requeued AS (
    UPDATE send_queue q SET state = 0, lease_until = NULL, enqueued_at = NULL, due_at = again.due_at, unclear = again.unclear,
      country = again.country
    FROM again WHERE q.message_id = again.id AND (q.state = 0 OR q.attempt = again.attempt)
  ), queued AS (
    INSERT INTO send_queue (message_id, sender_id, waba_id, template_name, template_language, country, priority, attempt, unclear, resends,
      due_at, expires_at, enqueue_number, created_at)
    SELECT id, sender_id, waba_id, template_name, template_language, country, priority, last_attempt, unclear, resends,
      due_at, expires_at, enqueue_number, created_at
    FROM again ORDER BY id ON CONFLICT (message_id) DO NOTHING
  ), noted AS (
    INSERT INTO message_events (message_id, key, type, occurred_at, data)
    SELECT message_id, 'returned:' || wamid, 'returned', now(), jsonb_build_object('code', code) FROM back ON CONFLICT DO NOTHING
  )
  SELECT m.id AS "messageId", 'RETURNED' AS status, b.code, m.sender_id AS "senderId", m.template_name AS "templateName",
    GREATEST(m.created_at, m.scheduled_at) AS "sendableSince"
  FROM back b JOIN whatsapp_messages m ON m.id = b.message_id`;

const FORGET_RETURNS = `/* plan kept */
  WITH forgotten AS (DELETE FROM returned_sends WHERE wamid = ANY($1::text[]) RETURNING wamid, message_id)
  SELECT m.id AS "messageId", 'SENT_TWICE' AS status, NULL AS code, m.sender_id AS "senderId",
    m.template_name AS "templateName", GREATEST(m.created_at, m.scheduled_at) AS "sendableSince"
  FROM forgotten f JOIN whatsapp_messages m ON m.id = f.message_id WHERE EXISTS (
    SELECT FROM wamids w WHERE w.message_id = f.message_id AND w.wamid <> f.wamid
      AND NOT EXISTS (SELECT FROM returned_sends r WHERE r.wamid = w.wamid))`;

const END_RETURNS = `/* plan kept */
  WITH ended AS (
    DELETE FROM returned_sends r USING whatsapp_messages m, send_queue q
    WHERE r.wamid = ANY($1::text[]) AND m.id = r.message_id AND m.progress = 0 AND q.message_id = m.id AND q.state = 0
    RETURNING r.wamid, r.message_id
  )
  SELECT e.message_id AS "messageId", r.wamid, e.data->>'code' AS code, e.data->>'title' AS title, e.data->>'detail' AS details,
    e.data->'pricing' AS pricing, e.occurred_at AS "occurredAt", e.data ? 'timeOfReceipt' AS guessed
  FROM ended r JOIN message_events e ON e.message_id = r.message_id
    AND e.type = 'failed' AND starts_with(e.key, 'failed:' || r.wamid || ':')`;
