import type { Queue } from 'bullmq';
import type { CallbackJob, CallbackJobToAdd } from './callback-job.js';
import { inTime } from './in-time.js';
import type { QueueStorage } from './queue-storage.js';
import { QueueUnavailableError } from './queue-unavailable-error.js';

/** The queue of endpoints for which something is due; one job serves an endpoint for a while. */
export class CallbackQueue {
  constructor(
    readonly queue: Queue<CallbackJob>,
    private readonly storage: QueueStorage,
    private readonly timeoutMs: number,
  ) {
    queue.on('error', () => undefined);
  }

  /** Rejects with QueueUnavailableError within the time limit; adding again is harmless. */
  async add(jobs: readonly CallbackJobToAdd[]): Promise<void> {
    await this.ask(() =>
      this.queue.addBulk(
        jobs.map(({ endpointId, wakes }) => ({
          name: 'serve',
          data: { endpointId },
          opts: { jobId: `${endpointId}-${wakes}` },
        })),
      ),
    );
  }

  /** Jobs by state, for figures. */
  counts(): Promise<Readonly<Record<string, number>>> {
    return this.ask(() => this.queue.getJobCounts('waiting', 'prioritized', 'active', 'completed', 'failed'));
  }

  private ask<Result>(work: () => Promise<Result>): Promise<Result> {
    if (!this.storage.available()) return Promise.reject(new QueueUnavailableError('the queue is not connected'));
    return inTime(work(), this.timeoutMs, () => undefined);
  }
}
