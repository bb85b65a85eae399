import { type DataSource, MigrationExecutor } from 'typeorm';
import { migrateAlone } from './migrate-alone.js';
import { MIGRATION_PATIENCE } from './migration-patience.js';

/** The newest migration of the database is one that this version does not have; nothing was changed. */
export class NewerMigrationError extends Error {
  override readonly name = 'NewerMigrationError';
}

/**
 * Takes the newest migration back, and answers its name; null where the database has none.
 *
 * @throws NewerMigrationError when a newer version brought it: only that one knows how it is taken back.
 * @throws MigrationBlockedError when another `migrate` did not end.
 */
export async function revertNewestMigration(
  dataSource: DataSource,
  say: (line: string) => void,
): Promise<string | null> {
  return migrateAlone(dataSource, say, MIGRATION_PATIENCE, async (runner) => {
    const executor = new MigrationExecutor(dataSource, runner);
    const [newest] = await executor.getExecutedMigrations();
    if (newest === undefined) return null;
    if (!dataSource.migrations.some(({ name }) => name === newest.name)) {
      throw new NewerMigrationError(
        `The newest migration is ${newest.name}, and this version does not have it: take it back with the version that brought it (its image, or a checkout of it). Nothing was changed.`,
      );
    }
    executor.transaction = 'each';
    await executor.undoLastMigration();
    return newest.name;
  });
}
