import type { WebhookField } from './webhook-fields.js';

/** A part of a webhook that should have been readable and was not, to be set aside for a person. */
export interface UnreadablePart {
  readonly field: WebhookField;
  readonly reason: string;
  /** The part as JSON, cut after 10,000 characters. */
  readonly event: string;
}

export function unreadable(field: WebhookField, reason: string, part: unknown): UnreadablePart {
  return { field, reason, event: describe(part) };
}

function describe(value: unknown): string {
  try {
    return JSON.stringify(value).slice(0, 10_000);
  } catch {
    // JSON.parse reads any depth, JSON.stringify ends at that of the stack.
    return 'nested too deeply to be shown';
  }
}
