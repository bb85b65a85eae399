import { Inject, Injectable } from '@nestjs/common';
import { EventLog } from '#runtime';
import { CountNews, ExpiryRepository } from '#sending';

/** Ends leases of workers that died, and messages whose time is over. */
@Injectable()
export class Expire {
  constructor(
    @Inject(ExpiryRepository) private readonly expiry: ExpiryRepository,
    private readonly news: CountNews,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    const leases = await this.expiry.expireLeases();
    if (leases > 0) this.log.warn('lease.expired', { count: leases });
    this.news.execute(await this.expiry.expireMessages());
  }
}
