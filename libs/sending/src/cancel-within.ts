import type { EntityManager } from 'typeorm';
import { NOTHING_FORGOTTEN } from './nothing-forgotten.js';

/**
 * Cancels a message if nothing was handed to Meta: it waits in the queue and no attempt of it had an unclear outcome.
 * In a database that was restored nobody knows that. The guard is the DELETE's WHERE; locks in the order of the house: the message, then its place in the queue.
 */
export async function cancelWithin(manager: EntityManager, messageId: string): Promise<boolean> {
  await manager.query('SELECT id FROM whatsapp_messages WHERE id = $1 FOR NO KEY UPDATE', [messageId]);
  const rows: unknown[] = await manager.query(
    `WITH gone AS (
       DELETE FROM send_queue WHERE message_id = $1 AND state = 0 AND unclear = 0 AND ${NOTHING_FORGOTTEN}
       RETURNING message_id, attempt),
     cancelled AS (
       UPDATE whatsapp_messages m SET progress = GREATEST(m.progress, 1), attempts = gone.attempt, cancelled_at = now(),
         updated_at = now()
       FROM gone WHERE m.id = gone.message_id RETURNING m.id),
     noted AS (
       INSERT INTO message_events (message_id, key, type, occurred_at) SELECT id, 'cancelled', 'cancelled', now() FROM cancelled
       -- It may have been cancelled before: Meta had it all the same, and gave it back.
       ON CONFLICT DO NOTHING)
     SELECT id FROM cancelled`,
    [messageId],
  );
  return rows.length > 0;
}
