export { ATTEMPT_WENT_WELL } from './attempt-went-well.js';
export { CATEGORY_DRIFTED } from './category-drifted.js';
export { erasedWamid } from './erased-wamid.js';
export { kinInSql } from './kin-in-sql.js';
export { ListCursor } from './list-cursor.js';
export { type MessageRow, viewOf } from './message-row.js';
export { MessagesModule } from './messages.module.js';
export type { MessageFilters } from './message-filters.js';
export { MessagesRepository, type MessagePage } from './messages.repository.js';
export { formatMoney, parseMoney, type Money, type MoneyReading } from './money.js';
export { OWN_FAILURES, type OwnFailureCode } from './own-failures.js';
export { parsePhone, type PhoneReading } from './phone-number.js';
export { PARTS_ERASED } from './parts-erased.js';
export { personInSql } from './person-in-sql.js';
export { phoneSpellings } from './phone-spellings.js';
export { recipientCountry } from './recipient-country.js';
export { noteRecipientIds, phonesOf, type RecipientIds, type RecipientKey } from './recipient-ids.repository.js';
export {
  PENDING_REASONS,
  PRIORITIES,
  type MessageEvent,
  type MessageView,
  type PendingReason,
  type Priority,
  type TemplateButton,
  type TemplateHeader,
  type TemplateParameters,
} from './message-view.js';
export {
  META_STATUSES,
  MESSAGE_STATUSES,
  PROGRESS,
  PROGRESS_OF_META,
  STATUS_OF,
  type MessageStatus,
  type MetaStatus,
} from './progress.js';
export { mayBeCalledUntil } from './may-be-called-until.js';
export { STOPPING_STATUSES, TEMPLATE_STOPS } from './template-stops.js';
export { unreachableSinceInSql } from './unreachable-since-in-sql.js';
export { isUserId } from './user-id.js';
