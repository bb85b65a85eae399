import { endsWithin } from './ends-within.js';

/**
 * A round may ask Meta for many pages, or a database that hangs. Who shuts down waits for several sweeps, one after the other,
 * and for sends under way, and has 20 s for all of it (stop-in-time.ts).
 */
const LONGEST_STOP_MS = 2_000;

/** A database that is away makes some rounds fail several times a second. */
const TELL_EVERY_MS = 60_000;

/**
 * Runs a step again and again, a pause after each round, until stopped. A round that throws is reported, again only after a
 * minute or a round that did not, and the next one comes as usual: a sweep must outlive a database restart.
 */
export class Sweep {
  private stopped = false;
  /** Cuts the present pause short. */
  private wake: (() => void) | null = null;
  private running: Promise<void> = Promise.resolve();
  private toldMs = -Infinity;

  constructor(
    readonly name: string,
    private readonly pauseMs: number,
    private readonly round: () => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.running = this.loop();
  }

  /** Resolves when the round under way is over, or after two seconds: a round may die at any moment anyway. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wake?.();
    await endsWithin(LONGEST_STOP_MS, this.running);
  }

  private async loop(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.round();
        this.toldMs = -Infinity;
      } catch (error) {
        this.tell(error);
      }
      if (!this.stopped) await this.pause();
    }
  }

  private tell(error: unknown): void {
    const now = performance.now();
    if (now - this.toldMs < TELL_EVERY_MS) return;
    this.toldMs = now;
    this.onError(error);
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.pauseMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
