const A_MINUTE_MS = 60_000;
/** More of them at once are no news for people. */
const TOLD_AT_MOST = 20;

/** For what Meta says by the thousand and people need to hear once: each thing once a minute, and 20 different ones. */
export class OnceAMinute {
  private readonly told = new Set<string>();
  private since = -Infinity;

  /** Milliseconds of a clock that nobody sets. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Whether it is to be told now; whoever asks tells it. */
  isDue(thing: string): boolean {
    if (this.now() - this.since > A_MINUTE_MS) {
      this.told.clear();
      this.since = this.now();
    }
    if (this.told.has(thing) || this.told.size >= TOLD_AT_MOST) return false;
    this.told.add(thing);
    return true;
  }
}
