import type { CallbackEvent } from './callback-event.js';

/** Why nothing is delivered to it any more: a person said so, a delivery failed for the last time, or it answered 410. */
export type DisabledBecause = 'PERSON' | 'EXHAUSTED' | 'GONE';

/** Somebody who is told of what happens; without the secret, which is shown once. */
export interface CallbackEndpoint {
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  /** Null: all of them, also those that come with a later version. */
  readonly events: readonly CallbackEvent[] | null;
  /** Null: all of them. */
  readonly senders: readonly string[] | null;
  /** Deliveries that are begun in a second at the most; null: as fast as it answers. */
  readonly rateLimit: number | null;
  readonly enabled: boolean;
  readonly disabledBecause: DisabledBecause | null;
  readonly disabledAt: Date | null;
  /** Until when the secret before signs too; null where there is none. */
  readonly previousSecretUntil: Date | null;
  readonly createdAt: Date;
  /** Deliveries that wait, for their first try or for another. */
  readonly waiting: number;
  /** When the one of them that has failed most often failed first: its tenth failure ends the endpoint. Null where none has. */
  readonly failingSince: Date | null;
}

/** What its owner may say of it. */
export type EndpointSettings = Pick<
  CallbackEndpoint,
  'url' | 'description' | 'events' | 'senders' | 'rateLimit' | 'enabled'
>;

/** Whose endpoints somebody may see and change. */
export interface EndpointOwner {
  /** Null: everybody's, which is the admin's privilege; what the admin makes is told of everybody's messages. */
  readonly clientId: string | null;
  /** The senders that a key is bound to: of the others it sees nothing. Null: all. */
  readonly senderIds: readonly string[] | null;
}
