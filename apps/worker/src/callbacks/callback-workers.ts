import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type Job, Worker } from 'bullmq';
import { CALLBACKS_QUEUE, type CallbackJob, KEEP_FINISHED, QUEUE_PREFIX, QueueStorage } from '#queues';
import { EventLog, JOB_LOCK_MS, endsWithin } from '#runtime';
import { ServeEndpoint } from './serve-endpoint.js';

/** Endpoints that one process serves at the same time; nearly all of that time is waiting for their answers. */
const ENDPOINTS_AT_ONCE = 50;
const SAME_ERROR_EVERY_MS = 10_000;
const LONGEST_STOP_MS = 3_000;

/** Takes endpoints from the queue and serves each for a while. */
@Injectable()
export class CallbackWorkers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private worker: Worker<CallbackJob> | null = null;
  private lastErrorMs = -Infinity;

  constructor(
    private readonly serveEndpoint: ServeEndpoint,
    @Inject(QueueStorage) private readonly storage: QueueStorage,
    private readonly log: EventLog,
  ) {}

  onApplicationBootstrap(): void {
    this.worker = new Worker<CallbackJob>(CALLBACKS_QUEUE, (job) => this.process(job), {
      connection: this.storage.connection,
      prefix: QUEUE_PREFIX,
      concurrency: ENDPOINTS_AT_ONCE,
      lockDuration: JOB_LOCK_MS,
      // PostgreSQL decides who serves an endpoint; a stalled job only asks it.
      maxStalledCount: 100,
      removeOnComplete: KEEP_FINISHED,
      removeOnFail: KEEP_FINISHED,
    });
    this.worker.on('error', (error) => this.hear(error));
    this.storage.endUnlessReached(this.worker, (error) => this.log.error('queue.not_reached', error));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.serveEndpoint.stop();
    // Where the queue is away it would wait for that; what is not told is due for whoever comes next.
    await endsWithin(LONGEST_STOP_MS, Promise.resolve(this.worker?.close()));
  }

  /** Its outcome goes into the job's log, for the dashboard. */
  private async process(job: Job<CallbackJob>): Promise<string> {
    const text = await this.serveEndpoint.execute(job.data.endpointId);
    await job.log(text);
    return text;
  }

  /** A queue that is away says so many times a second; once in ten is enough for a log. */
  private hear(error: Error): void {
    const now = performance.now();
    if (now - this.lastErrorMs < SAME_ERROR_EVERY_MS) return;
    this.lastErrorMs = now;
    this.log.warn('queue.worker_error', { queue: CALLBACKS_QUEUE, error: error.message });
  }
}
