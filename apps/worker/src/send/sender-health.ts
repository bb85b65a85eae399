import { Inject, Injectable } from '@nestjs/common';
import type { SendOutcome } from '#graph-api';
import { EventLog, Metrics } from '#runtime';
import { SendersRepository } from '#senders';
import { Breaker } from './breaker.js';

/** What Meta's answers say about the sender rather than the message: blocked, throttled as a whole, or Meta out of reach. */
@Injectable()
export class SenderHealth {
  private readonly breakers = new Map<string, Breaker>();

  constructor(
    @Inject(SendersRepository) private readonly senders: SendersRepository,
    private readonly metrics: Metrics,
    private readonly log: EventLog,
  ) {}

  /** `halfOpen`: the message was the one that a half-open sender may send. */
  async hear(senderId: string, outcome: SendOutcome, halfOpen: boolean): Promise<void> {
    await this.breaker(senderId, outcome, halfOpen);
    if (outcome.kind === 'sender_blocked') {
      const reason = `${outcome.failure.code ?? `HTTP ${outcome.failure.httpStatus}`}: ${outcome.failure.title}`;
      if (await this.senders.pause(senderId, 'ERROR', reason)) {
        this.metrics.senderPaused.set({ sender: senderId, reason: String(outcome.failure.code ?? 'http') }, 1);
        this.log.warn('sender.paused', { sender: senderId, reason });
      }
    }
    if (outcome.kind === 'throttled' && outcome.scope === 'account' && outcome.retryAfterMs !== null) {
      await this.senders.wait(senderId, outcome.retryAfterMs);
    }
  }

  private async breaker(senderId: string, outcome: SendOutcome, halfOpen: boolean): Promise<void> {
    const breaker = this.breakers.get(senderId) ?? new Breaker();
    this.breakers.set(senderId, breaker);
    const change = breaker.after(outcome.kind !== 'unclear' && outcome.kind !== 'not_sent');
    if (change === 'half_open') {
      await this.senders.halfOpen(senderId, breaker.probeAfterMs());
      this.log.warn('sender.half_open', { sender: senderId });
    } else if ((change === 'closed' || halfOpen) && outcome.kind !== 'unclear' && outcome.kind !== 'not_sent') {
      if (await this.senders.close(senderId)) this.log.info('sender.closed', { sender: senderId });
    }
  }
}
