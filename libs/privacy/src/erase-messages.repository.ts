import type { EntityManager } from 'typeorm';

/**
 * Erases what messages say of their recipients: phone, user id, name, parameters, text, the caller's metadata, Meta's words that
 * may repeat them, and the ids of Meta's that hold the phone. What they count for, and what they cost, stays. The caller holds
 * their locks. `erasedAs`: a number that stands for the recipient of all of them; null: one of its own for each.
 */
export async function eraseMessages(
  manager: EntityManager,
  messageIds: readonly string[],
  erasedAs: string | null,
): Promise<void> {
  await manager.query(ERASE_TIMELINE, [messageIds]);
  await manager.query(ERASE_WAMIDS, [messageIds]);
  await manager.query(ERASE_RETURNS, [messageIds]);
  await manager.query(ERASE, [messageIds, erasedAs]);
}

/** A number made by chance. */
export const BY_CHANCE = 'hashtextextended(gen_random_uuid()::text, 0)';

/** Keys that hold the id of a message of ours, or of the words that answer it. */
const ERASE_TIMELINE = `
  WITH known AS (
    SELECT message_id, wamid FROM wamids WHERE message_id = ANY($1::uuid[])
    UNION SELECT message_id, wamid FROM returned_sends WHERE message_id = ANY($1::uuid[])
    UNION SELECT message_id, wamid FROM inbound_messages WHERE message_id = ANY($1::uuid[])
  )
  UPDATE message_events e SET data = e.data - '{detail,payload,text,whatsappMessageId}'::text[],
    key = COALESCE((SELECT replace(e.key, k.wamid, erased_wamid(k.wamid)) FROM known k
      WHERE k.message_id = e.message_id AND strpos(e.key, k.wamid) > 0 ORDER BY length(k.wamid) DESC LIMIT 1), e.key)
  WHERE e.message_id = ANY($1::uuid[])`;

const ERASE_WAMIDS = `
  UPDATE wamids SET wamid = erased_wamid(wamid) WHERE message_id = ANY($1::uuid[]) AND NOT starts_with(wamid, 'erased.')`;

const ERASE_RETURNS = `
  UPDATE returned_sends SET wamid = erased_wamid(wamid) WHERE message_id = ANY($1::uuid[]) AND NOT starts_with(wamid, 'erased.')`;

const ERASE = `
  UPDATE whatsapp_messages SET recipient_phone = NULL, recipient_user_id = NULL, recipient_name = NULL, template_parameters = '[]',
    template_header = NULL, template_buttons = NULL, body_text = NULL, metadata = NULL, error_details = NULL,
    whatsapp_message_id = erased_wamid(whatsapp_message_id), erased_as = COALESCE($2::bigint, ${BY_CHANCE}), updated_at = now()
  WHERE id = ANY($1::uuid[]) AND erased_as IS NULL`;
