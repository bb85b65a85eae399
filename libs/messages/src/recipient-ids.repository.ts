import type { EntityManager } from 'typeorm';

/** Whom a client names: by exactly one of the two. */
export type RecipientKey =
  | { readonly recipientPhone: string; readonly recipientUserId: null }
  | { readonly recipientPhone: null; readonly recipientUserId: string };

/** What Meta tells of a person together with a user id. */
export interface RecipientIds {
  readonly userId: string;
  /** The phone behind it, in E.164 and as Meta spells it; null where a user name hides it. Who changes the phone gets another id. */
  readonly phone: string | null;
  /** The id of the same person above those of single business portfolios, or itself where it is that one; null where none is told. */
  readonly parentId: string | null;
}

/**
 * Keeps which phone a user id stands for, and which ids are one person's, as Meta tells with most statuses: later an id may come
 * alone, because a user name hides the phone. The last statements of their transaction, so that nobody waits for their locks
 * while holding others.
 */
export async function noteRecipientIds(manager: EntityManager, told: readonly RecipientIds[]): Promise<void> {
  const pairs = told.filter(({ phone }) => phone !== null);
  if (pairs.length > 0) await manager.query(NOTE, [pairs.map(({ userId }) => userId), pairs.map(({ phone }) => phone)]);
  const children = told.filter(({ parentId }) => parentId !== null);
  if (children.length > 0)
    await manager.query(NOTE_PARENTS, [children.map(({ userId }) => userId), children.map(({ parentId }) => parentId)]);
}

/** The phones behind these user ids, as far as Meta has ever told. */
export async function phonesOf(
  manager: EntityManager,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (userIds.length === 0) return new Map();
  const rows: { userId: string; phone: string }[] = await manager.query(PHONES, [userIds]);
  return new Map(rows.map(({ userId, phone }) => [userId, phone]));
}

const NOTE = `/* plan kept */
  INSERT INTO recipient_ids (user_id, phone)
  SELECT DISTINCT ON (user_id) user_id, phone FROM unnest($1::text[], $2::text[]) AS x (user_id, phone)
  ORDER BY user_id, phone ON CONFLICT DO NOTHING`;

const NOTE_PARENTS = `
  INSERT INTO recipient_parents (user_id, parent_id)
  SELECT DISTINCT ON (user_id) user_id, parent_id FROM unnest($1::text[], $2::text[]) AS x (user_id, parent_id)
  ORDER BY user_id, parent_id ON CONFLICT DO NOTHING`;

const PHONES = 'SELECT user_id AS "userId", phone FROM recipient_ids WHERE user_id = ANY($1::text[])';
