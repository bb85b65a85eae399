import { CATEGORY_DRIFTED } from './category-drifted.js';

/**
 * True, in SQL, where a message waits for its template (alias `t`, no row where it is not known; `i` is the installation): Meta sends
 * APPROVED ones only. Whoever claims, fills the queues, counts or tells callers why a message waits goes by this, so that all
 * say the same. A template that is gone for good (DELETED) stops nothing: Meta's own answer ends its messages at once.
 */
export const TEMPLATE_STOPS = `COALESCE(t.status IN ('PAUSED', 'DISABLED', 'ARCHIVED', 'PENDING', 'IN_APPEAL', 'REJECTED', 'LIMIT_EXCEEDED',
        'PENDING_DELETION') OR (i.block_category_drift AND ${CATEGORY_DRIFTED}), false)`;
