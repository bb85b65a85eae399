import { Inject, Injectable } from '@nestjs/common';
import { batchFault } from '#database';
import { EventLog, Metrics, MicroBatcher } from '#runtime';
import { Senders, SendersRepository } from '#senders';
import {
  type AccountEvent,
  type AccountEventOutcome,
  AccountEventsRepository,
  type SignedAccountEvent,
  WebhookIntakeRepository,
  type WebhookReading,
} from '#webhook-events';

/** Of one webhook: each event is kept, and more lines nobody reads. */
const LOGGED_AT_MOST = 100;
/** With a stack each. */
const SET_ASIDE_LOGGED_AT_MOST = 20;

/** What Meta tells of templates, accounts and numbers: kept and put into effect before it hears 200. */
@Injectable()
export class TakeInAccountEvents {
  private readonly batcher: MicroBatcher<SignedAccountEvent, AccountEventOutcome>;

  /** Written down, or about to be, by sender: statuses come by the thousand and all say the same. */
  private readonly numbers = new Map<string, { readonly digits: string; readonly written: Promise<void> }>();
  private registered: Promise<void> | null = null;

  constructor(
    private readonly senders: Senders,
    @Inject(SendersRepository) private readonly states: Pick<SendersRepository, 'register'>,
    @Inject(AccountEventsRepository) private readonly events: Pick<AccountEventsRepository, 'take' | 'nameNumber'>,
    @Inject(WebhookIntakeRepository) private readonly intake: Pick<WebhookIntakeRepository, 'keep'>,
    private readonly metrics: Metrics,
    private readonly log: EventLog,
  ) {
    this.batcher = new MicroBatcher({
      write: (items) => events.take(items),
      faultOf: batchFault,
      windowMs: 1,
      maxItems: 100,
      // They are few, and two transactions that pause the same senders would wait for each other.
      maxInFlight: 1,
      maxWaiting: 5_000,
      stalledAfterMs: 5_000,
    });
  }

  /** Throws BacklogFullError unless so many events may be taken in now. */
  requireRoom(count: number): void {
    if (count > 0) this.batcher.requireRoom(count);
  }

  /** To be asked for room before. `numbers`: what the webhook shows of how people call our senders. */
  async execute(
    { accountEvents, numbers }: Pick<WebhookReading, 'accountEvents' | 'numbers'>,
    senderIds: readonly string[],
  ): Promise<void> {
    const named = [...numbers].filter(([id]) => senderIds.includes(id));
    if (accountEvents.length + named.length > 0) await this.register();
    const news = { events: 0, setAside: 0 };
    await Promise.all([
      ...accountEvents.map((event) => this.take({ event, senderIds }, news)),
      ...named.map(([id, digits]) => this.name(id, digits)),
    ]);
    const unlogged = Math.max(0, news.events - LOGGED_AT_MOST) + Math.max(0, news.setAside - SET_ASIDE_LOGGED_AT_MOST);
    if (unlogged > 0) this.log.warn('webhook.account_events_unlogged', { events: unlogged });
  }

  /** What Meta tells before any worker has started must find its senders, to pause them. */
  private register(): Promise<void> {
    this.registered ??= this.states.register(this.senders.all()).catch((error: unknown) => {
      this.registered = null;
      throw error;
    });
    return this.registered;
  }

  private name(senderId: string, digits: string): Promise<void> {
    const known = this.numbers.get(senderId);
    if (known?.digits === digits) return known.written;
    const written = this.events.nameNumber(senderId, digits).catch((error: unknown) => {
      if (this.numbers.get(senderId)?.written === written) this.numbers.delete(senderId);
      throw error;
    });
    this.numbers.set(senderId, { digits, written });
    return written;
  }

  /** `news`: how many of the same webhook were, so far. */
  private async take(signed: SignedAccountEvent, news: { events: number; setAside: number }): Promise<void> {
    const { field } = signed.event;
    try {
      const outcome = await this.batcher.addAdmitted(signed);
      this.metrics.webhookEvents.inc({ field, result: outcome.result });
      if (outcome.result !== 'applied' && outcome.result !== 'recorded') return;
      news.events += 1;
      if (news.events <= LOGGED_AT_MOST) this.tell(signed.event, outcome);
      this.tellOfSenders(signed.event, outcome);
    } catch (error) {
      if (batchFault(error) !== 'item') throw error;
      news.setAside += 1;
      if (news.setAside <= SET_ASIDE_LOGGED_AT_MOST) this.log.error('webhook.event_set_aside', error, { field });
      this.metrics.webhookEvents.inc({ field, result: 'quarantined' });
      const event = JSON.stringify(signed.event);
      await this.intake.keep([{ kind: 'quarantine', field, senderId: null, reason: 'PostgreSQL refused it', event }]);
    }
  }

  private tell(event: AccountEvent, { result }: AccountEventOutcome): void {
    const { wabaId, field, occurredAt, timeOfReceipt: _, ...said } = event;
    this.log.warn('webhook.account_event', {
      waba: wabaId,
      field,
      result,
      occurredAt: occurredAt.toISOString(),
      said: JSON.stringify(Object.fromEntries(Object.entries(said).filter(isForTheLog))),
    });
  }

  private tellOfSenders({ field }: AccountEvent, { paused, resumed }: AccountEventOutcome): void {
    for (const sender of paused) this.log.warn('sender.paused', { sender, reason: `${field}: by webhook` });
    for (const sender of resumed) this.log.warn('sender.resumed', { sender, by: field });
  }
}

/** How people and numbers are called, and what is said in sentences, stands in `account_events` only. */
const NOT_FOR_THE_LOG: readonly string[] = ['name', 'number', 'description'];

/** A handful of Meta's words in capitals, figures, and which template it is. */
function isForTheLog([key, value]: readonly [string, unknown]): boolean {
  if (NOT_FOR_THE_LOG.includes(key)) return false;
  return typeof value !== 'string' || /^(?:[A-Z][A-Z0-9_]*|\d{1,7})$/.test(value);
}
