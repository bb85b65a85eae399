import type { EntityManager } from 'typeorm';
import { kinInSql } from '#messages';
import { PARKED_FOR } from '#sending';

/** What somebody wrote, as it is kept, of which nobody has said yet to which message of ours it belongs. */
export interface Untied {
  readonly senderId: string;
  readonly wamid: string;
  /** Spellings of its author's phone. */
  readonly phones: readonly string[];
  /** Its author's user ids, as far as it tells them. */
  readonly userIds: readonly string[];
  /** The order that it acknowledges, if it is such a button. */
  readonly orderNumber: string | null;
}

/**
 * Ties words to the messages that they answer, and buttons to the message of the order that they acknowledge: once, so that
 * what happens afterwards changes nothing of it. What quotes a message that nobody knows waits: our own answer may not be
 * stored yet.
 */
export async function tieReplies(manager: EntityManager, untied: readonly Untied[]): Promise<void> {
  if (untied.length > 0) await manager.query(TIE, [JSON.stringify(untied)]);
}

/**
 * Whether it can be said of a row `i`: it quotes nothing, or a message of ours, or a word of its own author, or nothing that
 * will ever be known. No EXISTS: PostgreSQL might read all messages for it instead of looking up one.
 */
export const CAN_BE_TIED = `(i.context_wamid IS NULL OR i.received_at < now() - ${PARKED_FOR}
  OR (SELECT true FROM wamids w JOIN whatsapp_messages m ON m.id = w.message_id
    WHERE w.wamid = i.context_wamid AND m.sender_id = i.sender_id LIMIT 1)
  OR (SELECT true FROM inbound_messages o WHERE o.sender_id = i.sender_id AND o.wamid = i.context_wamid LIMIT 1))`;

/**
 * Only what was sent by then can have been answered, and a message may wait for hours before it is sent; where a restored
 * database has forgotten when, it was not before it was accepted. Meta's times are whole seconds.
 */
const HAD = `m.sender_id = i.sender_id AND m.progress >= 3 AND m.created_at < i.occurred_at + interval '1 second'
  AND COALESCE((SELECT min(a.started_at) FROM send_attempts a WHERE a.message_id = m.id), m.created_at)
    < i.occurred_at + interval '1 second'`;

/**
 * It belongs to the message that it quotes, else to the newest to its author's phone, else to one of the user ids. Only who got a
 * message can quote it; where both phones are known and differ it was somebody else, and the quoting counts for nothing.
 *
 * An order is acknowledged at the message that was quoted, if that was the order's, else at its newest that this person had:
 * of the highest revision, or what repeats that one after it failed. The client who gave the button its payload means its own order.
 *
 * OFFSET 0: PostgreSQL finds that person's messages first, and looks at sender and times of those only: there is an index by which it
 * would go through all of the sender's instead.
 */
const TIE = `
  WITH input AS (
    SELECT i.sender_id, i.wamid, i.occurred_at, x.phones, author.user_ids, x."orderNumber" AS order_number,
      quoted.id AS quoted_id
    FROM json_to_recordset($1::json) AS x ("senderId" text, wamid text, phones text[], "userIds" text[], "orderNumber" text)
    CROSS JOIN LATERAL (SELECT ${kinInSql('x."userIds"')} AS user_ids OFFSET 0) author
    JOIN inbound_messages i ON i.sender_id = x."senderId" AND i.wamid = x.wamid
    LEFT JOIN LATERAL (
      SELECT m.id FROM wamids w JOIN whatsapp_messages m ON m.id = w.message_id
      LEFT JOIN recipient_ids r ON r.user_id = m.recipient_user_id
      WHERE w.wamid = i.context_wamid AND m.sender_id = i.sender_id AND (m.recipient_user_id = ANY(author.user_ids)
        OR x.phones = '{}' OR COALESCE(COALESCE(m.recipient_phone, r.phone) = ANY(x.phones), true))
    ) quoted ON true
    WHERE i.waits AND ${CAN_BE_TIED}
  ), tied AS (
    SELECT i.*, m.id AS message_id, m.client_id, m.recipient_phone AS message_phone, m.recipient_user_id AS message_user_id
    FROM input i
    LEFT JOIN LATERAL (
      SELECT m.id FROM (
        SELECT m.id, m.sender_id, m.progress, m.created_at FROM whatsapp_messages m
        WHERE i.quoted_id IS NULL AND m.recipient_phone = ANY(i.phones) OFFSET 0
      ) m WHERE ${HAD} ORDER BY m.created_at DESC, m.id DESC LIMIT 1
    ) by_phone ON true
    LEFT JOIN LATERAL (
      SELECT m.id FROM (
        SELECT m.id, m.sender_id, m.progress, m.created_at FROM whatsapp_messages m
        WHERE i.quoted_id IS NULL AND by_phone.id IS NULL AND m.recipient_user_id = ANY(i.user_ids) OFFSET 0
      ) m WHERE ${HAD} ORDER BY m.created_at DESC, m.id DESC LIMIT 1
    ) by_user ON true
    LEFT JOIN whatsapp_messages m ON m.id = COALESCE(i.quoted_id, by_phone.id, by_user.id)
  ), settled AS (
    SELECT i.sender_id, i.wamid, i.message_id, acknowledged.id AS acknowledged_id
    FROM tied i
    LEFT JOIN LATERAL (
      WITH RECURSIVE told AS (
        SELECT o.message_id AS id FROM purchase_orders o
        WHERE o.order_number IN (i.order_number, erased_name(i.order_number)) AND (i.quoted_id IS NULL OR o.client_id = i.client_id)
        UNION
        SELECT m.id FROM told JOIN whatsapp_messages m ON m.resend_of = told.id
      )
      SELECT m.id FROM told JOIN whatsapp_messages m ON m.id = told.id
      WHERE m.id = i.quoted_id OR (${HAD} AND (m.recipient_phone = ANY(i.phones) OR m.recipient_phone = i.message_phone
        OR m.recipient_user_id = ANY(i.user_ids || i.message_user_id)))
      ORDER BY m.id IS NOT DISTINCT FROM i.quoted_id DESC, m.client_id IS NOT DISTINCT FROM i.client_id DESC,
        m.created_at DESC, m.id DESC LIMIT 1
    ) acknowledged ON i.order_number IS NOT NULL
  )
  UPDATE inbound_messages i SET waits = false, message_id = s.message_id, acknowledged_id = s.acknowledged_id
  FROM settled s WHERE i.sender_id = s.sender_id AND i.wamid = s.wamid`;
