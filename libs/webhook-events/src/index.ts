export { acknowledgedOrder } from './acknowledged-order.js';
export type { AccountEvent } from './account-event.js';
export {
  type AccountEventOutcome,
  AccountEventsRepository,
  type SignedAccountEvent,
} from './account-events.repository.js';
export { OldWebhooksRepository } from './old-webhooks.repository.js';
export { InboundMessagesRepository } from './inbound-messages.repository.js';
export type { InboundMessage } from './inbound-message.js';
export { INBOUND_NEWS_EVENTS, type InboundNews } from './inbound-news.js';
export type { MarketingPreference } from './marketing-preference.js';
export { type Conversation, OpenWindowsRepository } from './open-windows.repository.js';
export { readWebhook, type WebhookReading } from './read-webhook.js';
export { ReceiversRepository } from './receivers.repository.js';
export { RecipientWordsRepository } from './recipient-words.repository.js';
export { ReplayWebhooks, type ReplayFigures } from './replay-webhooks.js';
export { StoredWebhooksRepository } from './stored-webhooks.repository.js';
export { WaitingRepliesRepository } from './waiting-replies.repository.js';
export { type DaysOutcome, WebhookDaysRepository } from './webhook-days.repository.js';
export { WebhookEventsModule } from './webhook-events.module.js';
export type { IntakeItem } from './intake-item.js';
export { WebhookIntakeRepository, type IntakeResult } from './webhook-intake.repository.js';
export { SUBSCRIBED_FIELDS, WEBHOOK_FIELDS, type WebhookField } from './webhook-fields.js';
export { WEBHOOK_PATH } from './webhook-path.js';
export { secretFingerprint } from './secret-fingerprint.js';
export { secretsThatSigned } from './webhook-signature.js';
