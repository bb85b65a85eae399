import { setImmediate as turn } from 'node:timers/promises';

/** What Meta sends day by day is smaller; read, a body is up to forty times as large as it came. */
const LARGE_BYTES = 256 * 1024;

/**
 * Large bodies are read one a turn of the event loop: what one of them became can be thrown away before the next, and whoever
 * else calls is answered in between, PostgreSQL's answers are heard.
 */
export class LargeBodies {
  private last: Promise<void> = Promise.resolve();

  /** Resolves when a body of so many bytes may be read, which is to be done at once. */
  async turnOf(bytes: number): Promise<void> {
    if (bytes <= LARGE_BYTES) return;
    this.last = this.last.then(() => turn());
    await this.last;
  }
}
