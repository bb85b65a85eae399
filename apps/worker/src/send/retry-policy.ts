import type { SendOutcome } from '#graph-api';

/** Times in milliseconds; `random` gives a number from 0 up to 1. */
export interface RetryDelay {
  readonly delayMs: number;
  /** True where the refusal uses up the message's own patience (MAX_ATTEMPTS): throttling and outages cost only time. */
  readonly counts: boolean;
}

const SECOND = 1_000;
const LONGEST = 5 * 60 * SECOND;
/** Longer than UNCONFIRMED_WAIT usually is: had Meta got it after all, its webhook comes before the next try. */
const AFTER_TURNED_AWAY = 2 * 60 * SECOND;
const PAIR_RATE_LIMIT = 131_056;

/** Meta stopped the template: it holds its messages back by itself from now on, where it is known. */
const BEHIND_ITS_TEMPLATE = 5 * SECOND;

/**
 * When a message that Meta did not take is due again, for the `nth` time in a row for the same reason. Where its number or template waits
 * as a whole, the message goes as soon as that is over, by whatever ends it. Pair rate limit: 4^n seconds for that recipient only (Meta's page
 * "About the platform"); else exponential with full jitter, so that a thousand messages do not come back at once.
 */
export function retryDelay(
  outcome: Extract<SendOutcome, { kind: 'throttled' | 'not_sent' }>,
  nth: number,
  random: () => number,
  templateKnown: boolean,
): RetryDelay {
  if (outcome.kind === 'not_sent') {
    if (!outcome.turnedAway) return { delayMs: backoff(SECOND, nth, random), counts: false };
    const delayMs = Math.min(AFTER_TURNED_AWAY * 2 ** (nth - 1), LONGEST) * (1 + random() * 0.25);
    return { delayMs, counts: true };
  }
  const waitsAsAWhole = outcome.scope === 'sender' || outcome.scope === 'account';
  if (outcome.retryAfterMs !== null) {
    if (waitsAsAWhole) return { delayMs: Math.min(backoff(SECOND, 1, random), outcome.retryAfterMs), counts: false };
    return { delayMs: outcome.retryAfterMs * (1 + random() * 0.1), counts: false };
  }
  switch (outcome.scope) {
    case 'recipient': {
      const pair = outcome.failure?.code === PAIR_RATE_LIMIT;
      return { delayMs: Math.min(SECOND * 4 ** (nth - 1) * (1 + random() * 0.25), LONGEST), counts: !pair };
    }
    case 'sender':
      return { delayMs: backoff(SECOND, nth, random), counts: false };
    case 'template':
      // Where Meta's list calls it approved and Meta goes on refusing, nothing holds it back.
      if (templateKnown && nth === 1) return { delayMs: BEHIND_ITS_TEMPLATE, counts: false };
      return { delayMs: LONGEST * (1 + random() * 0.25), counts: false };
    case 'account':
      return { delayMs: LONGEST * (1 + random() * 0.25), counts: false };
  }
}

function backoff(firstMs: number, nth: number, random: () => number): number {
  const ceiling = Math.min(firstMs * 2 ** nth, 30 * SECOND);
  return firstMs / 2 + ceiling * random();
}
