import type { MessageRow } from '#messages';

/** An event for one endpoint that is to be delivered now, with the rows that it speaks of as they are by now. */
export interface DueDelivery {
  /** The same in every try: `webhook-id`. */
  readonly deliveryId: string;
  readonly type: string;
  readonly version: number;
  readonly occurredAt: Date;
  readonly failures: number;
  readonly messageId: string | null;
  /** As it was at the event; null where the event is of none. */
  readonly message: MessageRow | null;
  /** What is said of a sender or a template. */
  readonly facts: Readonly<Record<string, unknown>> | null;
  /** The line of the timeline that is told. */
  readonly line: TimelineLine | null;
  /** The recipient who wants no marketing any more. */
  readonly recipient: OptedOutRecipient | null;
}

export interface TimelineLine {
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
  /** What somebody wrote; null also where it was erased. */
  readonly text: string | null;
  /** The message of the order that they acknowledged with it. */
  readonly acknowledgedId: string | null;
}

export interface OptedOutRecipient {
  readonly phone: string | null;
  readonly userId: string | null;
  readonly at: Date;
  readonly scope: string | null;
  readonly reason: string | null;
}
