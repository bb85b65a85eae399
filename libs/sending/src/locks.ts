import type { EntityManager } from 'typeorm';

export interface LockedMessages {
  /** Those whose recipients' data were erased: what Meta calls them must not come back. */
  readonly erased: ReadonlySet<string>;
  /** Those that Meta has accepted and that wait for nothing more. */
  readonly accepted: ReadonlySet<string>;
}

/**
 * The one lock order of the house: messages by id, then their places in the send queue by id. Rows are locked by an
 * explicit SELECT before they are changed, because the order inside a data-modifying statement is not defined.
 */
export async function lockMessages(manager: EntityManager, ids: readonly string[]): Promise<LockedMessages> {
  const rows: { id: string; erased: boolean; accepted: boolean }[] = await manager.query(LOCK_MESSAGES, [ids]);
  const waiting: { message_id: string }[] = await manager.query(LOCK_PLACES, [ids]);
  const accepted = new Set(rows.flatMap((row) => (row.accepted ? [row.id] : [])));
  for (const { message_id: id } of waiting) accepted.delete(id);
  return { erased: new Set(rows.flatMap((row) => (row.erased ? [row.id] : []))), accepted };
}

const LOCK_MESSAGES = `/* plan kept */
  SELECT id, erased_as IS NOT NULL AS erased,
    progress >= 3 AND sent_at IS NOT NULL AND whatsapp_message_id IS NOT NULL AS accepted
  FROM whatsapp_messages WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`;

const LOCK_PLACES =
  '/* plan kept */ SELECT message_id FROM send_queue WHERE message_id = ANY($1::uuid[]) ORDER BY message_id FOR UPDATE';
