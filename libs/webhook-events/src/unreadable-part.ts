import type { WebhookField } from './webhook-fields.js';

/** A part of a webhook that should have been readable and was not, to be set aside for a person. */
export interface UnreadablePart {
  readonly field: WebhookField;
  /** The sender that the webhook names; null where it names none. */
  readonly senderId: string | null;
  readonly reason: string;
  readonly part: unknown;
  /** Of what cannot be read of a status of ours, which message it is about. */
  readonly messageId?: string | null;
}

/** The same as it is kept. */
export interface ShownPart extends Omit<UnreadablePart, 'part'> {
  /** The part as JSON, cut after 10,000 characters. */
  readonly event: string;
}

export function unreadable(
  field: WebhookField,
  senderId: string | null,
  reason: string,
  part: unknown,
): UnreadablePart {
  return { field, senderId: isSenderId(senderId) ? senderId : null, reason, part };
}

/** Only of what is kept: a body may hold a million such parts. */
export function shown({ part, ...what }: UnreadablePart): ShownPart {
  return { ...what, event: describe(part) };
}

/** Meta's ids are digits; whatever else stands there might be refused by PostgreSQL, and the part with it. */
function isSenderId(text: string | null): boolean {
  return text !== null && /^\d{1,40}$/.test(text);
}

function describe(value: unknown): string {
  try {
    return JSON.stringify(value).slice(0, 10_000);
  } catch {
    // JSON.parse reads any depth, JSON.stringify ends at that of the stack.
    return 'nested too deeply to be shown';
  }
}
