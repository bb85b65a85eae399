import type { Message } from './api-types.js';

/** What a recipient answered, and the order that is acknowledged by it. */
export interface Reply {
  readonly type: string | null;
  readonly text: string | null;
  readonly payload: string | null;
  readonly at: string;
  readonly acknowledgedOrder: { readonly orderNumber: string; readonly messageId: string | null } | null;
}

/** A message as it was at the event. */
export type CallbackMessage = Message & {
  /** Rises with each event: a state that is lower than one you had of this message is old news; a reply never is. */
  readonly version: number;
  /** With `message.reply`. */
  readonly reply?: Reply;
  /** With `message.order_acknowledged`. */
  readonly acknowledgedOrder?: { readonly orderNumber: string | null };
};

interface Envelope {
  /** The same over all deliveries of one event: what you have seen before is a repetition. */
  readonly id: string;
  /** When it happened, in ISO 8601. */
  readonly timestamp: string;
}

/** What became of a message. */
export interface MessageCallback extends Envelope {
  readonly type:
    | `message.${'sent' | 'delivered' | 'read' | 'failed' | 'cancelled' | 'held' | 'undelivered'}`
    | 'message.order_acknowledged'
    | 'message.reply';
  readonly data: CallbackMessage;
}

/** Everything else that callbacks tell; what `data` holds is the type's. More types may come. */
export interface OtherCallback extends Envelope {
  readonly type:
    | 'recipient.opted_out'
    | `sender.${'paused' | 'resumed'}`
    | `template.${'status_changed' | 'category_changed'}`
    | 'usage.free_tier_near'
    | 'callback.test'
    | (string & {});
  readonly data: Readonly<Record<string, unknown>> & { readonly version: number };
}

export type Callback = MessageCallback | OtherCallback;
