import type { EntityManager } from 'typeorm';
import type { MessageNews } from './message-news.js';
import { noteSentTwice } from './note-sent-twice.js';

/** Meta has taken an attempt of a message: by its answer, or by any webhook about it. */
export interface AcceptanceRecord {
  readonly messageId: string;
  /** Null where a status came without our callback data and its wamid was known already. */
  readonly attempt: number | null;
  readonly wamid: string;
  readonly via: 'ANSWER' | 'WEBHOOK';
  readonly metaStatus: string | null;
}

/**
 * Records acceptances; the caller holds the locks. An acceptance counts whatever the row says by now, and with no row at
 * all. It ends the waiting of the message if it is QUEUED, UNCONFIRMED or HELD after any attempt, or SENDING this very
 * attempt; a late word on attempt 1 never ends attempt 2 that is being sent.
 *
 * A second acceptance of one message is a duplicate: the recipient has it twice.
 */
export async function recordAcceptances(
  manager: EntityManager,
  records: readonly AcceptanceRecord[],
): Promise<readonly MessageNews[]> {
  if (records.length === 0) return [];
  const recorded: (MessageNews & { wamids: number })[] = await manager.query(RECORD, [
    records.map((record) => record.messageId),
    records.map((record) => record.attempt),
    records.map((record) => record.wamid),
    records.map((record) => record.via),
    records.map((record) => record.metaStatus),
  ]);
  const accepted = new Set<string>();
  const news = recorded.map(({ wamids, ...entry }): MessageNews => {
    // Also where two wamids of one message come together: the second of them is the duplicate.
    const twice = wamids > 0 || accepted.has(entry.messageId);
    accepted.add(entry.messageId);
    return twice ? { ...entry, status: 'SENT_TWICE' } : entry;
  });
  await noteSentTwice(manager, news);
  return news;
}

/**
 * A late word on attempt 1 leaves attempt 2 alone while that is being sent. Once it is over, whatever came of it, the message
 * waits for nothing: sending it again would be the third time. The caller holds the locks.
 */
export async function endWaitingOfAccepted(manager: EntityManager, messageIds: readonly string[]): Promise<void> {
  await manager.query(END_WAITING, [messageIds]);
}

/** An acceptance that Meta took back (take-back.ts) counts for nothing, however late it is told. */
const NOT_RETURNED = 'NOT EXISTS (SELECT FROM returned_sends r WHERE r.wamid = x.wamid)';

/** What we concluded ourselves before (cancelled, expired) is outranked: its error goes, its trace in the timeline stays. */
const RECORD = `/* plan kept */
  WITH input AS (
    SELECT * FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::text[], $5::text[]) AS x (id, attempt, wamid, via, meta_status)
    WHERE ${NOT_RETURNED}
  ), news AS (
    INSERT INTO wamids (wamid, message_id, attempt, via)
    SELECT DISTINCT ON (wamid) wamid, id, attempt, via FROM input ORDER BY wamid ON CONFLICT DO NOTHING
    RETURNING message_id
  ), each AS (
    SELECT DISTINCT ON (id) id, max(attempt) OVER (PARTITION BY id) AS attempt, wamid, meta_status
    FROM input ORDER BY id, input.attempt
  ), updated AS (
    UPDATE whatsapp_messages m SET progress = GREATEST(m.progress, 3), sent_at = COALESCE(m.sent_at, now()),
      whatsapp_message_id = COALESCE(m.whatsapp_message_id, e.wamid), attempts = GREATEST(m.attempts, e.attempt),
      meta_status = COALESCE(e.meta_status, m.meta_status),
      failed_at = CASE WHEN m.progress < 3 THEN NULL ELSE m.failed_at END,
      cancelled_at = CASE WHEN m.progress < 3 THEN NULL ELSE m.cancelled_at END,
      error_code = CASE WHEN m.progress < 3 THEN NULL ELSE m.error_code END,
      error_source = CASE WHEN m.progress < 3 THEN NULL ELSE m.error_source END,
      error_message = CASE WHEN m.progress < 3 THEN NULL ELSE m.error_message END,
      error_details = CASE WHEN m.progress < 3 THEN NULL ELSE m.error_details END,
      error_advice = CASE WHEN m.progress < 3 THEN NULL ELSE m.error_advice END,
      updated_at = now()
    FROM each e WHERE m.id = e.id AND (m.progress < 3 OR m.sent_at IS NULL OR m.whatsapp_message_id IS NULL
      OR m.attempts < e.attempt OR (e.meta_status IS NOT NULL AND m.meta_status IS DISTINCT FROM e.meta_status))
  ), noted AS (
    INSERT INTO message_events (message_id, key, type, occurred_at, data)
    SELECT i.id, 'accepted:' || i.wamid, 'accepted_by_meta', now(),
      jsonb_strip_nulls(jsonb_build_object('attempt', i.attempt, 'via', i.via, 'metaStatus', i.meta_status))
    FROM (SELECT DISTINCT ON (wamid) * FROM input) i ON CONFLICT DO NOTHING
  ), ended AS (
    DELETE FROM send_queue q USING input i WHERE q.message_id = i.id AND (q.state IN (0, 2, 3) OR q.attempt = i.attempt)
  )
  SELECT n.message_id AS "messageId", 'SENT' AS status, NULL AS code, m.sender_id AS "senderId",
    m.template_name AS "templateName", GREATEST(m.created_at, m.scheduled_at) AS "sendableSince",
    (SELECT count(*)::integer FROM wamids x WHERE x.message_id = n.message_id AND ${NOT_RETURNED}) AS wamids
  FROM news n JOIN whatsapp_messages m ON m.id = n.message_id`;

const END_WAITING = `/* plan kept */
  DELETE FROM send_queue q USING whatsapp_messages m
  WHERE q.message_id = ANY($1::uuid[]) AND q.state <> 1 AND m.id = q.message_id AND m.progress >= 3`;
