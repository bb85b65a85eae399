/** The local server cannot run, for a reason that a person can act on; the message says what to do. */
export class LocalPostgresError extends Error {
  override readonly name = 'LocalPostgresError';
}
