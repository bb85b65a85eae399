/**
 * Until when a message that is being sent (a row of `send_queue`, by its alias) may be called, in SQL: past half of its lease no worker
 * begins a call any more, whatever held it up; one that was begun before may last for `WHATSAPP_SEND_TIMEOUT_MS` beyond. A half-open sender
 * waits for this with what was claimed before it was half-open; for the one message that is being tried, for the whole lease (`wait_until`).
 */
export function mayBeCalledUntil(alias: string): string {
  return `(${alias}.attempted_at + (${alias}.lease_until - ${alias}.attempted_at) / 2)`;
}
