const TRIPS_AFTER = 5;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Counts outcomes of one sender that say "Meta is not there" (unclear, or nothing left us). Five in a row make the sender
 * half-open, one message at a time until one is accepted, so that an outage at Meta does not turn a whole backlog UNCONFIRMED.
 */
export class Breaker {
  private missedInARow = 0;

  get tripped(): boolean {
    return this.missedInARow >= TRIPS_AFTER;
  }

  reached(): void {
    this.missedInARow = 0;
  }

  missed(): void {
    this.missedInARow += 1;
  }

  /** Milliseconds until the next probe of a half-open sender: 1 s, 2 s … up to 30 s. */
  probeAfterMs(): number {
    return Math.min(1_000 * 2 ** Math.max(0, this.missedInARow - TRIPS_AFTER), LONGEST_PAUSE_MS);
  }
}
