import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chown, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultStack } from './fault-stack.js';

/**
 * The data of a running PostgreSQL as they are at a moment, as pg_basebackup copies them, which is not among the programs that
 * npm installs. https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP
 */
export class PostgresBackup {
  private constructor(private readonly folder: string) {}

  static async of(stack: FaultStack): Promise<PostgresBackup> {
    const data = stack.postgresData;
    const folder = `${data}.backup`;
    const session = stack.database.createQueryRunner();
    try {
      await session.query(`SELECT pg_backup_start('fault test', true)`);
      await copy(data, folder);
      const [end]: { label: string }[] = await session.manager.query(
        'SELECT labelfile AS label FROM pg_backup_stop(false)',
      );
      // Only now the log is there that makes the copied files agree with each other.
      await rm(join(folder, 'pg_wal'), { recursive: true });
      await copy(join(data, 'pg_wal'), join(folder, 'pg_wal'));
      await rm(join(folder, 'postmaster.pid'), { force: true });
      await writeOwned(folder, 'backup_label', end?.label ?? '');
      return new PostgresBackup(folder);
    } finally {
      await session.release();
    }
  }

  /** Puts it in the place of what the server has now; the server ends that recovery on a timeline of its own, as after every restore. */
  async restore(stack: FaultStack): Promise<void> {
    await stack.stopPostgres();
    const data = stack.postgresData;
    await rename(data, `${data}.lost`);
    await rename(this.folder, data);
    await appendFile(join(data, 'postgresql.auto.conf'), `\nrestore_command = 'false'\n`);
    await writeOwned(data, 'recovery.signal', '');
    await stack.startPostgres();
  }
}

/** Files of a running server come and go; whether the copy is whole is seen when it is started. */
async function copy(from: string, to: string): Promise<void> {
  await once(spawn('cp', ['-a', from, to], { stdio: 'ignore' }), 'close');
}

/** By root, for the user that the server runs as. */
async function writeOwned(folder: string, name: string, content: string): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, content, { mode: 0o600 });
  const { uid, gid } = await stat(folder);
  if (process.getuid?.() === 0) await chown(path, uid, gid);
}
