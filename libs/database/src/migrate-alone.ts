import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { MigrationBlockedError } from './migration-blocked-error.js';
import type { MigrationPatience } from './migration-patience.js';

/** Any number that nothing else in the database locks. */
const MIGRATION_LOCK = 7_765_626_868;

/**
 * Changes tables while nobody else does: of two `migrate` one waits for the other. The lock belongs to the connection on which the
 * work is done: of one that was killed it is free when PostgreSQL has ended what that one was at, and not before.
 *
 * It is asked for again and again. Who waited for it within a statement would have a snapshot, for which an index that is built
 * CONCURRENTLY waits in turn. https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
 *
 * @throws MigrationBlockedError when the other one did not end in time.
 */
export async function migrateAlone<Done>(
  dataSource: DataSource,
  say: (line: string) => void,
  patience: Pick<MigrationPatience, 'pauseMs' | 'giveUpAfterMs'>,
  work: (runner: QueryRunner) => Promise<Done>,
): Promise<Done> {
  const runner = dataSource.createQueryRunner();
  try {
    await takeTurn(runner, say, patience);
    return await work(runner);
  } finally {
    // A connection that broke has lost the lock, too.
    await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await runner.release();
  }
}

async function takeTurn(
  runner: QueryRunner,
  say: (line: string) => void,
  { pauseMs, giveUpAfterMs }: Pick<MigrationPatience, 'pauseMs' | 'giveUpAfterMs'>,
): Promise<void> {
  const deadline = performance.now() + giveUpAfterMs;
  for (let pause = pauseMs; ; pause = Math.min(pause * 2, 10_000)) {
    const [{ mine } = { mine: false }]: { mine: boolean }[] = await runner.manager.query(
      'SELECT pg_try_advisory_lock($1) AS mine',
      [MIGRATION_LOCK],
    );
    if (mine) return;
    const other = `another migrate is at work (${await holderOf(runner)})`;
    if (performance.now() + pause > deadline)
      throw new MigrationBlockedError(`${other}. This one has changed nothing: run it again when that one has ended.`);
    if (pause === pauseMs) say(`${other}; this one waits for it`);
    await sleep(pause);
  }
}

/** In words for the operator. */
async function holderOf(runner: QueryRunner): Promise<string> {
  const [holder]: { pid: number }[] = await runner.manager.query(
    `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND (classid::bigint << 32) + objid::bigint = $1
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [MIGRATION_LOCK],
  );
  return holder === undefined ? 'it has just ended' : `process ${holder.pid} of PostgreSQL`;
}
