import { Inject, Injectable } from '@nestjs/common';
import { EventLog, Metrics } from '#runtime';
import { CountNews, HeldDecisionsRepository } from '#sending';

/** What a person decides by a command that ends is counted, and stands in the log, as if the API had been asked. */
@Injectable()
export class TellHeldDecisions {
  constructor(
    @Inject(HeldDecisionsRepository) private readonly decisions: HeldDecisionsRepository,
    @Inject(CountNews) private readonly news: CountNews,
    private readonly metrics: Metrics,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    await this.decisions.tellNew(({ messageId, decision, at, by, failure }) => {
      this.metrics.unconfirmedResolved.inc({ by: decision });
      this.log.info('message.decided', { messageId, decision, by, at: at.toISOString() });
      if (failure !== null) this.news.execute([failure]);
    });
  }
}
