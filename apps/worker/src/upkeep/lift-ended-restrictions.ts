import { Inject, Injectable } from '@nestjs/common';
import { EventLog } from '#runtime';
import { AccountEventsRepository } from '#webhook-events';

/** Lets the senders of an account go on when the restriction is over whose end Meta had told; nothing else says so. */
@Injectable()
export class LiftEndedRestrictions {
  constructor(
    @Inject(AccountEventsRepository) private readonly events: AccountEventsRepository,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    for (const sender of await this.events.liftEnded()) {
      this.log.warn('sender.resumed', { sender, by: 'the end of the restriction' });
    }
  }
}
