/**
 * True, in SQL, where Meta said of a send attempt (alias `a`) that it was sent, delivered or read, and did not give it back. A
 * `failed` proves nothing of its sender: a message may fail for its recipient while the account may not send at all.
 */
export const ATTEMPT_WENT_WELL = `(EXISTS (
    SELECT FROM wamids w JOIN message_events e
      ON e.message_id = w.message_id AND e.key IN ('sent:' || w.wamid, 'delivered:' || w.wamid, 'read:' || w.wamid)
    WHERE w.message_id = a.message_id AND w.attempt = a.attempt)
  AND NOT EXISTS (SELECT FROM returned_sends r WHERE r.message_id = a.message_id AND r.attempt = a.attempt))`;
