import { Controller, Get, Header, Inject } from '@nestjs/common';
import { SendQueues } from '#queues';
import { Metrics } from '#runtime';
import { SendersRepository } from '#senders';
import { QueueFiguresRepository } from '#sending';

/** Prometheus' figures; open, because the worker's port is internal. */
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    @Inject(QueueFiguresRepository) private readonly figures: QueueFiguresRepository,
    @Inject(SendersRepository) private readonly senders: SendersRepository,
    @Inject(SendQueues) private readonly queues: SendQueues,
  ) {}

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async read(): Promise<string> {
    // What waits is read when asked, and a database that is away must not hide the other figures.
    await Promise.allSettled([this.readFigures(), this.readSenders(), this.readQueues()]);
    return this.metrics.registry.metrics();
  }

  private async readFigures(): Promise<void> {
    for (const entry of await this.figures.read()) {
      const sender = entry.senderId;
      this.metrics.oldestWaiting.set({ sender }, entry.oldestClaimableSeconds);
      this.metrics.unconfirmed.set({ sender }, entry.unconfirmed);
      this.metrics.held.set({ sender }, entry.held);
    }
  }

  private async readSenders(): Promise<void> {
    this.metrics.senderPaused.reset();
    for (const { phoneNumberId: sender, state, pauseReason } of (await this.senders.states()).values()) {
      this.metrics.senderPaused.set({ sender, reason: pauseReason ?? 'none' }, state === 'PAUSED' ? 1 : 0);
    }
  }

  private async readQueues(): Promise<void> {
    for (const queue of this.queues.all()) {
      const counts = await queue.getJobCounts('waiting', 'prioritized', 'active', 'completed', 'failed');
      for (const [state, count] of Object.entries(counts))
        this.metrics.queueJobs.set({ queue: queue.name, state }, count);
    }
  }
}
