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

  async round(): Promise<void> {
    const matched = await this.parked.match();
    if (matched !== null) this.news.execute(matched.news);
    for (const { messageId, decision } of await this.unconfirmed.decide()) {
      this.metrics.unconfirmedResolved.inc({ by: decision === 'HOLD' ? 'hold' : 'resend' });
      if (decision === 'HOLD') this.log.warn('message.held', { messageId });
      else this.log.warn('message.queued_again', { messageId });
    }
  }
}
