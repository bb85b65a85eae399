export type { MarketingWish } from './marketing-wish.js';
export { MarketingRefusalsRepository } from './marketing-refusals.repository.js';
export { MarketingWishesRepository } from './marketing-wishes.repository.js';
export type { Objection } from './objection.js';
export { SUPPRESSION_REASONS, SUPPRESSION_SCOPES, type Suppression, type SuppressionScope } from './suppression.js';
export { SuppressionCheck } from './suppression-check.js';
export { SuppressionsModule } from './suppressions.module.js';
export { type Addressee, type RecipientStanding, SuppressionsRepository } from './suppressions.repository.js';
