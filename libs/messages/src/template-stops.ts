import { CATEGORY_DRIFTED } from './category-drifted.js';

/**
 * With a template in one of these Meta sends nothing, and its messages wait: APPROVED ones only are sent. One that is gone for good
 * (DELETED) stops nothing: Meta's own answer ends its messages at once.
 */
export const STOPPING_STATUSES: readonly string[] = [
  'PAUSED',
  'DISABLED',
  'ARCHIVED',
  'PENDING',
  'IN_APPEAL',
  'REJECTED',
  'LIMIT_EXCEEDED',
  'PENDING_DELETION',
];

/**
 * True, in SQL, where a message waits for its template (alias `t`, no row where it is not known; `i` is the installation). Whoever
 * claims, fills the queues, counts or tells callers why a message waits goes by this, so that all say the same.
 */
export const TEMPLATE_STOPS = `COALESCE(t.status IN (${STOPPING_STATUSES.map((status) => `'${status}'`).join(', ')})
        OR (i.block_category_drift AND ${CATEGORY_DRIFTED}), false)`;
