import { Inject, Injectable } from '@nestjs/common';
import { batchFault } from '#database';
import { type GraphFailure, GraphApi, type SendOutcome } from '#graph-api';
import { OWN_FAILURES, recipientCountry } from '#messages';
import { Environment, EventLog, MicroBatcher, type Span, Tracing } from '#runtime';
import { type Sender, Senders } from '#senders';
import {
  type Claim,
  ClaimsRepository,
  CountNews,
  type MessageFailure,
  type Settlement,
  type SettlementResult,
  SettlementsRepository,
} from '#sending';
import { CheckBeforeSending } from './check-before-sending.js';
import { HeedRefusal } from './heed-refusal.js';
import { ClaimProgress } from './claim-progress.js';
import { retryDelay } from './retry-policy.js';
import { SenderHealth } from './sender-health.js';
import { SenderPaces } from './sender-paces.js';

/** They are read from Meta every 15 minutes, and where Meta tells that one changed. */
const UNTIL_TEMPLATES_ARE_READ_MS = 5 * 60_000;

/** What the dashboard says of a job. */
export interface SendReport {
  /** Never a phone number or a name. */
  readonly text: string;
  /** The message has FAILED for good. */
  readonly failed: boolean;
}

/**
 * When a job arrives: claim → call → settle (docs/architecture.md, "The life of its work"). The job's outcome is never an
 * exception for BullMQ to retry: what happens next is written in PostgreSQL.
 */
@Injectable()
export class SendMessage {
  private readonly claimBatches: MicroBatcher<string, Claim | null>;
  private readonly settlements: MicroBatcher<Settlement, SettlementResult>;
  /** Messages whose attempt has ended, and how is not written down yet. */
  private readonly unwritten = new Set<string>();
  private callsNoMore = false;
  private stopped = false;

  constructor(
    @Inject(ClaimsRepository) private readonly claims: ClaimsRepository,
    @Inject(SettlementsRepository) settlements: SettlementsRepository,
    @Inject(GraphApi) private readonly graph: GraphApi,
    private readonly senders: Senders,
    private readonly check: CheckBeforeSending,
    private readonly health: SenderHealth,
    private readonly heed: HeedRefusal,
    private readonly paces: SenderPaces,
    private readonly progress: ClaimProgress,
    private readonly environment: Environment,
    private readonly news: CountNews,
    private readonly log: EventLog,
    private readonly tracing: Tracing,
  ) {
    const common = {
      faultOf: batchFault,
      windowMs: 2,
      maxItems: 500,
      maxInFlight: 2,
      stalledAfterMs: Infinity,
    };
    this.claimBatches = new MicroBatcher({ ...common, maxWaiting: 10_000, write: (ids) => claims.claim(ids) });
    // Whatever was claimed and called has an outcome that must be written: there is room for all of them.
    const settle = (items: readonly Settlement[]) => settlements.settle(items);
    this.settlements = new MicroBatcher({ ...common, maxWaiting: Infinity, write: settle });
  }

  /** Rejects when PostgreSQL is away, or refuses what belongs to this message; then a lease or a sweep goes on. */
  async execute(messageId: string, senderId: string): Promise<SendReport> {
    try {
      return await this.process(messageId, senderId);
    } catch (error) {
      if (batchFault(error) === 'item') this.log.error('message.not_processed', error, { messageId });
      throw error;
    }
  }

  /** The process ends soon: what has not been called yet is for another one. */
  callNoMore(): void {
    this.callsNoMore = true;
    for (const { phoneNumberId } of this.senders.all()) this.paces.letAllGo(phoneNumberId);
  }

  /** The process ends now: nothing is written again, and what is not written yet is named. */
  stop(): void {
    this.stopped = true;
    if (this.unwritten.size > 0) this.log.warn('worker.outcomes_not_written', { messageIds: [...this.unwritten] });
  }

  private async process(messageId: string, senderId: string): Promise<SendReport> {
    // The clock starts before the claim: whatever freezes this process in between is counted.
    const startedAt = performance.now();
    const claim = await this.claimBatches.add(messageId);
    this.progress.claimAnswered(senderId);
    if (claim === null) {
      this.paces.noTurn(senderId);
      return { text: 'fenced: somebody else has it, or it may not be sent now', failed: false };
    }
    const span = this.begin(claim);
    const settlement = await this.send(claim, startedAt, span);
    this.unwritten.add(settlement.messageId);
    const result = await this.settle(settlement).finally(() => this.unwritten.delete(settlement.messageId));
    this.report(claim, settlement, result);
    span.end({ 'recado.outcome': describe(settlement) }, settlement.kind !== 'accepted');
    const faster = result.applied ? '' : ' (a webhook was faster)';
    const text = `attempt ${claim.attempt}: ${describe(settlement)}${faster}`;
    return { text, failed: settlement.kind === 'failed' && result.applied };
  }

  /** A part of the request that made the message, however long ago that was. */
  private begin({ messageId, attempt, senderId, templateName, traceparent }: Claim): Span {
    return this.tracing.begin({
      name: 'send message',
      kind: 'consumer',
      within: traceparent,
      fields: {
        'messaging.message.id': messageId,
        'recado.attempt': attempt,
        'recado.sender': senderId,
        'recado.template': templateName,
      },
    });
  }

  private async send(claim: Claim, startedAt: number, span: Span): Promise<Settlement> {
    const sender = this.senders.byId(claim.senderId);
    if (sender === null) return this.withheld(claim, this.backToQueue(claim, 'sender_unknown', 60_000));
    const refusal = await this.refuse(claim);
    if (refusal !== null) return this.withheld(claim, refusal);
    const before = this.passedMeanwhile(claim, startedAt);
    if (before !== null) return this.withheld(claim, before);
    const endTurn = await this.paces.turn(claim, startedAt);
    const after = this.passedMeanwhile(claim, startedAt);
    if (after !== null) {
      endTurn();
      return this.withheld(claim, after);
    }
    // Its place is free when it is known whether Meta was there: what waits for it must not be called in vain.
    const outcome = await this.callAndHear(claim, sender, span, startedAt).finally(endTurn);
    const slotMs = await this.heed.execute(claim, outcome);
    return this.settlementOf(claim, outcome, slotMs);
  }

  private async callAndHear(claim: Claim, sender: Sender, span: Span, startedAt: number): Promise<SendOutcome> {
    const call = this.tracing.begin({
      name: 'POST /{phone_number_id}/messages',
      kind: 'client',
      within: span.traceparent,
      fields: { 'http.request.method': 'POST', 'recado.sender': sender.phoneNumberId },
    });
    const outcome = await this.graph.sendTemplate(
      {
        phoneNumberId: sender.phoneNumberId,
        accessToken: claim.halfOpen ? sender.token.latest() : sender.token.value(),
      },
      {
        ...(claim.recipientPhone === null ? { recipient: claim.recipientUserId ?? '' } : { to: claim.recipientPhone }),
        template: { name: claim.templateName, language: claim.templateLanguage },
        parameters: claim.templateParameters,
        header: claim.templateHeader,
        buttons: claim.templateButtons ?? [],
        callbackData: `${claim.messageId}.${claim.attempt}`,
      },
    );
    call.end({ 'recado.outcome': outcome.kind }, outcome.kind !== 'accepted');
    await this.health.hear(claim, outcome, startedAt);
    return outcome;
  }

  /** Meta is not called. */
  private async withheld(claim: Claim, settlement: Settlement): Promise<Settlement> {
    await this.health.hearNothing(claim);
    return settlement;
  }

  /** Why it may not be sent now, as how it ends; null where nothing speaks against it. */
  private async refuse(claim: Claim): Promise<Settlement | null> {
    const { messageId, attempt } = claim;
    const refusal = await this.check.execute(claim).catch((error: unknown) => {
      this.log.error('message.not_checked', error, { messageId });
      return 'not_checked' as const;
    });
    if (refusal === null) return null;
    if (refusal === 'not_checked') return this.backToQueue(claim, 'not_checked', 5_000);
    if (refusal === 'template_stopped') return this.backToQueue(claim, refusal, 5_000);
    if (refusal === 'category_unknown') return this.backToQueue(claim, 'category_unknown', UNTIL_TEMPLATES_ARE_READ_MS);
    return { kind: 'failed', messageId, attempt, outcome: 'refused_by_us', failure: refusal };
  }

  /** Why it may not be called any more since it was claimed, as how it ends; null where it may. */
  private passedMeanwhile(claim: Claim, startedAt: number): Settlement | null {
    // Measured on the monotonic clock: whatever the wall clock of this machine says, it neither sends late nor gives up early.
    const elapsedMs = performance.now() - startedAt;
    if (elapsedMs > this.environment.SEND_LEASE / 2) return this.backToQueue(claim, 'too_late', 0);
    if (elapsedMs > claim.livesForMs) return this.backToQueue(claim, 'expired', 0);
    // After what a process that stood still has missed: the answers that it did not read in time say nothing of Meta.
    if (this.health.metaHasGone(claim, startedAt)) return this.backToQueue(claim, 'meta_gone', 0);
    if (this.callsNoMore) return this.backToQueue(claim, 'worker_stopping', 0);
    return null;
  }

  private settlementOf(claim: Claim, outcome: SendOutcome, slotMs: number | null): Settlement | Promise<Settlement> {
    const { messageId, attempt } = claim;
    switch (outcome.kind) {
      case 'accepted': {
        const metaStatus = outcome.metaStatus === 'accepted' ? null : outcome.metaStatus;
        return { kind: 'accepted', messageId, attempt, wamid: outcome.wamid, metaStatus };
      }
      case 'rejected':
        return { kind: 'failed', messageId, attempt, outcome: 'rejected', failure: failureOf(outcome.failure) };
      case 'country_blocked':
        // A country that nobody can name has no pause to wait behind.
        return recipientCountry(claim) === null
          ? { kind: 'failed', messageId, attempt, outcome: 'rejected', failure: failureOf(outcome.failure) }
          : behindPause(claim, outcome);
      case 'sender_blocked':
        return behindPause(claim, outcome);
      case 'unclear':
        return {
          kind: 'unclear',
          messageId,
          attempt,
          outcome: `unclear: ${outcome.reason}`,
          code: codeOf(outcome.failure),
        };
      case 'not_sent':
      case 'throttled':
        return this.later(claim, outcome, slotMs);
    }
  }

  /** `slotMs`: when its recipient's pace has a place for it. */
  private async later(
    claim: Claim,
    outcome: Extract<SendOutcome, { kind: 'throttled' | 'not_sent' }>,
    slotMs: number | null,
  ): Promise<Settlement> {
    const { messageId, attempt } = claim;
    const reason = outcome.kind === 'not_sent' ? `not_sent: ${outcome.reason}` : `throttled: ${outcome.scope}`;
    // The answer is worth more than the best moment for the next try.
    const before = await this.claims.putOffBefore(claim, reason).catch(() => 0);
    const { delayMs: usualMs, counts } = retryDelay(outcome, before + 1, Math.random, claim.bodyText !== null);
    const askedMs = outcome.kind === 'throttled' ? (outcome.retryAfterMs ?? 0) : 0;
    const delayMs = slotMs === null ? usualMs : Math.max(slotMs, askedMs);
    const exhausted = counts && claim.failures + 1 >= this.environment.MAX_ATTEMPTS;
    // Nothing is wrong with the message, and whether Meta really never got it is no longer believed: as unclear as can be.
    if (exhausted && outcome.kind === 'not_sent')
      return { kind: 'unclear', messageId, attempt, outcome: `unclear: ${outcome.reason}`, code: null };
    if (exhausted) {
      const failure: MessageFailure = {
        code: 'RETRIES_EXHAUSTED',
        source: 'RECADO',
        details: null,
        ...OWN_FAILURES.RETRIES_EXHAUSTED,
      };
      return { kind: 'failed', messageId, attempt, outcome: 'retries_exhausted', failure };
    }
    const code = outcome.kind === 'throttled' ? codeOf(outcome.failure) : null;
    return { kind: 'again', messageId, attempt, outcome: reason, code, delayMs, counts };
  }

  private backToQueue(claim: Claim, outcome: string, delayMs: number): Settlement {
    const { messageId, attempt } = claim;
    return { kind: 'again', messageId, attempt, outcome, code: null, delayMs, counts: false };
  }

  /**
   * An answer of Meta must not be lost to a restart of PostgreSQL: it is written again for the length of a lease. After that
   * the end of its own lease makes the message UNCONFIRMED, and Meta's webhook settles it. That Meta took it counts at any time,
   * and is written again until the process ends.
   */
  private async settle(settlement: Settlement): Promise<SettlementResult> {
    const deadline = performance.now() + this.environment.SEND_LEASE;
    for (;;) {
      try {
        return await this.settlements.add(settlement);
      } catch (error) {
        const isWorthless = settlement.kind !== 'accepted' && performance.now() > deadline;
        if (batchFault(error) === 'item' || isWorthless || this.stopped) throw error;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    }
  }

  private report({ messageId, attempt }: Claim, settlement: Settlement, result: SettlementResult): void {
    this.news.execute(result.news);
    if (!result.applied) return;
    if (settlement.kind === 'again') {
      const { outcome, delayMs } = settlement;
      this.log.info('message.requeued', { messageId, attempt, outcome, delayMs: Math.round(delayMs) });
    } else if (settlement.kind === 'unclear') {
      this.log.warn('message.unconfirmed', { messageId, attempt, outcome: settlement.outcome });
    }
  }
}

function behindPause(
  { messageId, attempt }: Claim,
  { kind, failure }: Extract<SendOutcome, { kind: 'sender_blocked' | 'country_blocked' }>,
): Settlement {
  return { kind: 'again', messageId, attempt, outcome: kind, code: codeOf(failure), delayMs: 0, counts: false };
}

function describe(settlement: Settlement): string {
  if (settlement.kind === 'accepted') return 'accepted';
  const code = settlement.kind === 'failed' ? settlement.failure.code : settlement.code;
  return code === null ? settlement.outcome : `${settlement.outcome}, ${code}`;
}

function codeOf(failure: GraphFailure | null): string | null {
  return failure?.code === undefined || failure.code === null ? null : String(failure.code);
}

function failureOf(failure: GraphFailure): MessageFailure {
  const { title, details, advice } = failure;
  return { code: codeOf(failure) ?? `HTTP_${failure.httpStatus ?? 0}`, source: 'META', title, details, advice };
}
