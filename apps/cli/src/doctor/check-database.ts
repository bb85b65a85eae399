import { missingMigrations, serverVersion } from '#database';
import type { Check } from './check.js';
import { fail, pass } from './finding.js';

const OLDEST_MAJOR = 14;

export const checkDatabase: Check = {
  name: 'postgresql',
  async run({ database, databaseProblem }) {
    if (database === null) return [fail('DATABASE_AWAY', databaseProblem ?? 'PostgreSQL does not answer')];
    const { major, text } = await serverVersion(database);
    if (major < OLDEST_MAJOR) return [fail('DATABASE_TOO_OLD', `PostgreSQL ${text} answers`)];
    const missing = await missingMigrations(database);
    return [
      pass(`PostgreSQL ${text} answers`),
      missing.length === 0
        ? pass('every migration of this version is applied')
        : fail('MIGRATIONS_MISSING', `not applied: ${missing.join(', ')}`),
    ];
  },
};
