const TRIPS_AFTER = 5;

/**
 * Counts outcomes of one sender that say "Meta is not there" (unclear, or nothing left us). Five in a row make the sender
 * half-open, one message at a time, so that an outage at Meta does not turn a whole backlog UNCONFIRMED.
 */
export class Breaker {
  private inARow = 0;

  /** What the sender's row should become, or null where nothing changes. */
  after(reached: boolean): 'half_open' | 'closed' | null {
    if (reached) {
      const tripped = this.inARow >= TRIPS_AFTER;
      this.inARow = 0;
      return tripped ? 'closed' : null;
    }
    this.inARow += 1;
    return this.inARow >= TRIPS_AFTER ? 'half_open' : null;
  }

  /** Milliseconds until the next probe of a half-open sender: 1 s, 2 s … up to 30 s. */
  probeAfterMs(): number {
    return Math.min(1_000 * 2 ** (this.inARow - TRIPS_AFTER), 30_000);
  }
}
