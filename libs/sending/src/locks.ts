import type { EntityManager } from 'typeorm';

/** Those of the messages whose recipients' data were erased: what Meta calls them must not come back. */
export type ErasedIds = ReadonlySet<string>;

/**
 * The one lock order of the house: messages by id, then their places in the send queue by id. Rows are locked by an
 * explicit SELECT before they are changed, because the order inside a data-modifying statement is not defined.
 */
export async function lockMessages(manager: EntityManager, ids: readonly string[]): Promise<ErasedIds> {
  const rows: { id: string; erased: boolean }[] = await manager.query(
    'SELECT id, erased_as IS NOT NULL AS erased FROM whatsapp_messages WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
    [ids],
  );
  await manager.query(
    'SELECT message_id FROM send_queue WHERE message_id = ANY($1::uuid[]) ORDER BY message_id FOR UPDATE',
    [ids],
  );
  return new Set(rows.flatMap(({ id, erased }) => (erased ? [id] : [])));
}
