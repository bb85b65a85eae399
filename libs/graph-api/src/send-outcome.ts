import type { GraphFailure } from './graph-failure.js';

/** Whom a throttling answer slows down: one recipient, one number, the whole account, or one template. */
export type ThrottleScope = 'recipient' | 'sender' | 'account' | 'template';

/** Meta took the message. That is all a 200 says: payment, policy and recipient errors arrive later by webhook. */
export interface Accepted {
  readonly kind: 'accepted';
  readonly wamid: string;
  /** Null when Meta left `message_status` out, which means accepted. */
  readonly metaStatus: 'accepted' | 'held_for_quality_assessment' | 'paused' | null;
  /** May differ from the number we wrote to (Brazil, Mexico, Argentina). */
  readonly waId: string | null;
  readonly userId: string | null;
}

/** Meta refused this message for good: the same request again would be refused again. */
export interface Rejected {
  readonly kind: 'rejected';
  readonly failure: GraphFailure;
}

/** Meta did not take the message now; the same request may pass later. */
export interface Throttled {
  readonly kind: 'throttled';
  readonly scope: ThrottleScope;
  /** How long Meta asks us to wait, in milliseconds; null when it did not say. */
  readonly retryAfterMs: number | null;
  readonly failure: GraphFailure | null;
}

/** Nothing from this sender will pass until its cause is gone: token, permission, payment, policy. */
export interface SenderBlocked {
  readonly kind: 'sender_blocked';
  readonly failure: GraphFailure;
}

/** The number may not write to the recipient's country; others are unaffected. */
export interface CountryBlocked {
  readonly kind: 'country_blocked';
  readonly failure: GraphFailure;
}

/** Meta did not get the request, so sending it again cannot make a duplicate. */
export interface NotSent {
  readonly kind: 'not_sent';
  readonly reason: string;
  /**
   * False: no byte of it left this machine. True: somebody on the way (a proxy, a block page, a wrong address) answered in
   * Meta's place, and is believed not to have handed it on. That is likely, not certain: believe it a few times only.
   */
  readonly turnedAway: boolean;
}

/** Meta may or may not have the message: only a webhook, or a person, can tell. */
export interface Unclear {
  readonly kind: 'unclear';
  readonly reason: string;
  readonly failure: GraphFailure | null;
}

/** Everything that can come of handing one message to Meta. */
export type SendOutcome = Accepted | Rejected | Throttled | SenderBlocked | CountryBlocked | NotSent | Unclear;
