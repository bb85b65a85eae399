import { Inject, Injectable } from '@nestjs/common';
import { findErrorCode, type SendOutcome } from '#graph-api';
import { recipientCountry } from '#messages';
import { EventLog } from '#runtime';
import { SenderProbesRepository, Senders, SendersRepository } from '#senders';
import { type Claim, ClaimsRepository, CountryPausesRepository } from '#sending';
import { TemplatesRepository } from '#templates';
import { Breaker } from './breaker.js';
import { LISTEN_MS } from './listening.js';
import { SenderPaces } from './sender-paces.js';

const TEMPLATE_IS_DISABLED = 132_016;

/** A worker that has missed Meta lets others try first: it may be its own way that is broken. */
const OTHERS_FIRST_MS = 500;

/** What Meta's answers say about more than the one message: its sender, its account, its country, its template, or Meta out of reach. */
@Injectable()
export class SenderHealth {
  private readonly breakers = new Map<string, Breaker>();

  constructor(
    private readonly senders: Senders,
    @Inject(SendersRepository) private readonly states: SendersRepository,
    @Inject(SenderProbesRepository) private readonly probes: SenderProbesRepository,
    @Inject(CountryPausesRepository) private readonly countries: CountryPausesRepository,
    @Inject(ClaimsRepository) private readonly claims: ClaimsRepository,
    @Inject(TemplatesRepository) private readonly templates: TemplatesRepository,
    private readonly paces: SenderPaces,
    private readonly log: EventLog,
  ) {}

  /**
   * Written before the message is settled, so that nobody claims it again in between. Never rejects: what became of the
   * message is worth more than what is to be learned from it. It was claimed at `claimedAt` of the monotonic clock.
   */
  async hear(claim: Claim, outcome: SendOutcome, claimedAt: number): Promise<void> {
    await this.hearNothing(claim);
    await this.keep(claim, () => this.breaker(claim, outcome, claimedAt));
    await this.keep(claim, () => this.restrain(claim, outcome));
  }

  /**
   * True where calls have missed Meta since this was claimed, at that moment of the monotonic clock: its own would most likely miss it,
   * too. Only the one message of a half-open sender is to find out whether that is over.
   */
  metaHasGone({ senderId, halfOpen }: Claim, claimedAt: number): boolean {
    return !halfOpen && this.breakers.get(senderId)?.hasGoneSince(claimedAt) === true;
  }

  /** Meta was not called, so that there is nothing to hear: a half-open sender does not wait for it. Never rejects. */
  async hearNothing(claim: Claim): Promise<void> {
    if (claim.halfOpen) await this.keep(claim, () => this.claims.letNextGo(claim));
  }

  /** What cannot be written keeps nothing else from being written. */
  private async keep({ senderId }: Claim, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.log.error('sender.health_not_kept', error, { sender: senderId });
    }
  }

  private async restrain(claim: Claim, outcome: SendOutcome): Promise<void> {
    const { senderId, wabaId, templateName, templateLanguage } = claim;
    if (outcome.kind === 'sender_blocked') {
      const reason = `${outcome.failure.code ?? `HTTP ${outcome.failure.httpStatus}`}: ${outcome.failure.title}`;
      if (await this.states.pauseByAnswer(senderId, reason, claim))
        this.log.warn('sender.paused', { sender: senderId, reason });
    }
    await this.restrainCountry(claim, outcome);
    if (outcome.kind === 'unclear') await this.sitOutMaintenance(senderId, outcome);
    if (outcome.kind !== 'throttled') return;
    if (outcome.scope === 'template') {
      const status = outcome.failure?.code === TEMPLATE_IS_DISABLED ? 'DISABLED' : 'PAUSED';
      if (await this.templates.markStopped(wabaId, templateName, templateLanguage, status))
        this.log.warn('template.paused', { waba: wabaId, template: templateName, status });
    } else if (outcome.scope !== 'recipient' && outcome.retryAfterMs !== null) {
      const account = this.senders.all().filter((sender) => sender.wabaId === wabaId);
      const waiting = outcome.scope === 'account' ? account.map((sender) => sender.phoneNumberId) : [senderId];
      for (const id of waiting) await this.states.wait(id, outcome.retryAfterMs);
    }
  }

  private async restrainCountry(claim: Claim, outcome: SendOutcome): Promise<void> {
    const { senderId, messageId, attempt, countryTrial } = claim;
    if (outcome.kind !== 'country_blocked' && !(outcome.kind === 'accepted' && countryTrial)) return;
    const country = recipientCountry(claim);
    if (country === null) return;
    if (outcome.kind === 'country_blocked') {
      const code = String(outcome.failure.code ?? outcome.failure.httpStatus);
      await this.countries.pauseByAnswer({ messageId, attempt, country, code });
    } else {
      await this.countries.listen({ senderId, country }, LISTEN_MS);
    }
  }

  /**
   * Meta moves the number, or raises its throughput, and says so with a 5xx: each further try would be unclear as well. Where Meta
   * itself has no time one may pass and the next one not: that is for the breaker.
   */
  private async sitOutMaintenance(
    senderId: string,
    { failure }: Extract<SendOutcome, { kind: 'unclear' }>,
  ): Promise<void> {
    const known = failure?.code === undefined || failure.code === null ? null : findErrorCode(failure.code);
    if (known?.verdict !== 'wait_sender_unless_5xx' || known.scope !== 'sender') return;
    await this.states.wait(senderId, known.waitSeconds * 1_000);
  }

  private async breaker({ senderId, halfOpen }: Claim, outcome: SendOutcome, claimedAt: number): Promise<void> {
    const breaker = this.breakers.get(senderId) ?? new Breaker();
    this.breakers.set(senderId, breaker);
    if (outcome.kind === 'unclear' || outcome.kind === 'not_sent') {
      const holdingBack = breaker.missed({ halfOpen, claimedAt });
      if (holdingBack === 'nobody') return;
      const unsent = outcome.kind === 'not_sent' && !outcome.turnedAway;
      const standsBackMs = breaker.standsBackMs(unsent) + OTHERS_FIRST_MS;
      let all = false;
      try {
        this.paces.standBack(senderId, standsBackMs);
        // Each finds out for itself that Meta has gone; where that is not known, because one probe missed, they wait for their turn.
        if (breaker.tripped) this.paces.letAllGo(senderId);
        if (holdingBack === 'all') all = await this.holdAllBack(senderId, breaker.probeAfterMs(unsent), halfOpen);
      } catch (error) {
        breaker.notWritten();
        throw error;
      } finally {
        // From when the others may, however long it took to write that.
        this.paces.standBackLonger(senderId, standsBackMs);
        breaker.told(performance.now());
      }
      this.log.warn(all ? 'sender.half_open' : 'sender.not_reached_from_here', { sender: senderId });
      return;
    }
    this.paces.reached(senderId);
    const open = halfOpen || breaker.tripped;
    breaker.reached();
    if (!open || outcome.kind !== 'accepted') return;
    if (await this.probes.listen(senderId, LISTEN_MS)) this.log.info('sender.trial_accepted', { sender: senderId });
    else if (await this.states.close(senderId)) this.log.info('sender.closed', { sender: senderId });
  }

  /** A probe that misses puts off the next one; it does not hold back a sender that somebody else has opened meanwhile. */
  private async holdAllBack(senderId: string, probeAfterMs: number, isProbe: boolean): Promise<boolean> {
    if (isProbe) return this.states.probeLater(senderId, probeAfterMs);
    await this.states.halfOpen(senderId, probeAfterMs);
    return true;
  }
}
