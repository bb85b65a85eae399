import { Conditions } from './conditions.js';
import type { MessageFilters } from './message-filters.js';

/** What the row of a message itself must say, but for its time of acceptance and a text that is searched for. */
export function addWhatFits(where: Conditions, filters: MessageFilters, clientId: string | null): void {
  where.when(clientId, (p) => `m.client_id = ${p}::uuid`);
  where.when(filters.recipient?.recipientPhone, (p) => `m.recipient_phone = ${p}`);
  where.when(filters.recipient?.recipientUserId, (p) => `m.recipient_user_id = ${p}`);
  where.when(filters.reference, (p) => `m.reference = ${p}`);
  where.when(filters.template, (p) => `m.template_name = ${p}`);
  where.when(filters.sender, (p) => `m.sender_id = ${p}`);
  where.when(filters.senders, (p) => `m.sender_id = ANY(${p}::text[])`);
  where.when(filters.status, (p) => `m.status = ${p}`);
  // A late delivery clears the error.
  where.when(filters.errorCode, (p) => `m.status = 'FAILED' AND m.error_code = ${p}`);
  where.when(filters.updatedFrom, (p) => `m.updated_at >= ${p}::timestamptz`);
  where.when(filters.undeliveredBefore, (p) => `m.progress = 3 AND m.sent_at < ${p}::timestamptz`);
  if (filters.pendingReason !== undefined) where.add(`m.status = 'PENDING'`);
}
