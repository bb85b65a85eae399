/** A migration did not get its locks, or its turn; it has changed nothing, and those before it are applied. */
export class MigrationBlockedError extends Error {
  override readonly name = 'MigrationBlockedError';
}
