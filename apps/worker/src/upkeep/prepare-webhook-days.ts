import { Inject, Injectable } from '@nestjs/common';
import { EventLog } from '#runtime';
import { WebhookDaysRepository } from '#webhook-events';

/** Makes the partitions into which the raw webhooks of the next days go; two days ahead leave time for what stands in the way. */
@Injectable()
export class PrepareWebhookDays {
  constructor(
    @Inject(WebhookDaysRepository) private readonly days: WebhookDaysRepository,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    const { done, blocked } = await this.days.prepare();
    if (done.length > 0) this.log.info('webhook.days_prepared', { days: done });
    if (blocked.length > 0) this.log.warn('webhook.days_not_prepared', { days: blocked, reason: 'locked' });
  }
}
