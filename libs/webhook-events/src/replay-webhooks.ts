import { batchFault } from '#database';
import { MicroBatcher } from '#runtime';
import { PARKED_FOR_MS, type StatusReport } from '#sending';
import type { AccountEventOutcome, AccountEventsRepository, SignedAccountEvent } from './account-events.repository.js';
import { type AccountOf, readWebhook, type WebhookReading } from './read-webhook.js';
import type { RecipientWord } from './recipient-words.repository.js';
import type {
  AppliedAgain,
  StoredWebhook,
  StoredWebhooksRepository,
  WebhookPlace,
} from './stored-webhooks.repository.js';

export interface ReplayFigures {
  webhooks: number;
  statuses: number;
  /** Statuses that were not in the timeline of their message. */
  news: number;
  /** Statuses of messages that nobody knows (yet), parked. */
  parked: number;
  /** The same of bodies older than a day, which wait no longer: left alone. */
  unknown: number;
  /** Statuses of a sender whose secret did not sign the webhook, or of another account or sender: no effect. */
  foreign: number;
  /** Statuses that PostgreSQL refuses, as it did the first time. */
  refused: number;
  messagesChanged: number;
  /** What recipients wrote or wish that was not kept yet. */
  words: number;
  /** Ids of messages that Meta turns out to have accepted twice. */
  readonly sentTwice: string[];
  /** Events of templates, accounts and numbers that were not kept yet. */
  accountEvents: number;
}

interface ReadAgain {
  readonly webhook: Signed;
  readonly reading: WebhookReading;
}

/** Whom it speaks for today. */
type Signed = Pick<StoredWebhook, 'receivedAt' | 'senderIds'>;

/** Of one page: Meta's bodies may have 3 MB each, and are ten times as large once they are read. */
const PAGE = { limit: 100, bytes: 8 * 1024 * 1024 };

/**
 * Applies raw webhooks once more: nothing changes where everything was applied, and what was lost or not understood at the
 * time comes back. It keeps no body and sets nothing aside again, and it says nothing about whether Meta reaches us now.
 */
export class ReplayWebhooks {
  private readonly batcher: MicroBatcher<StatusReport, AppliedAgain>;
  private readonly words: MicroBatcher<RecipientWord, boolean>;

  constructor(
    private readonly stored: StoredWebhooksRepository,
    private readonly accountEvents: AccountEventsRepository,
    /** The senders that have one of these app secrets today, given as fingerprints. */
    private readonly sendersWith: (fingerprints: readonly string[]) => readonly string[] = () => [],
  ) {
    // Beside an API at work: the next batch begins when the last one has let go of its locks.
    const batches = { faultOf: batchFault, windowMs: 1, maxItems: 500, maxInFlight: 1 };
    const patient = { maxWaiting: Infinity, stalledAfterMs: Infinity };
    this.batcher = new MicroBatcher({ ...batches, ...patient, write: (reports) => stored.apply(reports) });
    this.words = new MicroBatcher({ ...batches, ...patient, write: (words) => stored.keep(words) });
  }

  /** Those received from `since` and before `until`; null is the moment at which it begins, so that it comes to an end. */
  async execute(since: Date, until: Date | null): Promise<ReplayFigures> {
    const figures: ReplayFigures = {
      webhooks: 0,
      statuses: 0,
      news: 0,
      parked: 0,
      unknown: 0,
      foreign: 0,
      refused: 0,
      messagesChanged: 0,
      words: 0,
      sentTwice: [],
      accountEvents: 0,
    };
    const changed = new Set<string>();
    const now = await this.stored.now();
    const end = until ?? now;
    const accounts = await this.stored.accounts();
    const accountOf = (senderId: string): string | null => accounts.get(senderId) ?? null;
    let place: WebhookPlace | null = null;
    for (;;) {
      const page: readonly StoredWebhook[] = await this.stored.page(since, end, place, PAGE);
      const last = page.at(-1);
      if (last === undefined) return { ...figures, messagesChanged: changed.size };
      place = last.place;
      figures.webhooks += page.length;
      const read = page.map((webhook) => this.read(webhook, accountOf));
      for (const { reading } of read) for (const { parts } of reading.ofOtherAccounts) figures.foreign += parts;
      const applied = await Promise.all(read.flatMap((entry) => this.replayStatuses(entry, now, figures)));
      for (const id of applied.flat()) changed.add(id);
      await this.stored.noteRecipientIds(
        read.flatMap(({ webhook, reading }) =>
          reading.recipientIds.filter(({ senderId }) => webhook.senderIds.includes(senderId)),
        ),
      );
      await Promise.all(read.flatMap((entry) => this.replayWords(entry, figures)));
      for (const entry of read) figures.accountEvents += await this.replayAccountEvents(entry);
    }
  }

  private read({ body, receivedAt, senderIds, signedBy }: StoredWebhook, accountOf: AccountOf): ReadAgain {
    // A sender that was unknown when it came, because its number was new, may be known now.
    const today = [...new Set([...senderIds, ...this.sendersWith(signedBy)])];
    return { webhook: { receivedAt, senderIds: today }, reading: readWebhook(body, receivedAt, accountOf) };
  }

  private replayStatuses(
    { webhook, reading }: ReadAgain,
    now: Date,
    figures: ReplayFigures,
  ): Promise<readonly string[]>[] {
    const waits = webhook.receivedAt.getTime() > now.getTime() - PARKED_FOR_MS;
    figures.statuses += reading.statuses.length;
    return reading.statuses.flatMap((report) => {
      if (webhook.senderIds.includes(report.senderId))
        return [this.apply({ ...report, receivedAt: webhook.receivedAt }, waits, figures)];
      figures.foreign += 1;
      return [];
    });
  }

  /** A wish without a time of its own cannot be told from a later one of the same person: it is left alone. */
  private replayWords({ webhook, reading }: ReadAgain, figures: ReplayFigures): Promise<void>[] {
    const { receivedAt, senderIds } = webhook;
    const { inboundMessages, marketingPreferences } = reading;
    const dated = marketingPreferences.filter(({ timeOfReceipt }) => !timeOfReceipt);
    const own = <Said extends { readonly senderId: string }>(said: readonly Said[]): readonly Said[] =>
      said.filter(({ senderId }) => senderIds.includes(senderId));
    return [
      ...own(inboundMessages).map((message) => ({ kind: 'inbound' as const, message: { ...message, receivedAt } })),
      ...own(dated).map((preference) => ({
        kind: 'preference' as const,
        preference: { ...preference, receivedAt },
      })),
    ].map((word) => this.keep(word, figures));
  }

  private async keep(word: RecipientWord, figures: ReplayFigures): Promise<void> {
    try {
      if (await this.words.add(word)) figures.words += 1;
    } catch (error) {
      if (batchFault(error) !== 'item') throw error;
      figures.refused += 1;
    }
  }

  /** How many were news. One without a time of its own cannot be told from a later one of the same words: it is left alone. */
  private async replayAccountEvents({ webhook, reading }: ReadAgain): Promise<number> {
    const dated = reading.accountEvents.filter(({ timeOfReceipt }) => !timeOfReceipt);
    let news = 0;
    for (const event of dated) {
      const { result } = await this.takeAgain({ event, senderIds: webhook.senderIds });
      if (result === 'applied' || result === 'recorded') news += 1;
    }
    return news;
  }

  private async takeAgain(signed: SignedAccountEvent): Promise<Pick<AccountEventOutcome, 'result'>> {
    try {
      const [outcome] = await this.accountEvents.take([signed]);
      return outcome ?? { result: 'unchanged' };
    } catch (error) {
      if (batchFault(error) !== 'item') throw error;
      return { result: 'unchanged' };
    }
  }

  private async apply(report: StatusReport, waits: boolean, figures: ReplayFigures): Promise<readonly string[]> {
    try {
      const { result, news, changed } = await this.batcher.add(report);
      for (const { status, messageId } of news) if (status === 'SENT_TWICE') figures.sentTwice.push(messageId);
      if (result === 'applied') figures.news += 1;
      if (result === 'parked') figures[waits ? 'parked' : 'unknown'] += 1;
      if (result === 'foreign') figures.foreign += 1;
      return changed;
    } catch (error) {
      if (batchFault(error) !== 'item') throw error;
      figures.refused += 1;
      return [];
    }
  }
}
