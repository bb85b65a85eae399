import { Inject, Injectable } from '@nestjs/common';
import { EventLog } from '#runtime';
import { MarketingRefusalsRepository } from '#suppressions';
import { INBOUND_NEWS_EVENTS, WaitingRepliesRepository } from '#webhook-events';

/** What recipients said and nobody could understand when it came: replies to unknown messages, and what a failure says of them. */
@Injectable()
export class HearRecipients {
  constructor(
    @Inject(WaitingRepliesRepository) private readonly replies: WaitingRepliesRepository,
    @Inject(MarketingRefusalsRepository) private readonly refusals: MarketingRefusalsRepository,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    for (const { kind, messageId, senderId } of await this.replies.tie()) {
      this.log.info(INBOUND_NEWS_EVENTS[kind], { messageId, sender: senderId });
    }
    for (const sender of await this.refusals.note()) this.log.info('recipient.opted_out', { messageId: null, sender });
  }
}
