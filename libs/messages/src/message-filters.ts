import type { ListCursor } from './list-cursor.js';
import type { PendingReason } from './message-view.js';
import type { MessageStatus } from './progress.js';
import type { RecipientKey } from './recipient-ids.repository.js';

/** Of the list; all that are given must hold. */
export interface MessageFilters {
  readonly status?: MessageStatus;
  readonly recipient?: RecipientKey;
  readonly reference?: string;
  readonly template?: string;
  readonly sender?: string;
  /** What a key is bound to; others' messages are as if they did not exist. */
  readonly senders?: readonly string[];
  readonly errorCode?: string;
  readonly createdFrom?: Date;
  readonly createdTo?: Date;
  readonly updatedFrom?: Date;
  readonly pendingReason?: PendingReason;
  /** SENT before this moment and not delivered. */
  readonly undeliveredBefore?: Date;
  /** Prefix of reference, recipient's name, phone or wamid. */
  readonly q?: string;
  readonly limit: number;
  readonly cursor?: ListCursor;
}
