const TRIPS_AFTER = 5;
const LONGEST_PAUSE_MS = 30_000;
/** A probe of which no byte left us makes nothing unclear: it may be repeated sooner. */
const LONGEST_PAUSE_OF_UNSENT_MS = 5_000;

/**
 * Counts outcomes of one sender that say "Meta is not there" (unclear, or it did not get the message). Five in a row make
 * the sender half-open, one message at a time until one is accepted, so that an outage at Meta does not turn a whole backlog
 * UNCONFIRMED.
 */
export class Breaker {
  private missedInARow = 0;
  private probesMissed = 0;
  /** When all workers last knew of it, by the monotonic clock; Infinity: they are being told. */
  private toldAtMs = Infinity;

  get tripped(): boolean {
    return this.missedInARow >= TRIPS_AFTER;
  }

  /** The sender is about to be half-open for all workers. Before that, whatever is claimed is claimed as if Meta were there. */
  telling(): void {
    this.toldAtMs = Infinity;
  }

  /** The sender is half-open for all workers: what is claimed from now on is claimed because Meta is there again, or to find out. */
  told(now: number): void {
    this.toldAtMs = now;
  }

  /** Whether what was claimed at that moment of the monotonic clock was claimed before all workers knew. */
  hasGoneSince(claimedAt: number): boolean {
    return this.tripped && claimedAt < this.toldAtMs;
  }

  reached(): void {
    this.missedInARow = 0;
    this.probesMissed = 0;
  }

  /** `probe`: it was the one message of a half-open sender. What was under way together misses together and says so once. */
  missed(probe: boolean): void {
    this.missedInARow += 1;
    if (probe) this.probesMissed += 1;
  }

  /**
   * Milliseconds until the next probe of a half-open sender: 1 s, and twice as long after each that missed, up to 30 s, or
   * up to 5 s where the last one did not even leave us (`unsent`).
   */
  probeAfterMs(unsent: boolean): number {
    return Math.min(1_000 * 2 ** this.probesMissed, unsent ? LONGEST_PAUSE_OF_UNSENT_MS : LONGEST_PAUSE_MS);
  }
}
