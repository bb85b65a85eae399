/** For what anybody can make happen thousands of times a second: one line a second says how often it did. */
export class OnceASecond {
  private untold = 0;
  private toldAt = -Infinity;

  /** Milliseconds of a clock that nobody sets. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Counts one; how many there were since that was last told, where it is to be told now, else null. */
  count(): number | null {
    this.untold += 1;
    const now = this.now();
    if (now - this.toldAt < 1_000) return null;
    const count = this.untold;
    this.toldAt = now;
    this.untold = 0;
    return count;
  }
}
