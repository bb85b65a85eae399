/** What BullMQ takes from a queue: `max` jobs in each window of `duration` milliseconds, all workers together. */
export interface Limiter {
  max: number;
  duration: number;
}

/**
 * Windows of about 100 ms: a fixed window of 1 s lets twice the rate through in a rolling second. A hundredth longer than the
 * rate asks for, and BullMQ takes some milliseconds more to notice that one is over: calls do not take equally long, Meta counts when
 * they come, and what is refused costs more than that.
 */
export function limiterFor(pace: number): Limiter {
  const max = Math.max(1, Math.floor(pace / 10));
  return { max, duration: Math.ceil((1_010 * max) / pace) };
}
