import { join } from 'node:path';
import { openDataSource } from '#database';
import { startLocalPostgres } from '#local-postgres';
import { RollUpRepository } from '#usage';
import { copyMigratedCluster } from '../support/migrated-cluster.js';
import { generateMessages } from './many-messages.js';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder.js';

/** As fast as it goes: nobody needs these data if the machine stops meanwhile. */
const SETTINGS = {
  shared_buffers: '1GB',
  maintenance_work_mem: '256MB',
  work_mem: '64MB',
  max_wal_size: '4GB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
};

/** A database of the product's with so many messages of the last ninety days, counted; made once for all rounds. */
export class OldMessages {
  private made: Promise<string> | null = null;

  /** The folder of its data. */
  of(count: number): Promise<string> {
    this.made ??= make(count);
    return this.made;
  }

  async forget(): Promise<void> {
    if (this.made !== null) await removeTemporaryFolder(join(await this.made, '..'));
    this.made = null;
  }
}

async function make(count: number): Promise<string> {
  const dataDir = join(await makeTemporaryFolder('recado-bench-old-'), 'postgres');
  await copyMigratedCluster(dataDir);
  const postgres = await startLocalPostgres({ dataDir, fsync: false, settings: SETTINGS, log: () => undefined });
  const database = await openDataSource(postgres.url, {
    applicationName: 'bench',
    maxConnections: 4,
    statementTimeoutMs: 0,
  });
  await generateMessages(database, count);
  await new RollUpRepository(database, 'UTC').countAnew();
  // Nothing is left to send: what is measured is the new messages.
  await database.query('DELETE FROM send_queue');
  await database.query('VACUUM ANALYZE');
  await database.destroy();
  await postgres.stop();
  return dataDir;
}
