const SPACING_MS = 6_000;
const BURST = 45;

/**
 * Meta's limit for one sender and one recipient: a message every 6 seconds; up to 45 within 6 seconds are borrowed from
 * the time after, so that 20 at once mean two minutes of waiting.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/about-the-platform#pair-rate-limits
 */
export class PairRate {
  readonly #bursts = new Map<string, { startedAt: number; messages: number }>();

  /** Counts a message and says whether it may pass. @param now milliseconds */
  admit(recipient: string, now: number): boolean {
    const burst = this.#bursts.get(recipient);
    if (burst && now < burst.startedAt + SPACING_MS) {
      if (burst.messages >= BURST) return false;
      burst.messages += 1;
      return true;
    }
    if (burst && now < burst.startedAt + burst.messages * SPACING_MS) return false;
    this.#forgetPaidBack(now);
    this.#bursts.delete(recipient);
    this.#bursts.set(recipient, { startedAt: now, messages: 1 });
    return true;
  }

  /** The oldest stand first in the map, so that this looks at no more than it removes, plus one. */
  #forgetPaidBack(now: number): void {
    for (const [recipient, burst] of this.#bursts) {
      if (now < burst.startedAt + burst.messages * SPACING_MS) return;
      this.#bursts.delete(recipient);
    }
  }
}
