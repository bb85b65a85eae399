import type { EntityManager } from 'typeorm';

/**
 * The one lock order of the house: messages by id, then their places in the send queue by id. Rows are locked by an
 * explicit SELECT before they are changed, because the order inside a data-modifying statement is not defined.
 */
export async function lockMessages(manager: EntityManager, ids: readonly string[]): Promise<void> {
  await manager.query('SELECT id FROM whatsapp_messages WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE', [
    ids,
  ]);
  await manager.query(
    'SELECT message_id FROM send_queue WHERE message_id = ANY($1::uuid[]) ORDER BY message_id FOR UPDATE',
    [ids],
  );
}
