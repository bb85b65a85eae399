import { afterEach, describe, expect, it } from 'vitest';
import { redisAtHand, startTestPostgres, startTestRedis } from '../support/local-servers.js';
import { SlowGate } from '../support/slow-gate.js';
import { migrated } from '../support/stack.js';
import { type AppEnd, runApp } from '../support/started-app.js';

/** On a machine without time. */
const LIMIT_MS = 120_000;

/** Each waits for what is away: `npm test` has time for two. */
const ALL = process.env['FAULTS'] !== undefined;
const WITHOUT = [
  ['api', 'PostgreSQL', 'Redis'],
  ['worker', 'PostgreSQL', 'PostgreSQL'],
  ['worker', 'PostgreSQL', 'Redis'],
  ['api', 'Redis', 'Redis'],
  ['worker', 'Redis', 'Redis'],
  ['api', 'PostgreSQL', 'PostgreSQL'],
] as const;

describe('SIGTERM to a process whose servers are away', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** Starts an app, and takes from it what is named before it is told to stop. */
  async function stoppedWithout(app: 'api' | 'worker', away: 'PostgreSQL' | 'Redis', queue: string): Promise<AppEnd> {
    const postgres = await startTestPostgres(migrated);
    const redis = queue === 'Redis' ? await startTestRedis() : null;
    const url = new URL(postgres.url);
    const gate = await SlowGate.before(Number(url.port));
    url.port = String(gate.port);
    closing.push(
      () => gate.close(),
      () => postgres.stop(),
    );
    return runApp(
      app,
      { DATABASE_URL: url.href, REDIS_URL: redis?.url ?? '' },
      {
        hear: (line, child) => {
          if (!line.includes(`${app}.listening`)) return;
          if (away !== 'Redis') closing.push(async () => redis?.stop());
          // It has begun everything that comes round by the second, and then notices.
          setTimeout(() => (away === 'Redis' ? void redis?.stop('SIGKILL') : gate.shut()), 2_500);
          setTimeout(() => child.kill('SIGTERM'), 4_000);
        },
      },
    );
  }

  it.runIf(redisAtHand()).each(ALL ? WITHOUT : WITHOUT.slice(0, 2))(
    'ends it in order: %s without %s, its queue in %s',
    { timeout: LIMIT_MS },
    async (app, away, queue) => {
      const { code, signal, events } = await stoppedWithout(app, away, queue);
      expect({ code, signal, told: events.includes(`${app}.stopping`) }).toEqual({ code: 0, signal: null, told: true });
    },
  );
});
