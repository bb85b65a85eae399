import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisAtHand, startTestPostgres, startTestRedis } from '../support/local-servers.js';
import { SlowGate } from '../support/slow-gate.js';
import { migrated } from '../support/stack.js';
import { type AppEnd, runApp } from '../support/started-app.js';

/** Each waits for half a minute or some of it: `npm test` has time for two. */
const ALL = process.env['FAULTS'] !== undefined;
const MOMENTS = [
  ['api', 'its pool', 1],
  ['worker', 'the first look at it', 0],
  ['api', 'the first look at it', 0],
  ['worker', 'its pool', 1],
] as const;

/** Longer than a connection may take. */
const BUSY_MS = 5_000;
/** What gives up after half a minute does so later on a machine without time. */
const LIMIT_MS = 120_000;

// In PostgreSQL the queue has connections of its own, which come in any order.
describe.runIf(redisAtHand())('a PostgreSQL that is too busy for one more connection while a process starts', () => {
  const closing: (() => Promise<unknown>)[] = [];
  let gate: SlowGate;
  let environment: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const postgres = await startTestPostgres(migrated);
    const redis = await startTestRedis();
    const url = new URL(postgres.url);
    gate = await SlowGate.before(Number(url.port));
    url.port = String(gate.port);
    environment = { DATABASE_URL: url.href, REDIS_URL: redis?.url ?? '' };
    closing.push(
      () => gate.close(),
      () => postgres.stop(),
      async () => redis?.stop(),
    );
  });
  afterAll(async () => {
    for (const close of closing) await close();
  });

  /** Starts an app of which so many connections are served at once, and stops it when it serves. */
  function startedWith(app: 'api' | 'worker', served: number): Promise<AppEnd> {
    gate.letPass(served);
    let awaited = false;
    return runApp(app, environment, {
      hear: (line, child) => {
        if (line.includes('database.awaited') && !awaited) setTimeout(() => gate.open(), BUSY_MS);
        awaited ||= line.includes('database.awaited');
        if (line.includes(`${app}.listening`)) child.kill('SIGTERM');
      },
    });
  }

  it.each(ALL ? MOMENTS : MOMENTS.slice(0, 2))(
    'is waited for, and the process says so: %s, at %s',
    { timeout: LIMIT_MS },
    async (app, _what, served) => {
      const { code, events, complaint } = await startedWith(app, served);
      const told = events.filter((event) => ['database.awaited', `${app}.listening`].includes(event));
      expect({ code, told: [...new Set(told)], complaint }).toEqual({
        code: 0,
        told: ['database.awaited', `${app}.listening`],
        complaint: '',
      });
    },
  );

  it.runIf(ALL)('is given up after half a minute, with words and exit code 69', { timeout: LIMIT_MS }, async () => {
    gate.letPass(1);
    const { code, complaint } = await runApp('worker', environment, {});
    gate.open();
    expect(code).toBe(69);
    expect(complaint).toMatch(/^Recado cannot start: PostgreSQL does not answer at 127\.0\.0\.1:\d+ in time \(.+\)/);
  });
});
