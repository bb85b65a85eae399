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

/** Under which keys one object tells both ids of a person; Meta's own pages and others spell the parent's differently. */
const BOTH_IDS = [
  { list: 'contacts', phone: 'wa_id', userIds: ['user_id', 'parent_user_id'] },
  {
    list: 'statuses',
    phone: 'recipient_id',
    userIds: ['recipient_user_id', 'recipient_parent_user_id', 'parent_recipient_user_id'],
  },
  { list: 'messages', phone: 'from', userIds: ['from_user_id', 'from_parent_user_id'] },
] as const;

/** Whose phone and user id a change tells together. */
export function readRecipientIds(value: JsonObject): readonly RecipientIds[] {
  return BOTH_IDS.flatMap(({ list, phone: phoneKey, userIds }) =>
    objectsAt(value, list).flatMap((item) => {
      const phone = phoneAt(item, phoneKey);
      if (phone === null) return [];
      return userIds.flatMap((key) => {
        const userId = userIdAt(item, key);
        return userId === null ? [] : [{ userId, phone }];
      });
    }),
  );
}
