import { constants } from 'node:os';
import { requireEnvironment } from '#runtime';
import { prepareQueueTables } from '#queues';
import { applyMigrations } from './apply-migrations.js';
import { describeOutage } from './describe-outage.js';
import { MigrationBlockedError } from './migration-blocked-error.js';
import { missingMigrations } from './missing-migrations.js';
import { openDataSource } from './open-data-source.js';
import { NewerMigrationError, revertNewestMigration } from './revert-newest-migration.js';

/**
 * `npm run migration:run | migration:show | migration:revert`. Exit code 0 when done, 64 (EX_USAGE) for another word, 65
 * (EX_DATAERR) when a newer version has to take back what it brought, 69 (EX_UNAVAILABLE) without a database, 75 (EX_TEMPFAIL)
 * when others held the tables, or migrated, for ten minutes; as a signal would end it, 143 or 130, when it is told to stop.
 */
const command = process.argv[2];
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

if (command !== 'run' && command !== 'show' && command !== 'revert') {
  process.stderr.write('Usage: migrate run | show | revert\n');
  process.exit(64);
}

// The first process of a container is not ended by a signal that it does not hear. Nothing has to be put in order: what it was at is
// taken back with its connection. Not 0: whoever started it would believe that it is done.
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    process.stderr.write(`Told to stop (${signal}): what is applied stays, the migration in hand is taken back\n`);
    process.exit(128 + constants.signals[signal]);
  });
}

const url = requireEnvironment('migrate').DATABASE_URL ?? '';
const dataSource = await openDataSource(url, {
  applicationName: 'recado-migrate',
  maxConnections: 2,
  // An index on a table of millions takes its time.
  statementTimeoutMs: 0,
}).catch((error: unknown) => {
  process.stderr.write(`${describeOutage(url, error)}\n`);
  process.exit(69);
});
try {
  switch (command) {
    case 'run': {
      await prepareQueueTables(url);
      await applyMigrations(dataSource, say);
      // A plan made for tables without statistics is a bad plan (docs/decisions); this costs milliseconds.
      await dataSource.query('ANALYZE');
      break;
    }
    case 'show': {
      const missing = new Set(await missingMigrations(dataSource));
      for (const { name = '' } of dataSource.migrations) say(`${missing.has(name) ? '[ ]' : '[x]'} ${name}`);
      break;
    }
    case 'revert': {
      const reverted = await revertNewestMigration(dataSource, say);
      say(reverted === null ? 'nothing to revert: the database has no migrations' : `reverted ${reverted}`);
      break;
    }
  }
} catch (error) {
  if (error instanceof NewerMigrationError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 65;
  } else if (error instanceof MigrationBlockedError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 75;
  } else throw error;
} finally {
  await dataSource.destroy();
}
