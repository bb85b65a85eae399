import { Inject, Injectable } from '@nestjs/common';
import { EventLog, Metrics } from '#runtime';
import { CountNews, ParkedStatusesRepository, UnconfirmedRepository } from '#sending';

/** Settles what nobody could say at the time: parked statuses whose message is known by now, and unclear outcomes. */
@Injectable()
export class SettleUnconfirmed {
  constructor(
    @Inject(UnconfirmedRepository) private readonly unconfirmed: UnconfirmedRepository,
    @Inject(ParkedStatusesRepository) private readonly parked: ParkedStatusesRepository,
    private readonly news: CountNews,
    private readonly metrics: Metrics,
    private readonly log: EventLog,
  ) {}

  async parkedRound(): Promise<void> {
    const matched = await this.parked.match((messageId, error) => this.tellRefused(messageId, error));
    if (matched !== null) this.news.execute(matched.news);
  }

  async unclearRound(): Promise<void> {
    const decisions = await this.unconfirmed.decide((messageId, error) => this.tellRefused(messageId, error));
    for (const { messageId, decision } of decisions) {
      this.metrics.unconfirmedResolved.inc({ by: decision === 'HOLD' ? 'hold' : 'resend' });
      if (decision === 'HOLD') this.log.warn('message.held', { messageId });
      else this.log.warn('message.queued_again', { messageId });
    }
  }

  private tellRefused(messageId: string, error: unknown): void {
    this.log.error('message.not_processed', error, { messageId });
  }
}
