import { createHash } from 'node:crypto';

/** Whom a message goes to, as Meta resolves it. */
export interface Recipient {
  /** As it stood in the request: a phone or a business-scoped user id. */
  readonly input: string;
  /** Digits without `+`; not known to the caller when addressed by user id. */
  readonly waId?: string;
  readonly userId: string;
}

const countries: readonly (readonly [string, string])[] = [
  ['34', 'ES'],
  ['351', 'PT'],
  ['33', 'FR'],
  ['39', 'IT'],
  ['44', 'GB'],
  ['49', 'DE'],
  ['52', 'MX'],
  ['54', 'AR'],
  ['55', 'BR'],
];

/**
 * Reads a phone as Meta does: separators are ignored, `00` is refused, and without `+` a short number gets the sender's
 * own country code in front. https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/phone-numbers
 */
export function readPhone(to: string): Recipient | undefined {
  const compact = to.replace(/[\s()-]/g, '');
  const digits = compact.replace(/^\+/, '');
  if (!/^[1-9]\d{6,14}$/.test(digits)) return undefined;
  const international = compact.startsWith('+') || digits.length >= 11 ? digits : `1${digits}`;
  const waId = asWhatsAppKnowsIt(international);
  return { input: to, waId, userId: userIdOf(waId) };
}

/** Reads a business-scoped user id, `ES.1349…`. */
export function readUserId(recipient: string): Recipient | undefined {
  return /^[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]{1,128}$/.test(recipient) ? { input: recipient, userId: recipient } : undefined;
}

/** Brazil loses its ninth digit, Mexico gains a 1: the wa_id is not always the number that was written. */
function asWhatsAppKnowsIt(phone: string): string {
  return phone.replace(/^55(\d\d)9(\d{8})$/, '55$1$2').replace(/^52(\d{10})$/, '521$1');
}

/** Always the same for one phone, and nobody can read the phone from it. */
function userIdOf(waId: string): string {
  const country = countries.find(([prefix]) => waId.startsWith(prefix))?.[1] ?? 'US';
  return `${country}.${createHash('sha256').update(waId).digest().readBigUInt64BE()}`;
}
