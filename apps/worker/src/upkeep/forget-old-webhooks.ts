import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EventLog, Metrics, Sweep } from '#runtime';
import { OldWebhooksRepository, WebhookDaysRepository } from '#webhook-events';

const EVERY_MS = 10 * 60_000;

/** Drops what Meta will not ask about again: raw bodies, statuses of messages that are not ours, heartbeats of the past. */
@Injectable()
export class ForgetOldWebhooks implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sweep: Sweep;

  constructor(
    @Inject(WebhookDaysRepository) private readonly days: WebhookDaysRepository,
    @Inject(OldWebhooksRepository) private readonly old: OldWebhooksRepository,
    private readonly metrics: Metrics,
    private readonly log: EventLog,
  ) {
    this.sweep = new Sweep(
      'forget-old-webhooks',
      EVERY_MS,
      () => this.round(),
      (error) => log.error('sweep.failed', error, { sweep: 'forget-old-webhooks' }),
    );
  }

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweep.stop();
  }

  private async round(): Promise<void> {
    const { done, blocked } = await this.days.drop();
    if (done.length > 0) this.log.info('webhook.days_dropped', { days: done });
    if (blocked.length > 0) this.log.warn('webhook.days_not_dropped', { days: blocked, reason: 'locked' });
    const dropped = await this.old.drop();
    this.metrics.parkedDropped.inc(dropped.parkedStatuses);
    if (dropped.parkedStatuses > 0) this.log.info('webhook.parked_dropped', { count: dropped.parkedStatuses });
  }
}
