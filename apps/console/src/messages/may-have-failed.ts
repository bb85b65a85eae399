import type { MessageSearch } from './message-search.js';

/** Whether there can be failed messages among those that match. */
export function mayHaveFailed({ status, pendingReason, undelivered }: MessageSearch): boolean {
  return (status === undefined || status === 'FAILED') && pendingReason === undefined && undelivered === undefined;
}
