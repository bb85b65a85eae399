export type {
  Message,
  MessageFilters,
  MessageRequest,
  MessageWithEvents,
  BatchItem,
  ProblemCode,
  PurchaseOrder,
  PurchaseOrderMessage,
  Suppression,
  SuppressionFilters,
} from './api-types.js';
export type { Callback, CallbackMessage, MessageCallback, OtherCallback, Reply } from './callback.js';
export { CallbackError } from './callback-error.js';
export { isMessageCallback } from './is-message-callback.js';
export type { components, paths } from './openapi.js';
export { type Accepted, type BatchResult, Recado, type RecadoOptions } from './recado.js';
export { type ErrorCode, RecadoError } from './recado-error.js';
export { verifyCallback } from './verify-callback.js';
export { VERSION } from './version.js';
