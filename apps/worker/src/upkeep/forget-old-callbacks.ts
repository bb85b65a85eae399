import { Inject, Injectable } from '@nestjs/common';
import { CallbackDeliveriesRepository } from '#callbacks';
import { EventLog } from '#runtime';

/** Drops deliveries and their tries a week after they were told or given up. */
@Injectable()
export class ForgetOldCallbacks {
  constructor(
    @Inject(CallbackDeliveriesRepository) private readonly deliveries: CallbackDeliveriesRepository,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    let forgotten = 0;
    for (let page = await this.deliveries.forget(); page > 0; page = await this.deliveries.forget()) forgotten += page;
    if (forgotten > 0) this.log.info('callback.deliveries_dropped', { count: forgotten });
  }
}
