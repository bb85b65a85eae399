import { type DataSource, MigrationExecutor } from 'typeorm';

/** The newest migration of the database is one that this version does not have; nothing was changed. */
export class NewerMigrationError extends Error {
  override readonly name = 'NewerMigrationError';
}

/**
 * Takes the newest migration back, and answers its name; null where the database has none.
 *
 * @throws NewerMigrationError when a newer version brought it: only that one knows how it is taken back.
 */
export async function revertNewestMigration(dataSource: DataSource): Promise<string | null> {
  const [newest] = await new MigrationExecutor(dataSource).getExecutedMigrations();
  if (newest === undefined) return null;
  if (!dataSource.migrations.some(({ name }) => name === newest.name)) {
    throw new NewerMigrationError(
      `The newest migration is ${newest.name}, and this version does not have it: take it back with the version that brought it (its image, or a checkout of it). Nothing was changed.`,
    );
  }
  await dataSource.undoLastMigration({ transaction: 'each' });
  return newest.name;
}
