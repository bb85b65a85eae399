import { isJsonObject, type JsonObject, objectAt, objectsAt, textAt } from '#graph-api';
import type { MarketingPreference } from './marketing-preference.js';
import { pastMomentAt } from './meta-time.js';
import { phoneAt, userIdAt } from './read-recipient-ids.js';
import { unreadable, type UnreadablePart } from './unreadable-part.js';

/**
 * Wishes of people, of a change's `value.user_preferences`; of another category than marketing there is none.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences
 */
export function readMarketingPreferences(
  value: JsonObject,
  receivedAt: Date,
): readonly (MarketingPreference | UnreadablePart)[] {
  const senderId = textAt(objectAt(value, 'metadata'), 'phone_number_id');
  const list: unknown = value['user_preferences'] ?? [];
  if (!Array.isArray(list)) return [unreadable('user_preferences', senderId, 'user_preferences is not a list', list)];
  const contacts = objectsAt(value, 'contacts');
  const contactOf = byPhone(contacts);
  return list.flatMap((item: unknown) => {
    if (!isJsonObject(item)) return unreadable('user_preferences', senderId, 'a preference is not an object', item);
    const wish = textAt(item, 'value');
    const category = textAt(item, 'category') ?? 'marketing_messages';
    if (category !== 'marketing_messages' || (wish !== 'stop' && wish !== 'resume')) return [];
    const phone = phoneAt(item, 'wa_id');
    // Meta's example names the person by phone; the user id stands in the contact beside it, or its parent alone.
    const contact = phone === null ? (list.length === 1 ? contacts[0] : undefined) : contactOf.get(phone);
    const userId =
      userIdAt(item, 'user_id') ??
      (contact === undefined ? null : (userIdAt(contact, 'user_id') ?? userIdAt(contact, 'parent_user_id')));
    if (senderId === null || (phone === null && userId === null)) {
      return unreadable('user_preferences', senderId, 'a preference lacks its person or phone_number_id', item);
    }
    const time = pastMomentAt(item, 'timestamp', receivedAt);
    return { senderId, phone, userId, wish, occurredAt: time ?? receivedAt, ...(!time && { timeOfReceipt: true }) };
  });
}

/** The first contact of each phone. */
function byPhone(contacts: readonly JsonObject[]): ReadonlyMap<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  for (const contact of contacts) {
    const phone = phoneAt(contact, 'wa_id');
    if (phone !== null && !found.has(phone)) found.set(phone, contact);
  }
  return found;
}
