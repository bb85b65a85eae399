import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SendingModule, StatusMerge } from '#sending';
import { ReceiversRepository } from './receivers.repository.js';
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
      provide: ReceiversRepository,
      inject: [DataSource],
      useFactory: (dataSource: DataSource) => new ReceiversRepository(dataSource),
    },
  ],
  exports: [WebhookIntakeRepository, ReceiversRepository],
})
export class WebhookEventsModule {}
