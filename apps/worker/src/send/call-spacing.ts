/** How fast a lag that is over is made up for, as a share of time: so much faster than jobs are taken do calls leave. */
const CATCH_UP = 0.03;
/** A disk that syncs holds a database up for that long now and then; an order must not wait for a second. */
const LONGEST_MS = 600;
/** A call that waits takes the place of another in its worker (sender-workers.ts): no more than there are to spare. */
const PLACES_TO_SPARE = 200;
/** A window's jobs are handed out all at once: its calls leave nearly as far apart as the rate asks for, not together. */
const APART = 0.9;
/** With less than this share of the rate in all workers together, whatever comes at once is still far below it. */
const LEISURELY = 1 / 8;

/**
 * Spaces the calls of one number as its jobs were taken. The queue's limiter counts jobs when they are taken, Meta counts calls when
 * they come: what a slow database holds up in between would arrive on top of what follows it. So each call leaves as long
 * after its job was taken as the slowest of the calls before it, a lag that shrinks with time, and not at once with the call before it.
 * Milliseconds of a monotonic clock.
 */
export class CallSpacing {
  private lagMs = 0;
  private lastReadyMs = -Infinity;
  private lastLeavesMs = -Infinity;
  /** Own calls within about the last second: each counts less the longer ago it was. */
  private recent = 0;

  /**
   * How long a call that is ready now still has to wait; it is taken to leave then. `everywhere`: calls of all workers within a second,
   * as far as this one has heard: of many workers each has little to do, and all of them are held up by the same database.
   */
  leave(takenMs: number, nowMs: number, pace: number, everywhere: number): number {
    const sinceLastMs = Math.max(0, nowMs - this.lastReadyMs);
    this.recent *= Math.exp(-sinceLastMs / 1_000);
    const lagMs = Math.max(0, this.lagMs - sinceLastMs * CATCH_UP);
    const ownLagMs = nowMs - takenMs;
    const leisurely = Math.max(this.recent, everywhere) < pace * LEISURELY;
    const longestMs = Math.min(LONGEST_MS, (1_000 * PLACES_TO_SPARE) / pace);
    const turnMs = Math.max(takenMs + lagMs, this.lastLeavesMs + (APART * 1_000) / pace);
    const waitMs = leisurely ? 0 : Math.min(longestMs, Math.max(0, turnMs - nowMs));
    this.lagMs = Math.min(longestMs, leisurely ? ownLagMs : Math.max(lagMs, ownLagMs));
    this.lastReadyMs = nowMs;
    this.lastLeavesMs = nowMs + waitMs;
    this.recent += 1;
    return waitMs;
  }
}
