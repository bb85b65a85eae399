import { Inject, Injectable } from '@nestjs/common';
import { EventLog, Metrics } from '#runtime';
import { ExpiryRepository } from '#sending';

/** Ends leases of workers that died, and messages whose time is over. */
@Injectable()
export class Expire {
  constructor(
    @Inject(ExpiryRepository) private readonly expiry: ExpiryRepository,
    private readonly metrics: Metrics,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    const leases = await this.expiry.expireLeases();
    if (leases > 0) this.log.warn('lease.expired', { count: leases });
    const expired = await this.expiry.expireMessages();
    for (const { senderId, code } of expired) this.metrics.failures.inc({ code, sender: senderId });
    if (expired.length > 0) this.log.warn('message.expired', { count: expired.length });
  }
}
