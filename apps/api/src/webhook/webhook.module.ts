import { Module } from '@nestjs/common';
import { WebhookEventsModule } from '#webhook-events';
import { ReceiverHeartbeat } from './receiver-heartbeat.js';
import { TakeInWebhook } from './take-in-webhook.js';
import { WebhookController } from './webhook.controller.js';

@Module({
  imports: [WebhookEventsModule],
  controllers: [WebhookController],
  providers: [TakeInWebhook, ReceiverHeartbeat],
})
export class WebhookModule {}
