/** What BullMQ takes from a queue: `max` jobs in each window of `duration` milliseconds, all workers together. */
export interface Limiter {
  max: number;
  duration: number;
}

/** Waiting for less, the next call may still find none before it: the queue hands out somewhat more than may leave… */
const SHORT_MS = 50;
const MORE = 0.8;
/** … and waiting for longer, an order would wait as long for its turn: it hands out much less, until that is made up for. */
const LONG_MS = 150;
const LESS = 2;

/**
 * Windows of about 100 ms. They need not keep the rate exactly, calls leave by turns (call-turns.ts): they keep few waiting for one, and always
 * some, though BullMQ notices late that a window is over, by some milliseconds. `waitedMs`: how long a call has been waiting for its turn.
 * Where turns are not `counted`, the windows are all that several workers have in common.
 */
export function limiterFor(pace: number, waitedMs: number, counted: boolean): Limiter {
  const max = Math.max(1, Math.floor(pace / 10));
  const windowMs = (1_000 * max) / pace;
  // Turns that are far apart are waited for in any case.
  const besidesMs = waitedMs - 2_000 / pace;
  const factor = besidesMs >= LONG_MS ? LESS : besidesMs >= SHORT_MS || !counted ? 1 : MORE;
  return { max, duration: Math.ceil(windowMs * factor) };
}
