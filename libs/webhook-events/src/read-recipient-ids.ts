import { type JsonObject, objectsAt, textAt } from '#graph-api';
import { isUserId, type RecipientIds } from '#messages';

/** The phone under a key in E.164: Meta writes it without `+`, and leaves it out where a username hides it. */
export function phoneAt(parent: JsonObject, key: string): string | null {
  const digits = /^\+?(\d{5,20})$/.exec(textAt(parent, key) ?? '')?.[1];
  return digits === undefined ? null : `+${digits}`;
}

/**
 * The business-scoped user id under a key.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
 */
export function userIdAt(parent: JsonObject, key: string): string | null {
  const text = textAt(parent, key);
  return text !== null && isUserId(text) ? text : null;
}

/** Under which keys one object tells the ids of a person; Meta's own pages and others spell the parent's differently. */
const TOGETHER = [
  { list: 'contacts', phone: 'wa_id', userId: 'user_id', parentIds: ['parent_user_id'] },
  {
    list: 'statuses',
    phone: 'recipient_id',
    userId: 'recipient_user_id',
    parentIds: ['recipient_parent_user_id', 'parent_recipient_user_id'],
  },
  { list: 'messages', phone: 'from', userId: 'from_user_id', parentIds: ['from_parent_user_id'] },
] as const;

/** What a change tells together: user ids with the phone behind them, and with the parent above them. */
export function readRecipientIds(value: JsonObject): readonly RecipientIds[] {
  return TOGETHER.flatMap(({ list, phone: phoneKey, userId: userKey, parentIds }) =>
    objectsAt(value, list).flatMap((item) => {
      const phone = phoneAt(item, phoneKey);
      const userId = userIdAt(item, userKey);
      const parent = parentIds.flatMap((key) => userIdAt(item, key) ?? [])[0] ?? null;
      const parentId = userId === null ? null : parent;
      if (phone === null && parentId === null) return [];
      return [userId, parent].flatMap((id) => (id === null ? [] : [{ userId: id, phone, parentId }]));
    }),
  );
}
