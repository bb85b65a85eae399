/** What Meta sends day by day is smaller; read, a body is up to forty times as large as it came. */
const LARGE_BYTES = 256 * 1024;

/**
 * Large bodies are taken in one after the other: what one of them became can be thrown away before the next is read, and
 * whoever else calls is answered in between, PostgreSQL's answers are heard.
 */
export class LargeBodies {
  private last: Promise<unknown> = Promise.resolve();

  /** Takes in a body of so many bytes when it is its turn, a small one at once. */
  inTurn(bytes: number, takeIn: () => Promise<void>): Promise<void> {
    if (bytes <= LARGE_BYTES) return takeIn();
    const taken = this.last.then(takeIn);
    this.last = taken.catch(() => undefined);
    return taken;
  }
}
