import { probeQueue } from '#queues';
import type { Check } from './check.js';
import { type Finding, fail, pass, unchecked } from './finding.js';

const OLDEST_REDIS = [6, 2] as const;

/** Redis or the queue's tables in PostgreSQL, whichever the environment chooses. */
export const checkQueue: Check = {
  name: 'queue',
  async run({ environment, database }) {
    const { REDIS_URL: redisUrl, DATABASE_URL: databaseUrl = '' } = environment;
    if (redisUrl === undefined && database === null) return [unchecked('its tables are in PostgreSQL')];
    const probe = await probeQueue({ redisUrl, databaseUrl });
    switch (probe.kind) {
      case 'away':
        return [fail('QUEUE_AWAY', `the queue does not answer (${probe.reason})`)];
      case 'postgres':
        return [
          probe.hasTables
            ? pass('in PostgreSQL, enough for some hundred messages a second')
            : fail('QUEUE_TABLES_MISSING', 'REDIS_URL is not set, and PostgreSQL has no tables for the queue'),
        ];
      case 'redis':
        return ofRedis(probe.version, probe.evictionPolicy);
    }
  },
};

function ofRedis(version: string, evictionPolicy: string | null): Finding[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const tooOld = major < OLDEST_REDIS[0] || (major === OLDEST_REDIS[0] && minor < OLDEST_REDIS[1]);
  const findings = [tooOld ? fail('QUEUE_TOO_OLD', `Redis ${version} answers`) : pass(`Redis ${version} answers`)];
  // A managed Redis may hide its settings.
  if (evictionPolicy === null)
    return [...findings, unchecked('Redis hides its maxmemory-policy: it must be noeviction')];
  if (evictionPolicy !== 'noeviction') findings.push(fail('QUEUE_EVICTS', `its maxmemory-policy is ${evictionPolicy}`));
  return findings;
}
