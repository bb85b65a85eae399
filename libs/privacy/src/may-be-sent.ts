/** Of the message `m`, in SQL: whether it waits, or Meta, which has taken it, may still give it back (libs/sending/src/take-back.ts). */
export const MAY_BE_SENT = `(EXISTS (SELECT FROM send_queue q WHERE q.message_id = m.id) OR (m.progress IN (0, 3) AND m.expires_at > now()))`;
