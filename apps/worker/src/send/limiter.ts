/** What BullMQ takes from a queue: `max` jobs in each window of `duration` milliseconds, all workers together. */
export interface Limiter {
  max: number;
  duration: number;
}

/**
 * Windows of about 100 ms: a fixed window of 1 s lets twice the rate through in a rolling second. Two hundredths longer than the
 * rate asks for: calls do not take equally long, and Meta counts when they come. What is refused costs more than that.
 */
export function limiterFor(pace: number): Limiter {
  const max = Math.max(1, Math.floor(pace / 10));
  return { max, duration: Math.ceil((1_020 * max) / pace) };
}
