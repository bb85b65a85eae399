import { Module } from '@nestjs/common';
import { WebhookEventsModule } from '#webhook-events';
import { AcceptBatch } from './accept-batch.js';
import { AcceptMessage } from './accept-message.js';
import { AcceptPurchaseOrder } from './accept-purchase-order.js';
import { CancelMessage } from './cancel-message.js';
import { CheckMessage } from './check-message.js';
import { CheckRecipient } from './check-recipient.js';
import { DecideHeldMessage } from './decide-held-message.js';
import { ListMessages } from './list-messages.js';
import { MessagesController } from './messages.controller.js';
import { OwnNumbers } from './own-numbers.js';
import { PurchaseOrdersController } from './purchase-orders.controller.js';
import { ReadMessage } from './read-message.js';
import { ReplayEarlier } from './replay-earlier.js';
import { ResendFailed } from './resend-failed.js';
import { ResendMessage } from './resend-message.js';
import { SendingState } from './sending-state.js';

/** Everything under /messages and /purchase-orders. */
@Module({
  imports: [WebhookEventsModule],
  controllers: [MessagesController, PurchaseOrdersController],
  providers: [
    AcceptBatch,
    AcceptMessage,
    AcceptPurchaseOrder,
    CancelMessage,
    CheckMessage,
    CheckRecipient,
    DecideHeldMessage,
    ListMessages,
    OwnNumbers,
    ReadMessage,
    ReplayEarlier,
    ResendFailed,
    ResendMessage,
    SendingState,
  ],
  exports: [SendingState],
})
export class MessageIntakeModule {}
