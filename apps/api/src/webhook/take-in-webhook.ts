import { Inject, Injectable } from '@nestjs/common';
import { batchFault } from '#database';
import { EventLog, Metrics, MicroBatcher } from '#runtime';
import { Senders } from '#senders';
import { CountNews, type StatusReport } from '#sending';
import {
  INBOUND_NEWS_EVENTS,
  type InboundNews,
  type IntakeItem,
  type IntakeResult,
  type WebhookReading,
  WebhookIntakeRepository,
  readWebhook,
  secretFingerprint,
} from '#webhook-events';
import { ForeignSenders } from './foreign-senders.js';
import { HeedTooFast } from './heed-too-fast.js';
import { LargeBodies } from './large-bodies.js';
import { ReceiverHeartbeat } from './receiver-heartbeat.js';
import { SenderErrors } from './sender-errors.js';
import { TakeInAccountEvents } from './take-in-account-events.js';

/** Of raw bodies, which lie in memory three times on their way to PostgreSQL. */
const STATEMENT_BYTES = 8 * 1024 * 1024;

/**
 * When Meta calls, everything it says is committed before it hears 200; it repeats for days what we did not take, and never
 * what we did. A part that PostgreSQL cannot take is set aside, so that it neither blocks its neighbours nor comes again.
 */
@Injectable()
export class TakeInWebhook {
  private readonly batcher: MicroBatcher<IntakeItem, IntakeResult>;
  private readonly foreign: ForeignSenders;
  private readonly largeBodies = new LargeBodies();

  constructor(
    @Inject(WebhookIntakeRepository) intake: WebhookIntakeRepository,
    private readonly senders: Senders,
    @Inject(ReceiverHeartbeat) private readonly heartbeat: Pick<ReceiverHeartbeat, 'refused' | 'tookIn'>,
    private readonly news: CountNews,
    private readonly metrics: Metrics,
    private readonly log: EventLog,
    @Inject(TakeInAccountEvents)
    private readonly accountEvents: Pick<TakeInAccountEvents, 'execute' | 'requireRoom'>,
    @Inject(SenderErrors) private readonly senderErrors: Pick<SenderErrors, 'pause' | 'tell'>,
    @Inject(HeedTooFast) private readonly tooFast: Pick<HeedTooFast, 'execute'>,
  ) {
    this.foreign = new ForeignSenders(log);
    this.batcher = new MicroBatcher({
      write: (items) => intake.keep(items),
      faultOf: batchFault,
      windowMs: 8,
      // A webhook of Meta's with as much as fits into one, 1,000 statuses and its body, goes in two at once, and one behind.
      maxItems: 500,
      size: { of: (item) => (item.kind === 'payload' ? item.body.length : 0), max: STATEMENT_BYTES },
      maxInFlight: 2,
      maxWaiting: 20_000,
      stalledAfterMs: 5_000,
      outageMs: 100,
    });
  }

  /** Throws BacklogFullError while no webhook at all can be taken in. */
  requireRoom(): void {
    this.batcher.requireRoom(1);
  }

  /** `signedBy`: the secrets that signed it; each is good only for the senders it belongs to. */
  async execute(body: Buffer, signedBy: readonly string[]): Promise<void> {
    try {
      // Where nothing fits in, nobody has to wait for his turn to hear it.
      this.requireRoom();
      await this.largeBodies.inTurn(body.length, () => this.takeIn(body, signedBy));
      await this.heartbeat.tookIn();
    } catch (error) {
      // Meta hears 503 and comes again, nobody knows when: until then its silence proves nothing.
      this.heartbeat.refused();
      throw error;
    }
  }

  private async takeIn(body: Buffer, signedBy: readonly string[]): Promise<void> {
    const reading = readWebhook(body, new Date(), (senderId) => this.senders.byId(senderId)?.wabaId ?? null);
    const senderIds = this.sendersOf(signedBy);
    const said: readonly SaidOfASender[] = [
      ...reading.statuses.map((report) => ({ kind: 'status' as const, report })),
      ...reading.inboundMessages.map((message) => ({ kind: 'inbound' as const, message })),
      ...reading.marketingPreferences.map((preference) => ({ kind: 'preference' as const, preference })),
    ];
    // What is said of the senders whose secrets signed; nothing else has an effect.
    const isOfOurs = ({ senderId }: { readonly senderId: string }): boolean => senderIds.includes(senderId);
    const isOwn = (item: SaidOfASender): boolean => isOfOurs(partOf(item));
    const errors = reading.senderErrors.filter(isOfOurs);
    const items: IntakeItem[] = [
      {
        kind: 'payload',
        body,
        senderIds,
        signedBy: signedBy.map(secretFingerprint),
        recipientIds: reading.recipientIds.filter(({ senderId }) => senderIds.includes(senderId)),
      },
      ...reading.unreadable.map(({ messageId = null, ...part }) => {
        const isOwnPart = part.senderId !== null && senderIds.includes(part.senderId);
        return { kind: 'quarantine' as const, ...part, messageId: isOwnPart ? messageId : null };
      }),
      ...said.filter(isOwn),
    ];
    // All of it or nothing: what is refused comes again as a whole, and would be kept again in part each time.
    this.batcher.requireRoom(items.length);
    this.accountEvents.requireRoom(reading.accountEvents.length);
    const keeping = items.map((item) => this.keep(item));
    // Meta waits for an answer, and a thousand lines of the log take their time. What was kept counts, even if not all of it was.
    void Promise.allSettled(keeping).then((ends) => setImmediate(() => this.countKept(ends)));
    await Promise.all([...keeping, this.accountEvents.execute(reading, senderIds), this.senderErrors.pause(errors)]);
    // Not before: Meta repeats what we refuse, and each time it would count.
    for (const field of reading.recordedOnly) this.metrics.webhookEvents.inc({ field, result: 'recorded' });
    this.countErrors(errors.length, reading.senderErrors.length - errors.length);
    this.senderErrors.tell(errors);
    this.countForeign(said.filter((item) => !isOwn(item)));
    this.countOfOtherAccounts(reading.ofOtherAccounts, senderIds);
    await this.tooFast.execute(reading.statuses.filter(isOfOurs), errors);
  }

  /** Of numbers, outside any message; what a message met is told again with the message. */
  private countErrors(own: number, foreign: number): void {
    if (own > 0) this.metrics.webhookEvents.inc({ field: 'messages', result: 'recorded' }, own);
    if (foreign > 0) this.metrics.webhookEvents.inc({ field: 'messages', result: 'foreign' }, foreign);
  }

  private countOfOtherAccounts(changes: WebhookReading['ofOtherAccounts'], senderIds: readonly string[]): void {
    for (const { senderId, told, configured, field, parts } of changes) {
      this.metrics.webhookEvents.inc({ field, result: 'foreign' }, parts);
      if (senderIds.includes(senderId)) this.foreign.tellOfAccount(senderId, told, configured);
    }
  }

  private countForeign(items: readonly SaidOfASender[]): void {
    for (const item of items) {
      const { senderId } = partOf(item);
      this.metrics.webhookEvents.inc({ field: fieldOf(item), result: 'foreign' });
      this.foreign.tell(senderId, this.senders.byId(senderId) !== null);
    }
  }

  private sendersOf(signedBy: readonly string[]): readonly string[] {
    const senders = this.senders
      .all()
      .filter(({ appSecrets }) => appSecrets.some((secret) => signedBy.includes(secret)));
    return senders.map((sender) => sender.phoneNumberId);
  }

  /** Null: set aside instead, and counted as that. */
  private async keep(item: IntakeItem): Promise<Kept | null> {
    try {
      return { item, ...(await this.batcher.addAdmitted(item)) };
    } catch (error) {
      if (item.kind === 'payload' || item.kind === 'quarantine' || batchFault(error) !== 'item') throw error;
      this.log.error(SET_ASIDE[item.kind], error);
      this.metrics.webhookEvents.inc({ field: fieldOf(item), result: 'quarantined' });
      await this.batcher.addAdmitted({
        kind: 'quarantine',
        field: fieldOf(item),
        senderId: partOf(item).senderId,
        reason: 'PostgreSQL refused it',
        event: JSON.stringify(partOf(item)),
        messageId: item.kind === 'status' ? (item.report.attemptOf?.messageId ?? null) : null,
      });
      return null;
    }
  }

  private countKept(ends: readonly PromiseSettledResult<Kept | null>[]): void {
    for (const end of ends) if (end.status === 'fulfilled' && end.value !== null) this.count(end.value);
  }

  private count({ item, result, news, inboundNews }: Kept): void {
    if (item.kind === 'quarantine') this.metrics.webhookEvents.inc({ field: item.field, result: 'quarantined' });
    if (item.kind !== 'payload' && item.kind !== 'quarantine') {
      this.metrics.webhookEvents.inc({ field: fieldOf(item), result });
    }
    if (item.kind === 'status') this.observeLag(item.report);
    this.news.execute(news);
    for (const entry of inboundNews) this.tell(entry);
  }

  private tell({ kind, messageId, senderId }: InboundNews): void {
    this.log.info(INBOUND_NEWS_EVENTS[kind], { messageId, sender: senderId });
  }

  private observeLag({ occurredAt, timeOfReceipt }: StatusReport): void {
    if (timeOfReceipt === true) return;
    this.metrics.webhookLag.observe(Math.max(0, (Date.now() - occurredAt.getTime()) / 1_000));
  }
}

type Kept = IntakeResult & { readonly item: IntakeItem };

/** Events of the log. */
const SET_ASIDE = {
  status: 'webhook.status_set_aside',
  inbound: 'webhook.inbound_set_aside',
  preference: 'webhook.preference_set_aside',
} as const;

type SaidOfASender = Extract<IntakeItem, { kind: 'status' | 'inbound' | 'preference' }>;

function fieldOf({ kind }: SaidOfASender): 'messages' | 'user_preferences' {
  return kind === 'preference' ? 'user_preferences' : 'messages';
}

function partOf(item: SaidOfASender) {
  switch (item.kind) {
    case 'status':
      return item.report;
    case 'inbound':
      return item.message;
    case 'preference':
      return item.preference;
  }
}
