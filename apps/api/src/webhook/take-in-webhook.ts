import { Inject, Injectable } from '@nestjs/common';
import { batchFault } from '#database';
import { EventLog, Metrics, MicroBatcher } from '#runtime';
import { Senders } from '#senders';
import { CountNews, type StatusReport } from '#sending';
import { type IntakeItem, type IntakeResult, WebhookIntakeRepository, readWebhook } from '#webhook-events';
import { ReceiverHeartbeat } from './receiver-heartbeat.js';

/**
 * When Meta calls, everything it says is committed before it hears 200; it repeats for days what we did not take, and never
 * what we did. A part that PostgreSQL cannot take is set aside, so that it neither blocks its neighbours nor comes again.
 */
@Injectable()
export class TakeInWebhook {
  private readonly batcher: MicroBatcher<IntakeItem, IntakeResult>;

  constructor(
    @Inject(WebhookIntakeRepository) intake: WebhookIntakeRepository,
    private readonly senders: Senders,
    @Inject(ReceiverHeartbeat) private readonly heartbeat: Pick<ReceiverHeartbeat, 'refused' | 'tookIn'>,
    private readonly news: CountNews,
    private readonly metrics: Metrics,
    private readonly log: EventLog,
  ) {
    this.batcher = new MicroBatcher({
      write: (items) => intake.keep(items),
      faultOf: batchFault,
      windowMs: 3,
      maxItems: 1_000,
      maxInFlight: 2,
      maxWaiting: 20_000,
    });
  }

  /** `signedBy`: the secrets that signed it; each is good only for the senders it belongs to. */
  async execute(body: Buffer, signedBy: readonly string[]): Promise<void> {
    const reading = readWebhook(body, new Date());
    for (const field of reading.recordedOnly) this.metrics.webhookEvents.inc({ field, result: 'recorded' });
    this.hear(reading.inboundMessages, 'messages');
    this.hear(reading.marketingPreferences, 'user_preferences');
    const senderIds = this.sendersOf(signedBy);
    const items: IntakeItem[] = [
      { kind: 'payload', body, senderIds },
      ...reading.unreadable.map((part) => ({ kind: 'quarantine' as const, ...part })),
      ...reading.statuses.flatMap((report): IntakeItem[] => {
        if (senderIds.includes(report.senderId)) return [{ kind: 'status', report }];
        this.metrics.webhookEvents.inc({ field: 'messages', result: 'foreign' });
        return [];
      }),
    ];
    try {
      await Promise.all(items.map((item) => this.keep(item)));
      await this.heartbeat.tookIn();
    } catch (error) {
      // Meta hears 503 and comes again, nobody knows when: until then its silence proves nothing.
      this.heartbeat.refused();
      throw error;
    }
  }

  /** What follows from them is not built yet: they are kept with the raw body. */
  private hear(parts: readonly unknown[], field: string): void {
    if (parts.length > 0) this.metrics.webhookEvents.inc({ field, result: 'recorded' }, parts.length);
  }

  private sendersOf(signedBy: readonly string[]): readonly string[] {
    const senders = this.senders
      .all()
      .filter(({ appSecrets }) => appSecrets.some((secret) => signedBy.includes(secret)));
    return senders.map((sender) => sender.phoneNumberId);
  }

  private async keep(item: IntakeItem): Promise<void> {
    try {
      this.count(item, await this.batcher.add(item));
    } catch (error) {
      if (item.kind !== 'status' || batchFault(error) !== 'item') throw error;
      this.log.error('webhook.status_set_aside', error);
      this.metrics.webhookEvents.inc({ field: 'messages', result: 'quarantined' });
      await this.batcher.add({
        kind: 'quarantine',
        reason: 'PostgreSQL refused it',
        event: JSON.stringify(item.report),
      });
    }
  }

  private count(item: IntakeItem, { result, news }: IntakeResult): void {
    if (item.kind === 'quarantine') this.metrics.webhookEvents.inc({ field: 'messages', result: 'quarantined' });
    if (item.kind === 'status') {
      this.metrics.webhookEvents.inc({ field: 'messages', result });
      this.observeLag(item.report);
    }
    this.news.execute(news);
  }

  private observeLag({ occurredAt, timeOfReceipt }: StatusReport): void {
    if (timeOfReceipt === true) return;
    this.metrics.webhookLag.observe(Math.max(0, (Date.now() - occurredAt.getTime()) / 1_000));
  }
}
