import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Environment } from '#runtime';
import { SendingModule, StatusMerge } from '#sending';
import { MarketingWishesRepository } from '#suppressions';
import { AccountEventsRepository } from './account-events.repository.js';
import { InboundMessagesRepository } from './inbound-messages.repository.js';
import { OldWebhooksRepository } from './old-webhooks.repository.js';
import { ReceiversRepository } from './receivers.repository.js';
import { RecipientWordsRepository } from './recipient-words.repository.js';
import { WaitingRepliesRepository } from './waiting-replies.repository.js';
import { WebhookDaysRepository } from './webhook-days.repository.js';
import { WebhookIntakeRepository } from './webhook-intake.repository.js';

@Module({
  imports: [SendingModule],
  providers: [
    {
      provide: InboundMessagesRepository,
      inject: [MarketingWishesRepository, Environment],
      useFactory: (wishes: MarketingWishesRepository, environment: Environment) =>
        new InboundMessagesRepository(wishes, environment.OPT_OUT_WORDS),
    },
    {
      provide: RecipientWordsRepository,
      inject: [InboundMessagesRepository, MarketingWishesRepository],
      useFactory: (inbound: InboundMessagesRepository, wishes: MarketingWishesRepository) =>
        new RecipientWordsRepository(inbound, wishes),
    },
    {
      provide: WaitingRepliesRepository,
      inject: [DataSource, InboundMessagesRepository],
      useFactory: (dataSource: DataSource, inbound: InboundMessagesRepository) =>
        new WaitingRepliesRepository(dataSource, inbound),
    },
    {
      provide: WebhookIntakeRepository,
      inject: [DataSource, StatusMerge, RecipientWordsRepository],
      useFactory: (dataSource: DataSource, merge: StatusMerge, words: RecipientWordsRepository) =>
        new WebhookIntakeRepository(dataSource, merge, words),
    },
    {
      provide: AccountEventsRepository,
      inject: [DataSource],
      useFactory: (dataSource: DataSource) => new AccountEventsRepository(dataSource),
    },
    {
      provide: OldWebhooksRepository,
      inject: [DataSource],
      useFactory: (dataSource: DataSource) => new OldWebhooksRepository(dataSource),
    },
    {
      provide: WebhookDaysRepository,
      inject: [DataSource],
      useFactory: (dataSource: DataSource) => new WebhookDaysRepository(dataSource),
    },
    {
      provide: ReceiversRepository,
      inject: [DataSource],
      useFactory: (dataSource: DataSource) => new ReceiversRepository(dataSource),
    },
  ],
  exports: [
    AccountEventsRepository,
    WebhookIntakeRepository,
    OldWebhooksRepository,
    WebhookDaysRepository,
    ReceiversRepository,
    WaitingRepliesRepository,
  ],
})
export class WebhookEventsModule {}
