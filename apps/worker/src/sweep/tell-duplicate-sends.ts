import { Inject, Injectable } from '@nestjs/common';
import { EventLog, Metrics } from '#runtime';
import { DuplicateSendsRepository } from '#sending';

/** When Meta turns out to have accepted a message twice, somebody hears of it, whoever found out and died. */
@Injectable()
export class TellDuplicateSends {
  constructor(
    @Inject(DuplicateSendsRepository) private readonly duplicates: DuplicateSendsRepository,
    private readonly metrics: Metrics,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    await this.duplicates.tellNew(({ messageId, senderId }) => {
      this.metrics.duplicateSends.inc();
      this.log.warn('message.sent_twice', { messageId, sender: senderId });
    });
  }
}
