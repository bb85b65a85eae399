/** Redis' hash tag keeps all keys of all queues in one slot of a Cluster. */
export const QUEUE_PREFIX = '{recado}';

/** BullMQ's queue of one sender: a paused or throttled number never holds up another. */
export function sendQueueName(phoneNumberId: string): string {
  return `send-${phoneNumberId}`;
}

/** BullMQ's queue of endpoints that are to be told something. No sender's: those are `send-…`. */
export const CALLBACKS_QUEUE = 'callbacks';
