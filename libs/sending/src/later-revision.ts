/** What has replaced an order: the message of its highest revision. */
export interface LaterRevision {
  readonly id: string;
  readonly senderId: string;
  readonly revision: number;
}

/**
 * The highest revision of the order that a message tells of, by itself or by what it repeats, as one SQL query; no row where that is
 * the message's own, or where it tells of none. `id`: an SQL expression.
 */
export function laterRevisionOf(id: string): string {
  return `
  WITH RECURSIVE told AS (
    SELECT t.id, t.resend_of FROM whatsapp_messages t WHERE t.id = ${id}
    UNION ALL SELECT t.id, t.resend_of FROM told JOIN whatsapp_messages t ON t.id = told.resend_of
  )
  SELECT l.id, l.sender_id AS "senderId", newer.revision
  FROM told JOIN purchase_orders old ON old.message_id = told.id
    JOIN purchase_orders newer ON newer.client_id = old.client_id AND newer.order_number = old.order_number
      AND newer.revision > old.revision
    JOIN whatsapp_messages l ON l.id = newer.message_id
  ORDER BY newer.revision DESC LIMIT 1`;
}
