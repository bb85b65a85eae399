import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SendingModule, StatusMerge } from '#sending';
import { OldWebhooksRepository } from './old-webhooks.repository.js';
import { ReceiversRepository } from './receivers.repository.js';
import { WebhookDaysRepository } from './webhook-days.repository.js';
import { WebhookIntakeRepository } from './webhook-intake.repository.js';

@Module({
  imports: [SendingModule],
  providers: [
    {
      provide: WebhookIntakeRepository,
      inject: [DataSource, StatusMerge],
      useFactory: (dataSource: DataSource, merge: StatusMerge) => new WebhookIntakeRepository(dataSource, merge),
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
  exports: [WebhookIntakeRepository, OldWebhooksRepository, WebhookDaysRepository, ReceiversRepository],
})
export class WebhookEventsModule {}
