export { EraseMentionsRepository } from './erase-mentions.repository.js';
export { EraseOldRepository } from './erase-old.repository.js';
export { EraseRecipientRepository, type ErasureFigures } from './erase-recipient.repository.js';
export { EraseWebhooksRepository } from './erase-webhooks.repository.js';
export { type ErasedIdentifiers, erasedAmong, eraseFromBody, whetherErased } from './erased-recipients.repository.js';
export { identifiersIn } from './identifiers-in.js';
export { PrivacyModule } from './privacy.module.js';
