/**
 * Until when a message that is being sent (a row of `send_queue`, by its alias) may be called, in SQL: past half of its lease no worker
 * calls any more, whatever held it up, and one that has died never does. Whoever waits for the one message of a half-open sender goes by this.
 */
export function mayBeCalledUntil(alias: string): string {
  return `(${alias}.attempted_at + (${alias}.lease_until - ${alias}.attempted_at) / 2)`;
}
