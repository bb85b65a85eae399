import { setTimeout as sleep } from 'node:timers/promises';
import { type DataSource, type Migration, MigrationExecutor, type QueryRunner } from 'typeorm';
import { migrateAlone } from './migrate-alone.js';
import { MigrationBlockedError } from './migration-blocked-error.js';
import { MIGRATION_PATIENCE, type MigrationPatience } from './migration-patience.js';

/**
 * Applies what is missing while an older version goes on working. Whoever changes a table needs it for himself alone; while he
 * waits for that, behind one long transaction, all traffic waits behind him. So he waits for a second at most, lets the others
 * pass and comes again. A migration with `transaction = false` (an index CONCURRENTLY) holds nobody up, and waits as long as
 * it takes. https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT
 *
 * @throws MigrationBlockedError when the locks could not be had, or another one did not end.
 */
export async function applyMigrations(
  dataSource: DataSource,
  say: (line: string) => void,
  patience: MigrationPatience = MIGRATION_PATIENCE,
): Promise<void> {
  await migrateAlone(dataSource, say, patience, async (runner) => {
    const executor = new MigrationExecutor(dataSource, runner);
    const pending = await executor.getPendingMigrations();
    for (const migration of pending) {
      if (migration.instance?.transaction === false) await executor.executeMigration(migration);
      else await applyWhenUnlocked(runner, executor, migration, say, patience);
      say(`applied ${migration.name}`);
    }
    if (pending.length === 0) say('nothing to apply: the database is up to date');
  });
}

async function applyWhenUnlocked(
  runner: QueryRunner,
  executor: MigrationExecutor,
  migration: Migration,
  say: (line: string) => void,
  { lockWaitMs, pauseMs, giveUpAfterMs }: MigrationPatience,
): Promise<void> {
  const deadline = performance.now() + giveUpAfterMs;
  for (let pause = pauseMs; ; pause = Math.min(pause * 2, 10_000)) {
    try {
      await runner.startTransaction();
      await runner.query(`SET LOCAL lock_timeout = ${lockWaitMs}`);
      await executor.executeMigration(migration);
      await runner.commitTransaction();
      return;
    } catch (error) {
      await runner.rollbackTransaction();
      if (!isLockedOut(error)) throw error;
      const blocked = `${migration.name} waits for its tables: ${await oldestTransaction(runner)}`;
      if (performance.now() + pause > deadline) {
        throw new MigrationBlockedError(
          `${blocked}. It has changed nothing, those before it are applied: end that transaction, or try again later.`,
          { cause: error },
        );
      }
      say(`${blocked}; once more in ${pause / 1_000} s`);
      await sleep(pause);
    }
  }
}

/** lock_not_available, or the victim of a deadlock with the traffic. */
function isLockedOut(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '55P03' || error.code === '40P01');
}

/** The most likely culprit, in words for the operator. */
async function oldestTransaction(runner: QueryRunner): Promise<string> {
  const [oldest]: { pid: number; name: string; seconds: number }[] = await runner.manager.query(
    `SELECT pid, application_name AS name, extract(epoch FROM now() - xact_start)::integer AS seconds FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL ORDER BY xact_start LIMIT 1`,
  );
  if (oldest === undefined) return 'no transaction is open any more';
  return `the oldest transaction (process ${oldest.pid}, "${oldest.name}") is open for ${oldest.seconds} s`;
}
