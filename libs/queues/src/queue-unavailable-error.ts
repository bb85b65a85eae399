/** The queue did not take a job in time; the row in PostgreSQL waits for the sweep. */
export class QueueUnavailableError extends Error {
  override readonly name = 'QueueUnavailableError';
}
