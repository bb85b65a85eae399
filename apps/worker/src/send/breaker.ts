const TRIPS_AFTER = 5;
const LONGEST_PAUSE_MS = 30_000;
/** A probe of which no byte left us makes nothing unclear: it may be repeated sooner. */
const LONGEST_PAUSE_OF_UNSENT_MS = 5_000;

/** Who sends one message at a time because of a call that missed Meta: all workers, because the sender is half-open, or this one. */
export type HoldingBack = 'all' | 'this_worker' | 'nobody';

/**
 * Counts outcomes of one sender in this worker that say "Meta is not there" (unclear, or it did not get the message). Five in a row make
 * the sender half-open, one message at a time until one is accepted, so that an outage at Meta does not turn a whole backlog
 * UNCONFIRMED. Where another worker reaches Meta then, the way of this one is broken: it holds back alone, lest it stop the other one
 * again and again.
 */
export class Breaker {
  private missedInARow = 0;
  /** In a row, of the half-open sender. */
  private probesMissed = 0;
  /** In a row, while the sender was open for the others. */
  private missedAlone = 0;
  /** It has tripped, and that could not be written. */
  private nobodyKnows = false;
  /** When whoever holds back last knew of it, by the monotonic clock; Infinity: they are being told. */
  private toldAtMs = Infinity;

  get tripped(): boolean {
    return this.missedInARow >= TRIPS_AFTER;
  }

  /** Whoever holds back does so by now: what is claimed from now on is claimed because Meta is there again, or to find out. */
  told(now: number): void {
    this.toldAtMs = now;
  }

  /** Whether what was claimed at that moment of the monotonic clock was claimed before whoever holds back knew. */
  hasGoneSince(claimedAt: number): boolean {
    return this.tripped && claimedAt < this.toldAtMs;
  }

  /** It could not be written that the sender is half-open. */
  notWritten(): void {
    this.nobodyKnows = true;
  }

  reached(): void {
    this.missedInARow = 0;
    this.probesMissed = 0;
    this.missedAlone = 0;
    this.nobodyKnows = false;
  }

  /**
   * A call missed Meta: `halfOpen`, the one message of a half-open sender; claimed at `claimedAt` of the monotonic clock. What was under
   * way together misses together and says so once. Whoever holds back, `told` says when they know.
   */
  missed({ halfOpen, claimedAt }: { readonly halfOpen: boolean; readonly claimedAt: number }): HoldingBack {
    const wasTripped = this.tripped;
    this.missedInARow += 1;
    if (!halfOpen && !wasTripped) return this.tripped ? this.hold('all') : 'nobody';
    if (!halfOpen && claimedAt < this.toldAtMs) return 'nobody';
    if (halfOpen) {
      this.probesMissed += 1;
      return this.hold('all');
    }
    this.missedAlone += 1;
    if (this.nobodyKnows) return this.hold('all');
    this.probesMissed = 0;
    return this.hold('this_worker');
  }

  private hold(whom: 'all' | 'this_worker'): HoldingBack {
    this.toldAtMs = Infinity;
    this.nobodyKnows = false;
    return whom;
  }

  /**
   * Milliseconds until the next probe of a half-open sender: 1 s, and twice as long after each that missed, up to 30 s, or
   * up to 5 s where the last one did not even leave us (`unsent`).
   */
  probeAfterMs(unsent: boolean): number {
    return pause(this.probesMissed, unsent);
  }

  /** The same for this worker, also after the calls that it missed alone. */
  standsBackMs(unsent: boolean): number {
    return pause(this.probesMissed + this.missedAlone, unsent);
  }
}

function pause(missed: number, unsent: boolean): number {
  return Math.min(1_000 * 2 ** missed, unsent ? LONGEST_PAUSE_OF_UNSENT_MS : LONGEST_PAUSE_MS);
}
