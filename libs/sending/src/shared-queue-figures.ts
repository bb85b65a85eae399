import type { QueueFigures, QueueFiguresRepository } from './queue-figures.repository.js';

const SHARED_FOR_MS = 3_000;

/**
 * One reading of the queue for all who ask within some seconds. With a million messages waiting it is no small question, and
 * the metrics, the health check and the watchdog of each worker ask it several times a minute.
 */
export class SharedQueueFigures {
  private reading: Promise<readonly QueueFigures[]> | null = null;
  /** By `now`; while a reading is under way nobody begins another. */
  private freshUntil = Infinity;

  constructor(
    private readonly figures: Pick<QueueFiguresRepository, 'read'>,
    /** Monotonic, in milliseconds. */
    private readonly now: () => number,
  ) {}

  read(): Promise<readonly QueueFigures[]> {
    if (this.reading !== null && this.now() < this.freshUntil) return this.reading;
    this.freshUntil = Infinity;
    this.reading = this.figures.read().then(
      (figures) => {
        this.freshUntil = this.now() + SHARED_FOR_MS;
        return figures;
      },
      (error: unknown) => {
        this.reading = null;
        throw error;
      },
    );
    return this.reading;
  }
}
