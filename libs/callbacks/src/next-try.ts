const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Milliseconds from each failure to the next try: ten tries within a little more than three days, as the contract says. */
export const RETRY_AFTER_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;

/** Up to so much longer, so that what failed together does not come again together. */
const JITTER = 0.1;
/** Who asks for more has made a mistake. */
const LONGEST_MS = 24 * HOUR;

export interface FailedTry {
  /** Since the delivery was begun, or begun anew; this one included. */
  readonly failures: number;
  /** What the endpoint asked for (`Retry-After`: seconds or a date). */
  readonly retryAfter: string | null;
}

/**
 * Milliseconds until a delivery is tried again; null where that was the last time. An endpoint may ask for more time and gets it;
 * asking for less would use up its tries within seconds.
 */
export function nextTry({ failures, retryAfter }: FailedTry, now: Date, random: () => number): number | null {
  const planned = RETRY_AFTER_MS[failures - 1];
  if (planned === undefined) return null;
  return Math.round(Math.max(planned * (1 + JITTER * random()), askedFor(retryAfter, now)));
}

function askedFor(retryAfter: string | null, now: Date): number {
  const text = retryAfter?.trim() ?? '';
  const wait = /^\d+$/.test(text) ? Number(text) * SECOND : Date.parse(text) - now.getTime();
  return Number.isNaN(wait) ? 0 : Math.min(wait, LONGEST_MS);
}
