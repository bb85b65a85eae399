const TICK_MS = 10;

/**
 * Runs tasks when they are due with a single timer, whatever their number: a timer a status would mean thousands of
 * timers a second under load. Precision is one tick (10 ms).
 */
export class DueTasks {
  readonly #buckets = new Map<number, (() => void)[]>();
  #timer: NodeJS.Timeout | undefined;
  #lastTick = 0;

  constructor(private readonly now: () => number) {}

  /** Runs `task` in `delayMs` milliseconds or up to a tick later. */
  in(delayMs: number, task: () => void): void {
    if (this.#timer === undefined) this.#start();
    const tick = Math.max(Math.ceil((this.now() + delayMs) / TICK_MS), this.#lastTick + 1);
    const bucket = this.#buckets.get(tick);
    if (bucket) bucket.push(task);
    else this.#buckets.set(tick, [task]);
  }

  /** Tasks that are not due yet. */
  get waiting(): number {
    return [...this.#buckets.values()].reduce((sum, tasks) => sum + tasks.length, 0);
  }

  clear(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#buckets.clear();
  }

  #start(): void {
    this.#lastTick = Math.floor(this.now() / TICK_MS);
    this.#timer = setInterval(() => this.#runDue(), TICK_MS);
  }

  #runDue(): void {
    const due = Math.floor(this.now() / TICK_MS);
    while (this.#lastTick < due) {
      this.#lastTick += 1;
      const tasks = this.#buckets.get(this.#lastTick);
      if (!tasks) continue;
      this.#buckets.delete(this.#lastTick);
      for (const task of tasks) task();
    }
    if (this.#buckets.size === 0) this.clear();
  }
}
