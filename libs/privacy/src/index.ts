export { EraseMentionsRepository } from './erase-mentions.repository.js';
export { EraseOldRepository } from './erase-old.repository.js';
export { EraseRecipientRepository, type Whose } from './erase-recipient.repository.js';
export { EraseWebhooksRepository } from './erase-webhooks.repository.js';
export type { ErasureFigures } from './erasure-figures.js';
export { ErasuresRepository } from './erasures.repository.js';
export { type ErasedIdentifiers, erasedAmong, eraseFromBody, whetherErased } from './erased-recipients.repository.js';
export { identifiersIn } from './identifiers-in.js';
export { PrivacyModule } from './privacy.module.js';
