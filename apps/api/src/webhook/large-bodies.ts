import { BacklogFullError } from '#runtime';

/** What Meta sends day by day is smaller; read, a body is up to forty times as large as it came. */
const LARGE_BYTES = 256 * 1024;
/** As many as are taken in within the time that Meta waits for an answer. */
const MOST_WAITING = 16;

/**
 * Large bodies are taken in one after the other: what one of them became can be thrown away before the next is read, and
 * whoever else calls is answered in between, PostgreSQL's answers are heard. Those that wait behind one that PostgreSQL did
 * not take are not tried one by one: each would wait for the same outage.
 */
export class LargeBodies {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /** Takes in a body of so many bytes when it is its turn, a small one at once. Rejects with BacklogFullError if many wait. */
  inTurn(bytes: number, takeIn: () => Promise<void>): Promise<void> {
    if (bytes <= LARGE_BYTES) return takeIn();
    if (this.waiting >= MOST_WAITING) return Promise.reject(new BacklogFullError(`${this.waiting} large bodies wait`));
    this.waiting += 1;
    const taken = this.last.then(takeIn).finally(() => {
      this.waiting -= 1;
    });
    this.last = taken;
    taken.catch(() => {
      this.last = Promise.resolve();
    });
    return taken;
  }
}
