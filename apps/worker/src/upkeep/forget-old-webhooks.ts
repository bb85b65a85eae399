import { Inject, Injectable } from '@nestjs/common';
import { EventLog, Metrics } from '#runtime';
import { OldWebhooksRepository, WebhookDaysRepository } from '#webhook-events';

/** Drops what Meta will not ask about again: raw bodies, statuses of messages that are not ours, heartbeats of the past. */
@Injectable()
export class ForgetOldWebhooks {
  constructor(
    @Inject(WebhookDaysRepository) private readonly days: WebhookDaysRepository,
    @Inject(OldWebhooksRepository) private readonly old: OldWebhooksRepository,
    private readonly metrics: Metrics,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    const { done, blocked } = await this.days.drop();
    if (done.length > 0) this.log.info('webhook.days_dropped', { days: done });
    if (blocked.length > 0) this.log.warn('webhook.days_not_dropped', { days: blocked, reason: 'locked' });
    const dropped = await this.old.drop();
    this.metrics.parkedDropped.inc(dropped.parkedStatuses);
    if (dropped.parkedStatuses > 0) this.log.info('webhook.parked_dropped', { count: dropped.parkedStatuses });
  }
}
