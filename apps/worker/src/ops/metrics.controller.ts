import { Controller, Get, Header, Inject } from '@nestjs/common';
import { SendQueues, sendQueueName } from '#queues';
import { Metrics } from '#runtime';
import { Senders, SendersRepository } from '#senders';
import { QueueFiguresRepository } from '#sending';

/** Prometheus' figures; open, because the worker's port is internal. */
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    @Inject(QueueFiguresRepository) private readonly figures: QueueFiguresRepository,
    private readonly senders: Senders,
    @Inject(SendersRepository) private readonly states: SendersRepository,
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
    const states = [...(await this.states.states()).values()];
    this.metrics.senderPaused.reset();
    for (const { phoneNumberId: sender, state, pauseReason, pausedBy, waitUntil } of states) {
      // A person's reason is free text, and may name somebody.
      const why = pausedBy === 'PERSON' ? 'by a person' : (pauseReason ?? 'unknown');
      const reason = state === 'PAUSED' ? why : waitUntil === null ? 'none' : 'waits';
      this.metrics.senderPaused.set({ sender, reason }, reason === 'none' ? 0 : 1);
    }
  }

  private async readQueues(): Promise<void> {
    for (const { phoneNumberId } of this.senders.all()) {
      const queue = sendQueueName(phoneNumberId);
      const counts = await this.queues.counts(phoneNumberId);
      for (const [state, count] of Object.entries(counts)) this.metrics.queueJobs.set({ queue, state }, count);
    }
  }
}
