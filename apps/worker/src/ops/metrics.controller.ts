import { Controller, Get, Header, Inject } from '@nestjs/common';
import { CallbackDeliveriesRepository, CallbackEndpointsRepository } from '#callbacks';
import { ReadinessRepository } from '#database';
import { EraseOldRepository } from '#privacy';
import { CALLBACKS_QUEUE, CallbackQueue, SendQueues, sendQueueName } from '#queues';
import { Metrics } from '#runtime';
import { SenderTokensRepository, Senders, SendersRepository, pauseCause } from '#senders';
import {
  CountryPausesRepository,
  ParkedStatusesRepository,
  PortfolioRepository,
  SenderHearingRepository,
  SenderPaceRepository,
  SharedQueueFigures,
} from '#sending';
import { TemplatesRepository } from '#templates';
import { formatMicros, UsageReport } from '#usage';

/** A scrape ends after ten seconds, in Prometheus' own default. */
const PATIENCE_MS = 3_000;

/** Prometheus' figures; open, because the worker's port is internal. */
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    @Inject(ReadinessRepository) private readonly database: ReadinessRepository,
    @Inject(SharedQueueFigures) private readonly figures: SharedQueueFigures,
    @Inject(SenderHearingRepository) private readonly hearing: SenderHearingRepository,
    @Inject(TemplatesRepository) private readonly templates: TemplatesRepository,
    private readonly senders: Senders,
    @Inject(SendersRepository) private readonly states: SendersRepository,
    @Inject(CountryPausesRepository) private readonly countries: CountryPausesRepository,
    @Inject(SenderTokensRepository) private readonly tokens: SenderTokensRepository,
    @Inject(SenderPaceRepository) private readonly paces: SenderPaceRepository,
    @Inject(ParkedStatusesRepository) private readonly parked: ParkedStatusesRepository,
    @Inject(PortfolioRepository) private readonly portfolio: PortfolioRepository,
    @Inject(UsageReport) private readonly usage: UsageReport,
    @Inject(EraseOldRepository) private readonly old: EraseOldRepository,
    @Inject(SendQueues) private readonly queues: SendQueues,
    @Inject(CallbackQueue) private readonly callbacks: CallbackQueue,
    @Inject(CallbackDeliveriesRepository) private readonly deliveries: CallbackDeliveriesRepository,
    @Inject(CallbackEndpointsRepository) private readonly endpoints: CallbackEndpointsRepository,
  ) {}

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async read(): Promise<string> {
    const { oldestWaiting, unconfirmed, held, senderPaused, senderHeard, tokenExpires } = this.metrics;
    const { senderPace, portfolioRecipients, templateDrifted, parkedOldest, queueJobs } = this.metrics;
    const { conversationsMonth, freeTierRemaining, estimatedCostMonth } = this.metrics;
    const { callbackOldestDue, callbackEndpointsDisabled, retentionBehind } = this.metrics;
    const isThere = await this.database.isThere(PATIENCE_MS);
    this.metrics.databaseUp.set(isThere ? 1 : 0);
    const stored = (read: () => Promise<void>, ...gauges: readonly Resettable[]): Promise<void> =>
      show(isThere ? read : notThere, gauges);
    await Promise.all([
      stored(() => this.readFigures(), oldestWaiting, unconfirmed, held),
      stored(() => this.readSenders(), senderPaused),
      stored(() => this.readHearing(), senderHeard),
      stored(() => this.readTokens(), tokenExpires),
      stored(() => this.readPace(), senderPace, portfolioRecipients),
      stored(() => this.readTemplates(), templateDrifted),
      stored(() => this.readParked(), { reset: () => parkedOldest.remove() }),
      stored(
        () => this.readCallbacks(),
        { reset: () => callbackOldestDue.remove() },
        { reset: () => callbackEndpointsDisabled.remove() },
      ),
      stored(() => this.readUsage(), conversationsMonth, freeTierRemaining, estimatedCostMonth),
      stored(() => this.readRetention(), { reset: () => retentionBehind.remove() }),
      show(() => this.readQueues(), [queueJobs]),
    ]);
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
    const [states, countries] = await Promise.all([this.states.states(), this.countries.list()]);
    this.metrics.senderPaused.reset();
    // A number that was removed from the configuration alarms nobody.
    for (const sender of [...states.values()].filter(({ phoneNumberId }) => this.isConfigured(phoneNumberId))) {
      const cause = sender.state === 'PAUSED' ? pauseCause(sender) : sender.waitUntil === null ? 'none' : 'waits';
      this.metrics.senderPaused.set({ sender: sender.phoneNumberId, reason: cause }, cause === 'none' ? 0 : 1);
    }
    for (const { senderId, country, code } of countries.filter((pause) => this.isConfigured(pause.senderId)))
      this.metrics.senderPaused.set({ sender: senderId, reason: `${code}:${country}` }, 1);
  }

  private isConfigured(senderId: string): boolean {
    return this.senders.byId(senderId) !== null;
  }

  private async readHearing(): Promise<void> {
    const heard = await this.hearing.secondsAgo();
    for (const { senderId: sender, seconds } of heard.filter(({ senderId }) => this.isConfigured(senderId)))
      this.metrics.senderHeard.set({ sender }, seconds);
  }

  private async readTokens(): Promise<void> {
    const left = await this.tokens.secondsLeft(this.senders.all().map(({ phoneNumberId }) => phoneNumberId));
    this.metrics.tokenExpires.reset();
    for (const { senderId: sender, seconds } of left) this.metrics.tokenExpires.set({ sender }, seconds);
  }

  private async readPace(): Promise<void> {
    for (const { senderId: sender, mps, pace } of await this.paces.read()) {
      this.metrics.senderPace.set({ sender, kind: 'allowed' }, mps);
      this.metrics.senderPace.set({ sender, kind: 'present' }, pace);
    }
    const { cap, used } = await this.portfolio.use();
    this.metrics.portfolioRecipients.reset();
    if (cap === null) return;
    this.metrics.portfolioRecipients.set({ state: 'used' }, used);
    this.metrics.portfolioRecipients.set({ state: 'left' }, Math.max(0, cap - used));
  }

  private async readTemplates(): Promise<void> {
    const drifted = await this.templates.drifted();
    this.metrics.templateDrifted.reset();
    for (const { wabaId: account, name: template, language } of drifted)
      this.metrics.templateDrifted.set({ template, language, account }, 1);
  }

  private async readParked(): Promise<void> {
    this.metrics.parkedOldest.set(await this.parked.oldestSeconds());
  }

  private async readUsage(): Promise<void> {
    const { rateCard } = this.usage.settings;
    const months = await this.usage.months({ senders: null, clientId: null });
    this.metrics.estimatedCostMonth.reset();
    for (const { senderId: sender, conversations, freeTier, cost } of months) {
      this.metrics.conversationsMonth.set({ sender }, conversations);
      this.metrics.freeTierRemaining.set({ sender }, freeTier.left);
      if (cost === null || rateCard === null) continue;
      this.metrics.estimatedCostMonth.set({ sender, currency: rateCard.currency }, Number(formatMicros(cost.total)));
    }
  }

  private async readRetention(): Promise<void> {
    this.metrics.retentionBehind.set(await this.old.behindSeconds());
  }

  private async readCallbacks(): Promise<void> {
    this.metrics.callbackOldestDue.set(await this.deliveries.oldestDueSeconds());
    this.metrics.callbackEndpointsDisabled.set(await this.endpoints.countDisabled());
  }

  private async readQueues(): Promise<void> {
    for (const { phoneNumberId } of this.senders.all()) {
      this.setJobs(sendQueueName(phoneNumberId), await this.queues.counts(phoneNumberId));
    }
    this.setJobs(CALLBACKS_QUEUE, await this.callbacks.counts());
  }

  private setJobs(queue: string, counts: Readonly<Record<string, number>>): void {
    for (const [state, count] of Object.entries(counts)) this.metrics.queueJobs.set({ queue, state }, count);
  }
}

interface Resettable {
  reset(): void;
}

/** What waits is read when asked. What cannot be read is not shown: the last figure would look like the present one. */
async function show(read: () => Promise<void>, gauges: readonly Resettable[]): Promise<void> {
  await read().catch(() => {
    for (const gauge of gauges) gauge.reset();
  });
}

function notThere(): Promise<void> {
  return Promise.reject(new Error('PostgreSQL does not answer'));
}
