import type { EntityManager } from 'typeorm';
import { laterRevisionOf } from './later-revision.js';
import { lockMessages } from './locks.js';
import { NOTHING_FORGOTTEN } from './nothing-forgotten.js';

/**
 * An order that a higher revision has replaced goes on if it could not be cancelled then, but it does not go back to the
 * queue: after its revision it would be the last word that the supplier reads. So it is with what repeats it. The caller holds
 * the locks of the messages.
 *
 * An earlier attempt of which nobody heard the end does not keep it waiting: should Meta have that one, its word outranks
 * the cancellation. In a database that was restored nobody knows what Meta has: there it cancels nothing. Returns the ids of
 * those that it cancelled.
 */
export async function cancelSuperseded(
  manager: EntityManager,
  messageIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (messageIds.length === 0) return new Set();
  const rows: { id: string }[] = await manager.query(CANCEL_SUPERSEDED, [messageIds]);
  return new Set(rows.map(({ id }) => id));
}

/** Whatever waits, whenever its revision came. */
export async function cancelAllSuperseded(manager: EntityManager): Promise<void> {
  const rows: { id: string }[] = await manager.query(WAITING_SUPERSEDED);
  const ids = rows.map(({ id }) => id);
  await lockMessages(manager, ids);
  await cancelSuperseded(manager, ids);
}

const WAITING_SUPERSEDED = `
  WITH RECURSIVE superseded AS (
    SELECT old.message_id AS id FROM purchase_orders old WHERE EXISTS (
      SELECT FROM purchase_orders newer WHERE newer.client_id = old.client_id AND newer.order_number = old.order_number
        AND newer.revision > old.revision)
    UNION ALL SELECT m.id FROM superseded s JOIN whatsapp_messages m ON m.resend_of = s.id
  )
  SELECT q.message_id AS id FROM superseded s JOIN send_queue q ON q.message_id = s.id WHERE q.state = 0`;

const CANCEL_SUPERSEDED = `
  WITH gone AS (
    DELETE FROM send_queue q USING whatsapp_messages m
    WHERE q.message_id = ANY($1::uuid[]) AND q.state = 0 AND m.id = q.message_id AND m.progress = 0
      AND EXISTS (${laterRevisionOf('q.message_id')}) AND ${NOTHING_FORGOTTEN}
    RETURNING q.message_id, q.attempt
  ), noted AS (
    INSERT INTO message_events (message_id, key, type, occurred_at)
    SELECT message_id, 'cancelled', 'cancelled', now() FROM gone ON CONFLICT DO NOTHING
  ), cancelled AS (
    UPDATE whatsapp_messages m SET progress = 1, attempts = GREATEST(m.attempts, gone.attempt), cancelled_at = now(), updated_at = now()
    FROM gone WHERE m.id = gone.message_id RETURNING m.id
  )
  SELECT id FROM cancelled`;
