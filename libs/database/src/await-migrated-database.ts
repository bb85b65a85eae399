import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '#runtime';
import { describeOutage } from './describe-outage.js';
import { missingMigrations } from './missing-migrations.js';
import { openDataSource } from './open-data-source.js';

/** How long a process waits for its database before it ends, and how often it says so, in milliseconds. */
const PATIENCE_MS = 30_000;
const REMINDER_MS = 10_000;

/**
 * Returns when the database can be used: it answers, and has every migration of this version. Until then one line every
 * ten seconds; after thirty seconds the process ends with 69 (EX_UNAVAILABLE of sysexits.h), and whoever supervises it
 * tries again. A migration that runs at the same moment is waited for in the same way.
 */
export async function awaitMigratedDatabase(url: string, log: EventLog): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  let remindAt = 0;
  for (let problem = await whatIsWrong(url); problem !== null; problem = await whatIsWrong(url)) {
    if (Date.now() >= deadline) {
      process.stderr.write(`Recado cannot start: ${problem}\n`);
      process.exit(69);
    }
    if (Date.now() >= remindAt) {
      log.warn('database.awaited', { problem });
      remindAt = Date.now() + REMINDER_MS;
    }
    await sleep(1_000);
  }
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
