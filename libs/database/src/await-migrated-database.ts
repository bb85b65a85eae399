import type { EventLog } from '#runtime';
import { describeOutage } from './describe-outage.js';
import { insist } from './insist.js';
import { missingMigrations } from './missing-migrations.js';
import { openDataSource } from './open-data-source.js';

/**
 * Returns when the database can be used: it answers, and has every migration of this version. A migration that runs at the
 * same moment is waited for in the same way.
 */
export async function awaitMigratedDatabase(url: string, log: EventLog): Promise<void> {
  await insist(log, () => whatIsWrong(url));
}

async function whatIsWrong(url: string): Promise<string | null> {
  try {
    const dataSource = await openDataSource(url, { applicationName: 'recado-start', maxConnections: 1 });
    try {
      const missing = await missingMigrations(dataSource);
      return missing.length === 0 ? null : 'the database lacks migrations: run npm run migration:run';
    } finally {
      await dataSource.destroy();
    }
  } catch (error) {
    return describeOutage(url, error);
  }
}
