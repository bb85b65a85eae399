export { AcceptMessages } from './accept-messages.js';
export { CancellationsRepository } from './cancellations.repository.js';
export { ClaimsRepository, type Claim } from './claims.repository.js';
export { CountryPausesRepository, type CountryPause } from './country-pauses.repository.js';
export { CountNews } from './count-news.js';
export { DueMessagesRepository, type LanesToFill } from './due-messages.repository.js';
export { DuplicateSendsRepository, type DuplicateSend } from './duplicate-sends.repository.js';
export { EarlierRequestsRepository } from './earlier-requests.repository.js';
export { ExpiryRepository } from './expiry.repository.js';
export { FAILED } from './failed-in-sql.js';
export { HeldDecisionsRepository, type HeldDecision } from './held-decisions.repository.js';
export { HeldMessagesRepository } from './held-messages.repository.js';
export { InstallationRepository } from './installation.repository.js';
export { IntakeRepository } from './intake.repository.js';
export { lockMessages } from './locks.js';
export type { MessageNews } from './message-news.js';
export type { Acceptance, NewMessage } from './new-message.js';
export { ParkedStatusesRepository } from './parked-statuses.repository.js';
export { PortfolioRepository, type PortfolioUse } from './portfolio.repository.js';
export {
  PurchaseOrdersRepository,
  type NewPurchaseOrder,
  type PurchaseOrderAcceptance,
} from './purchase-orders.repository.js';
export { QueueFiguresRepository, type QueueFigures } from './queue-figures.repository.js';
export { RecipientPacingRepository } from './recipient-pacing.repository.js';
export type { LaterRevision } from './later-revision.js';
export { ResendsRepository, type Resend, type ResendStanding } from './resends.repository.js';
export { RestoredDatabaseRepository } from './restored-database.repository.js';
export { SenderHearingRepository } from './sender-hearing.repository.js';
export { SenderPaceRepository, type SenderPace } from './sender-pace.repository.js';
export { SenderTurnsRepository, type TakenTurns } from './sender-turns.repository.js';
export { SendingModule } from './sending.module.js';
export type { MessageFailure, Settlement, SettlementResult } from './settlement.js';
export { SettlementsRepository } from './settlements.repository.js';
export { SharedQueueFigures } from './shared-queue-figures.js';
export { PARKED_FOR, PARKED_FOR_MS, StatusMerge, type MergeOutcome } from './status-merge.js';
export type { StatusReport, StatusResult } from './status-report.js';
export { UnconfirmedRepository } from './unconfirmed.repository.js';
export { UndeliveredRepository, type UndeliveredMessage } from './undelivered.repository.js';
