import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EventLog, Sweep } from '#runtime';
import { WebhookDaysRepository } from '#webhook-events';

const EVERY_MS = 10 * 60_000;

/** Makes the partitions into which the raw webhooks of the next days go; two days ahead leave time for what stands in the way. */
@Injectable()
export class PrepareWebhookDays implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sweep: Sweep;

  constructor(
    @Inject(WebhookDaysRepository) private readonly days: WebhookDaysRepository,
    private readonly log: EventLog,
  ) {
    this.sweep = new Sweep(
      'prepare-webhook-days',
      EVERY_MS,
      () => this.round(),
      (error) => log.error('sweep.failed', error, { sweep: 'prepare-webhook-days' }),
    );
  }

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweep.stop();
  }

  private async round(): Promise<void> {
    const { done, blocked } = await this.days.prepare();
    if (done.length > 0) this.log.info('webhook.days_prepared', { days: done });
    if (blocked.length > 0) this.log.warn('webhook.days_not_prepared', { days: blocked, reason: 'locked' });
  }
}
