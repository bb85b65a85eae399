import { Inject, Injectable } from '@nestjs/common';
import { EventLog, Metrics } from '#runtime';
import { UndeliveredRepository } from '#sending';

/** At the start: what nobody reported while no worker ran. Meta itself gives up after 30 days. */
const FIRST_LOOK_BACK_MS = 30 * 24 * 60 * 60 * 1_000;
/** Ten times as long as the pause between two looks. */
const LOOK_BACK_MS = 10 * 60_000;

/** When a message has been SENT for UNDELIVERED_AFTER without a delivery, somebody hears of it. */
@Injectable()
export class ReportUndelivered {
  private lookBackMs = FIRST_LOOK_BACK_MS;

  constructor(
    @Inject(UndeliveredRepository) private readonly undelivered: UndeliveredRepository,
    private readonly metrics: Metrics,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    for (;;) {
      const messages = await this.undelivered.report(this.lookBackMs);
      for (const { messageId, senderId } of messages) {
        this.metrics.undelivered.inc({ sender: senderId });
        this.log.warn('message.undelivered', { messageId, sender: senderId });
      }
      if (messages.length === 0) break;
    }
    this.lookBackMs = LOOK_BACK_MS;
  }
}
