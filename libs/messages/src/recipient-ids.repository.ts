import type { EntityManager } from 'typeorm';

/** Whom a client names: by exactly one of the two. */
export type RecipientKey =
  | { readonly recipientPhone: string; readonly recipientUserId: null }
  | { readonly recipientPhone: null; readonly recipientUserId: string };

/** Meta's user id of a person and the phone (E.164, as Meta spells it) behind it; who changes the phone gets another id. */
export interface RecipientIds {
  readonly userId: string;
  readonly phone: string;
}

/**
 * Keeps which phone a user id stands for, as Meta tells with most statuses: later the id may come alone, because a user name
 * hides the phone. The last statement of its transaction, so that nobody waits for its locks while holding others.
 */
export async function noteRecipientIds(manager: EntityManager, pairs: readonly RecipientIds[]): Promise<void> {
  if (pairs.length === 0) return;
  await manager.query(NOTE, [pairs.map(({ userId }) => userId), pairs.map(({ phone }) => phone)]);
}

/** The phones behind these user ids, as far as Meta has ever told. */
export async function phonesOf(
  manager: EntityManager,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (userIds.length === 0) return new Map();
  const rows: RecipientIds[] = await manager.query(PHONES, [userIds]);
  return new Map(rows.map(({ userId, phone }) => [userId, phone]));
}

const NOTE = `
  INSERT INTO recipient_ids (user_id, phone)
  SELECT DISTINCT ON (user_id) user_id, phone FROM unnest($1::text[], $2::text[]) AS x (user_id, phone)
  ORDER BY user_id, phone ON CONFLICT DO NOTHING`;

const PHONES = 'SELECT user_id AS "userId", phone FROM recipient_ids WHERE user_id = ANY($1::text[])';
