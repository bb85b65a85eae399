import { Module } from '@nestjs/common';
import { WebhookEventsModule } from '#webhook-events';
import { HeedTooFast } from './heed-too-fast.js';
import { ReceiverHeartbeat } from './receiver-heartbeat.js';
import { RefuseUnread } from './refuse-unread.js';
import { SenderErrors } from './sender-errors.js';
import { TakeInAccountEvents } from './take-in-account-events.js';
import { TakeInWebhook } from './take-in-webhook.js';
import { WebhookController } from './webhook.controller.js';

@Module({
  imports: [WebhookEventsModule],
  controllers: [WebhookController],
  providers: [TakeInWebhook, TakeInAccountEvents, SenderErrors, HeedTooFast, ReceiverHeartbeat, RefuseUnread],
})
export class WebhookModule {}
