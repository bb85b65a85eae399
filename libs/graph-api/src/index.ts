export type { HealthEntity, HealthStatus, PhoneNumber, SubscribedApp, TokenInfo, Waba } from './account-views.js';
export {
  GraphApi,
  type AccountCredentials,
  type GraphApiOptions,
  type SenderCredentials,
  type SendTiming,
} from './graph-api.js';
export { GraphApiModule } from './graph-api.module.js';
export {
  UNKNOWN_CODE_ADVICE,
  findErrorCode,
  graphErrorCodes,
  type EndOfPause,
  type ErrorScope,
  type GraphErrorCode,
  type Verdict,
} from './graph-error-codes.js';
export type { GraphFailure } from './graph-failure.js';
export type { GraphRead } from './graph-read.js';
export { isOutage } from './is-outage.js';
export { integerAt, isJsonObject, objectAt, objectsAt, textAt, textsAt, type JsonObject } from './json-object.js';
export type {
  Accepted,
  CountryBlocked,
  NotSent,
  Rejected,
  SenderBlocked,
  SendOutcome,
  Throttled,
  ThrottleScope,
  Unclear,
} from './send-outcome.js';
export { templatePayload, type Recipient, type TemplateSend } from './template-payload.js';
export { endOfPause, verdictFor, verdictForFailedStatus, type SendVerdict } from './verdict-for.js';
