/** What BullMQ takes from a queue: `max` jobs in each window of `duration` milliseconds, all workers together. */
export interface Limiter {
  max: number;
  duration: number;
}

export interface CallsLately {
  /** How long a call has been waiting for its turn. */
  readonly waitedMs: number;
  /** How long it took the last ones from their jobs until they could leave, but for their turns. */
  readonly readyMs: number;
  /** Whether turns are counted for all workers. */
  readonly counted: boolean;
  /** Jobs since the last one that wanted to call Meta: those of messages that were cancelled, or may not go now. */
  readonly fenced: number;
}

/** Waiting for less, the next call may still find none before it: the queue hands out somewhat more than may leave… */
const SHORT_MS = 50;
const MORE = 0.8;
/** … and waiting for longer, an order would wait as long for its turn: it hands out much less, until that is made up for. */
const LONG_MS = 150;
const LESS = 2;
/** Jobs that take longer to become ready wait for each other, because the machine does not get on. */
const SOON_MS = 300;
/** Steep, so that it takes few of them to hand out no more than the machine can do, be that a tenth of the rate. */
const STEEPNESS = 3;
/** So many in a row are no coincidence: by the thousand they would keep what is behind them from its turns. */
const MANY_FENCED = 20;
/** In a window of 100 ms, which is 80 a second: what was held up for a moment has to be made up for, not to be handed out more slowly. */
const ALWAYS = 8;

/**
 * Windows of about 100 ms. They need not keep the rate exactly, calls leave by turns (call-turns.ts): they keep few waiting for one, and always
 * some, though BullMQ notices late that a window is over, by some milliseconds. Where turns are not counted, the windows are all that
 * several workers have in common. Where this machine cannot make so many calls, jobs that it has taken would wait in it for each other, an
 * order behind what was there before it: in the queue it goes first. A window is over soon whatever it holds: BullMQ lets nobody shorten it.
 * Jobs that call nobody use no turns: where many came in a row, a window holds what may leave in a second, ten times as many.
 */
export function limiterFor(
  pace: number,
  { waitedMs, readyMs, counted, fenced }: CallsLately = { waitedMs: 0, readyMs: 0, counted: true, fenced: 0 },
): Limiter {
  const max = Math.max(1, Math.floor(pace / 10));
  const windowMs = (1_000 * max) / pace;
  // Turns that are far apart are waited for in any case.
  const besidesMs = waitedMs - 2_000 / pace;
  const isEnough = besidesMs >= SHORT_MS || readyMs > SOON_MS || !counted;
  const factor = besidesMs >= LONG_MS ? LESS : isEnough ? 1 : MORE;
  const share = Math.min(1, SOON_MS / readyMs) ** STEEPNESS;
  const most = counted && fenced >= MANY_FENCED ? Math.max(max, Math.floor(pace)) : max;
  return { max: Math.max(Math.min(max, ALWAYS), Math.floor(most * share)), duration: Math.ceil(windowMs * factor) };
}
