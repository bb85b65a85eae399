import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { EventLog, Sweep } from '#runtime';
import { ReceiversRepository } from '#webhook-events';

/** Says every second that this replica can hear Meta; what it could not hear is written down as a gap. */
@Injectable()
export class ReceiverHeartbeat implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly replica = randomUUID();
  private readonly sweep: Sweep;

  constructor(
    @Inject(ReceiversRepository) private readonly receivers: ReceiversRepository,
    log: EventLog,
  ) {
    this.sweep = new Sweep(
      'receiver-heartbeat',
      1_000,
      () => receivers.beat(this.replica),
      (error) => log.error('receiver.heartbeat_failed', error),
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.receivers.start(this.replica);
    this.sweep.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweep.stop();
    await this.receivers.stop(this.replica);
  }
}
