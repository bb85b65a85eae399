import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EventLog, Sweep } from '#runtime';
import { AccountEventsRepository } from '#webhook-events';

const EVERY_MS = 60_000;

/** Lets the senders of an account go on when the restriction is over whose end Meta had told; nothing else says so. */
@Injectable()
export class LiftEndedRestrictions implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sweep: Sweep;

  constructor(
    @Inject(AccountEventsRepository) private readonly events: AccountEventsRepository,
    private readonly log: EventLog,
  ) {
    this.sweep = new Sweep(
      'lift-ended-restrictions',
      EVERY_MS,
      () => this.round(),
      (error) => log.error('sweep.failed', error, { sweep: 'lift-ended-restrictions' }),
    );
  }

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweep.stop();
  }

  private async round(): Promise<void> {
    for (const sender of await this.events.liftEnded()) {
      this.log.warn('sender.resumed', { sender, by: 'the end of the restriction' });
    }
  }
}
