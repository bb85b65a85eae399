import { Inject, Injectable } from '@nestjs/common';
import { EventLog, Metrics } from '#runtime';
import { CountNews, ExpiryRepository } from '#sending';

/** Ends leases of workers that died, and messages whose time is over. */
@Injectable()
export class Expire {
  constructor(
    @Inject(ExpiryRepository) private readonly expiry: ExpiryRepository,
    private readonly news: CountNews,
    private readonly metrics: Metrics,
    private readonly log: EventLog,
  ) {}

  async leasesRound(): Promise<void> {
    const leases = await this.expiry.expireLeases((messageId, error) => this.tellRefused(messageId, error));
    if (leases > 0) this.log.warn('lease.expired', { count: leases });
  }

  async messagesRound(): Promise<void> {
    const expired = await this.expiry.expireMessages((messageId, error) => this.tellRefused(messageId, error));
    const unclear = expired.filter(({ code }) => code === 'UNCONFIRMED').length;
    if (unclear > 0) this.metrics.unconfirmedResolved.inc({ by: 'expiry' }, unclear);
    this.news.execute(expired);
  }

  private tellRefused(messageId: string, error: unknown): void {
    this.log.error('message.not_processed', error, { messageId });
  }
}
