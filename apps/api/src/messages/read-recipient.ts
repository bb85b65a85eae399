import { isUserId, parsePhone, type RecipientKey } from '#messages';
import type { Problem } from '../problems/problem.js';

export type RecipientReading =
  | { readonly kind: 'recipient'; readonly recipient: RecipientKey }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** A recipient as the API names one: a phone number, or Meta's user id of somebody who hides it. */
export function readRecipient(to: string): RecipientReading {
  if (isUserId(to)) return { kind: 'recipient', recipient: { recipientPhone: null, recipientUserId: to } };
  const reading = parsePhone(to);
  if (reading.kind === 'phone') {
    return { kind: 'recipient', recipient: { recipientPhone: reading.phone, recipientUserId: null } };
  }
  const { message } = reading;
  return {
    kind: 'refused',
    problem: { code: 'PHONE_INVALID', detail: `to: ${message}`, errors: [{ path: 'to', message }] },
  };
}
