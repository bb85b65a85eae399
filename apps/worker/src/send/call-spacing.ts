/** How fast a lag that is over is made up for, as a share of time: so much faster than jobs are taken do calls leave. */
const CATCH_UP = 0.03;
/** A disk that syncs holds a database up for that long now and then; an order must not wait for a second. */
const LONGEST_MS = 600;
/** A call that waits takes the place of another in its worker (sender-workers.ts): no more than there are to spare. */
const PLACES_TO_SPARE = 50;
/** With less than this share of the rate in all workers together, whatever comes at once is still far below it. */
const LEISURELY = 1 / 8;

/**
 * Spaces the calls of one number as its jobs were taken. The queue's limiter counts jobs when they are taken, Meta counts calls when
 * they come: what a slow database holds up in between would arrive on top of what follows it. So each call leaves as long
 * after its job was taken as the slowest of the calls before it, a lag that shrinks with time. Milliseconds of a monotonic clock.
 */
export class CallSpacing {
  private lagMs = 0;
  private lastLeftMs = -Infinity;
  /** Own calls within about the last second: each counts less the longer ago it was. */
  private recent = 0;

  /**
   * How long a call that is ready now still has to wait; it is taken to leave then. `everywhere`: calls of all workers within a second,
   * as far as this one has heard: of many workers each has little to do, and all of them are held up by the same database.
   */
  leave(takenMs: number, nowMs: number, pace: number, everywhere: number): number {
    const sinceLastMs = Math.max(0, nowMs - this.lastLeftMs);
    this.recent *= Math.exp(-sinceLastMs / 1_000);
    const lagMs = Math.max(0, this.lagMs - sinceLastMs * CATCH_UP);
    const ownLagMs = nowMs - takenMs;
    const leisurely = Math.max(this.recent, everywhere) < pace * LEISURELY;
    const waitMs = leisurely ? 0 : Math.max(0, lagMs - ownLagMs);
    const longestMs = Math.min(LONGEST_MS, (1_000 * PLACES_TO_SPARE) / pace);
    this.lagMs = Math.min(longestMs, leisurely ? ownLagMs : Math.max(lagMs, ownLagMs));
    this.lastLeftMs = nowMs;
    this.recent += 1;
    return waitMs;
  }
}
