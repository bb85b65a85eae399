import type { MetaStatus } from '#messages';
import type { MessageFailure } from './settlement.js';

/** One status of one message as Meta's webhook says it. */
export interface StatusReport {
  readonly wamid: string;
  readonly status: MetaStatus;
  /** Meta's own time, in whole seconds. */
  readonly occurredAt: Date;
  /** True where Meta gave no time that is one: `occurredAt` is when it reached us, and yields to any time that Meta gives. */
  readonly timeOfReceipt?: boolean;
  /** `metadata.phone_number_id` of the webhook: a status counts only for messages of that sender. */
  readonly senderId: string;
  /** From `biz_opaque_callback_data`; null where it is missing or not ours. */
  readonly attemptOf: { readonly messageId: string; readonly attempt: number } | null;
  readonly failure: MessageFailure | null;
  /**
   * Whom a failure stops: it is then not the message's own, which waits until the sender, to that country or at all, or the
   * template may send again; `pace`: it waits for itself, because Meta was asked too much at once.
   */
  readonly blocks: 'sender' | 'country' | 'template' | 'pace' | null;
  readonly pricing: Readonly<Record<string, unknown>> | null;
  /** When it reached us, if that is not now: what is applied late is no sign that Meta reaches us today. */
  readonly receivedAt?: Date;
}

/** `recorded`: a word (`other`) that proves only that Meta has the message. */
export type StatusResult = 'applied' | 'unchanged' | 'recorded' | 'parked' | 'foreign';
