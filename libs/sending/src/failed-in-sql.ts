/**
 * Steps of a statement by which messages have FAILED before Meta took them. Before them stands `gone`, the places in the send
 * queue that were deleted for it: message_id, attempt, code, source, title, details, advice. Of a message that has come to its
 * end meanwhile nothing changes.
 */
export const FAILED = `failed AS (
    UPDATE whatsapp_messages m SET progress = GREATEST(m.progress, 2), failed_at = now(), attempts = GREATEST(m.attempts, g.attempt),
      error_code = g.code, error_source = g.source, error_message = g.title, error_details = g.details, error_advice = g.advice,
      updated_at = now()
    FROM gone g WHERE m.id = g.message_id AND m.progress < 2
    RETURNING m.id, m.sender_id, m.template_name, m.created_at, m.scheduled_at, g.attempt, g.code, g.source, g.title, g.details
  ), listed AS (
    INSERT INTO message_failures (message_id, code, failed_at, source, sender_id, template_name)
    SELECT id, code, now(), source, sender_id, template_name FROM failed ON CONFLICT DO NOTHING
  ), noted AS (
    INSERT INTO message_events (message_id, key, type, occurred_at, data)
    SELECT id, 'failed:' || code, 'failed', now(),
      jsonb_strip_nulls(jsonb_build_object('code', code, 'source', source, 'title', title, 'detail', details)) FROM failed
    ON CONFLICT DO NOTHING
  )`;

/** And its end: the news of them (MessageNews), with the attempt. */
export const NEWS_OF_FAILED = `SELECT id AS "messageId", attempt, 'FAILED' AS status, code, sender_id AS "senderId",
    template_name AS "templateName", GREATEST(created_at, scheduled_at) AS "sendableSince"
  FROM failed`;
