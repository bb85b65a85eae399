import { Fifo } from '../fifo.js';

/** How many messages a number has accepted within the last second, and the most it ever accepted within one. */
export class RollingSecond {
  readonly #acceptedAt = new Fifo<number>();
  #peak = 0;

  get peak(): number {
    return this.#peak;
  }

  /** @param now milliseconds */
  count(now: number): number {
    for (let oldest = this.#acceptedAt.peek(); oldest !== undefined && oldest <= now - 1000;) {
      this.#acceptedAt.take();
      oldest = this.#acceptedAt.peek();
    }
    return this.#acceptedAt.size;
  }

  /** @param now milliseconds */
  add(now: number): void {
    this.#acceptedAt.push(now);
    this.#peak = Math.max(this.#peak, this.count(now));
  }
}
