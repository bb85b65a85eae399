import { type JsonObject, textAt } from '#graph-api';

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
  return text !== null && /^[A-Z]{2}\.(?:ENT\.)?[0-9A-Za-z]{1,128}$/.test(text) ? text : null;
}
