/** BullMQ's queue of one sender: a paused or throttled number never holds up another. */
export function sendQueueName(phoneNumberId: string): string {
  return `send-${phoneNumberId}`;
}
