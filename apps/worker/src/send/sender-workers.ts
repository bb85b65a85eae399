import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type Job, UnrecoverableError, Worker } from 'bullmq';
import { KEEP_FINISHED, QUEUE_PREFIX, QueueStorage, type SendJob, sendQueueName } from '#queues';
import { EventLog, JOB_LOCK_MS, endsWithin } from '#runtime';
import { type Sender, Senders } from '#senders';
import { SendMessage } from './send-message.js';
import { SenderPaces } from './sender-paces.js';

/**
 * Longest wait for sends under way when the process is told to stop: for those that wait for their turn, and then for a call to Meta, 9 s
 * by default. What is left is settled by lease and webhook.
 */
const LAST_TURNS_MS = 2_500;
const LAST_CALLS_MS = 9_500;

const SAME_ERROR_EVERY_MS = 10_000;
/**
 * Jobs at once and sender, at the most. BullMQ takes all of them, one after the other, before it works on the first: in
 * PostgreSQL each takes some 10 ms on a busy machine.
 */
export const MOST_AT_ONCE = { redis: 500, postgres: 100 } as const;

/** One BullMQ worker a sender, each with its own rate. */
@Injectable()
export class SenderWorkers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private workers: readonly Worker<SendJob>[] = [];
  private stopping = false;
  private lastErrorMs = -Infinity;

  constructor(
    private readonly senders: Senders,
    private readonly sendMessage: SendMessage,
    private readonly paces: SenderPaces,
    @Inject(QueueStorage) private readonly storage: QueueStorage,
    private readonly log: EventLog,
  ) {}

  /** The rate of each number is known by now (register-installation.ts). */
  onApplicationBootstrap(): void {
    this.workers = this.senders.all().map((sender) => this.start(sender));
    this.paces.onChange(() => this.heedPaces());
  }

  /** Each number's rate as it is by now, also for workers that run already. */
  async keepPace(): Promise<void> {
    // One that stood back takes jobs again, whether or not the rates can be read.
    await this.paces.round().finally(() => this.heedPaces());
  }

  private heedPaces(): void {
    for (const [index, { phoneNumberId }] of this.senders.all().entries()) {
      const worker = this.workers[index];
      if (worker === undefined || this.stopping) continue;
      const concurrency = this.concurrencyOf(phoneNumberId);
      if (worker.concurrency !== concurrency) worker.concurrency = concurrency;
      const standsBack = this.paces.standsBack(phoneNumberId);
      // Neither waits for the jobs that it has.
      if (standsBack && !worker.isPaused()) void worker.pause(true);
      if (!standsBack && worker.isPaused()) void worker.resume();
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    const closed = Promise.all(this.workers.map((worker) => worker.close()));
    await endsWithin(LAST_TURNS_MS, closed);
    this.sendMessage.callNoMore();
    await endsWithin(LAST_CALLS_MS, closed);
    this.sendMessage.stop();
  }

  /** Those that may call at once, and a quarter of a second's that wait for their turn or are on their way to it; none beside a single one. */
  private concurrencyOf(phoneNumberId: string): number {
    const calls = this.paces.mostUnderWayOf(phoneNumberId);
    const ready = calls === 1 ? 0 : Math.ceil(this.paces.mpsOf(phoneNumberId) / 4);
    return Math.min(calls + ready, MOST_AT_ONCE[this.storage.backend]);
  }

  private start(sender: Sender): Worker<SendJob> {
    const worker = new Worker<SendJob>(
      sendQueueName(sender.phoneNumberId),
      (job) => this.process(job, sender.phoneNumberId),
      {
        connection: this.storage.connection,
        prefix: QUEUE_PREFIX,
        concurrency: this.concurrencyOf(sender.phoneNumberId),
        limiter: this.paces.limiterOf(sender.phoneNumberId),
        lockDuration: JOB_LOCK_MS,
        // PostgreSQL decides what is sent again; a stalled job only asks it.
        maxStalledCount: 100,
        removeOnComplete: KEEP_FINISHED,
        removeOnFail: KEEP_FINISHED,
      },
    );
    worker.on('error', (error) => this.hear(sender.phoneNumberId, error));
    this.storage.endUnlessReached(worker, (error) => this.log.error('queue.not_reached', error));
    return worker;
  }

  /** A queue that is away says so many times a second; once in ten is enough for a log. */
  private hear(sender: string, error: Error): void {
    const now = performance.now();
    if (now - this.lastErrorMs < SAME_ERROR_EVERY_MS) return;
    this.lastErrorMs = now;
    this.log.warn('queue.worker_error', { sender, error: error.message });
  }

  /**
   * Its outcome goes into the job's log, for the dashboard. A job fails where its message did, so that people find it among
   * the failed ones, and where PostgreSQL was away; neither is tried again by BullMQ.
   */
  private async process(job: Job<SendJob>, senderId: string): Promise<string> {
    const report = await this.sendMessage.execute(job.data.messageId, senderId).catch(async (error: unknown) => {
      const what = error instanceof Error ? error.name : 'unknown error';
      await job.log(`not processed (${what}): the message is put into the queue again`).catch(() => undefined);
      throw error;
    });
    await job.log(report.text);
    if (report.failed) throw endOf(report.text);
    return report.text;
  }
}

/** The dashboard shows the stack: where this is thrown says nothing about what happened. */
function endOf(text: string): UnrecoverableError {
  const error = new UnrecoverableError(text);
  error.stack = text;
  return error;
}
