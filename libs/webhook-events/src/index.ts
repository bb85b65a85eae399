export { OldWebhooksRepository } from './old-webhooks.repository.js';
export { readCallbackData, readWebhook, type WebhookReading } from './read-webhook.js';
export { ReceiversRepository } from './receivers.repository.js';
export { ReplayWebhooks, type ReplayFigures } from './replay-webhooks.js';
export { StoredWebhooksRepository } from './stored-webhooks.repository.js';
export { WebhookEventsModule } from './webhook-events.module.js';
export { WebhookIntakeRepository, type IntakeItem, type IntakeResult } from './webhook-intake.repository.js';
export { secretsThatSigned } from './webhook-signature.js';
