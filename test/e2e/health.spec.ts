import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalPostgres, freePort, startLocalPostgres } from '#local-postgres';
import { type RunningSandbox, startSandbox } from '../../apps/sandbox/src/start-sandbox.js';
import { at, textAt } from '../support/examples.js';
import { type TestRedis, redisAtHand, startTestRedis } from '../support/local-servers.js';
import { type Stack, migrated, startStack, until } from '../support/stack.js';

let dataDir: string;
let postgres: LocalPostgres;
let stack: Stack;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'recado-health-'));
  postgres = await startLocalPostgres({ dataDir, port: await freePort(), fsync: false });
  await migrated.prepare(postgres.url);
  const started = await startStack({ databaseUrl: postgres.url, worker: true });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
afterAll(async () => {
  await stack.stop();
  await postgres.stop('immediate');
  await rm(dataDir, { recursive: true, force: true });
});

async function health(process: 'api' | 'worker', probe: 'live' | 'ready'): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${process === 'api' ? stack.url : stack.workerUrl}/health/${probe}`);
  return { status: answer.status, text: await answer.text() };
}

const PROCESSES = ['api', 'worker'] as const;

const figures = async (process: (typeof PROCESSES)[number]): Promise<string> =>
  process === 'api' ? (await stack.call('GET', '//metrics')).text : (await fetch(`${stack.workerUrl}/metrics`)).text();

/** What a worker reads from PostgreSQL whenever it is asked. */
const STORED =
  /^recado_(queue_oldest_waiting_seconds|held_messages|unconfirmed_messages|sender_paused|sender_pace|webhook_parked_oldest_seconds)\b.* [\d.]+$/gm;

describe('health', () => {
  it('of the API is ready when PostgreSQL answers and is migrated', async () => {
    const { status, text } = await health('api', 'ready');
    expect(status).toBe(200);
    const json: unknown = JSON.parse(text);
    for (const check of ['postgresql', 'migrations', 'queue']) expect(at(json, 'details', check, 'status')).toBe('up');
  });

  it('of the API names the migrations that are missing', async () => {
    const [row] = await stack.sql('SELECT name FROM schema_migrations ORDER BY id DESC LIMIT 1');
    await stack.sql('UPDATE schema_migrations SET name = $1 WHERE name = $2', ['gone', row?.['name']]);
    const { status, text } = await health('api', 'ready');
    await stack.sql('UPDATE schema_migrations SET name = $1 WHERE name = $2', [row?.['name'], 'gone']);
    expect(status).toBe(503);
    expect(text).toContain(String(row?.['name']));
    expect((await health('api', 'ready')).status).toBe(200);
  });

  it('of the worker tells of a paused sender and is ready all the same', async () => {
    await stack.sql(`UPDATE senders SET state = 'PAUSED', pause_reason = 'OPERATOR'`);
    const { status, text } = await health('worker', 'ready');
    await stack.sql(`UPDATE senders SET state = 'ACTIVE', pause_reason = NULL`);
    expect(status).toBe(200);
    const json: unknown = JSON.parse(text);
    for (const check of ['postgresql', 'queue', 'sending']) expect(at(json, 'details', check, 'status')).toBe('up');
    expect(textAt(json, 'details', 'sending', 'paused')).toContain('OPERATOR');
  });
});

describe('while PostgreSQL is down', () => {
  beforeAll(() => postgres.stop('immediate'));

  it.each(PROCESSES)('the %s lives and is not ready, and tells nobody where PostgreSQL is', async (process) => {
    expect((await health(process, 'live')).status).toBe(200);
    const { status, text } = await health(process, 'ready');
    expect([status, text]).toEqual([503, expect.stringContaining('PostgreSQL does not answer')]);
    expect(text).not.toMatch(new RegExp(`${postgres.port}|127\\.0\\.0\\.1|ECONN|connect`));
  });

  it.each(PROCESSES)('the %s says so among its figures, and shows none that it cannot read', async (process) => {
    const shown = await figures(process);
    expect(shown).toMatch(new RegExp(`^recado_database_up\\{app="${process}"\\} 0$`, 'm'));
    expect(shown.match(STORED)).toBeNull();
    expect(shown).toMatch(/^recado_duplicate_sends_total\{.*\} 0$/m);
  });

  it('and is ready again when PostgreSQL is back', async () => {
    postgres = await startLocalPostgres({ dataDir, port: postgres.port, fsync: false });
    for (const process of PROCESSES) {
      await until(`the ${process} is ready`, async () => (await health(process, 'ready')).status === 200);
      expect((await health(process, 'live')).status).toBe(200);
    }
  });

  it.each([
    ['api', 0],
    ['worker', 6],
  ] as const)('and the figures of the %s with it', async (process, stored) => {
    const shown = await figures(process);
    expect(shown).toMatch(new RegExp(`^recado_database_up\\{app="${process}"\\} 1$`, 'm'));
    // Control: what is absent in an outage is there without one.
    expect(new Set(shown.match(STORED)?.map((line) => line.split('{', 1)[0])).size).toBe(stored);
  });
});

describe.runIf(redisAtHand())('each process with its queues in Redis', () => {
  let redis: TestRedis;
  let graph: RunningSandbox;
  let folder: string;
  let database: LocalPostgres;
  let running: Stack;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recado-health-'));
    database = await startLocalPostgres({ dataDir: folder, port: await freePort(), fsync: false });
    await migrated.prepare(database.url);
    redis = await startRedis(await freePort());
    graph = await startSandbox({ port: 0 });
    const started = await startStack({
      databaseUrl: database.url,
      worker: true,
      environment: { REDIS_URL: redis.url, WHATSAPP_GRAPH_URL: graph.url },
    });
    if (started === null) throw new Error('PostgreSQL is always there');
    running = started;
  });
  afterAll(async () => {
    await running.stop();
    await graph.close();
    await redis.stop();
    await database.stop('immediate');
    await rm(folder, { recursive: true, force: true });
  });

  const outages = {
    nothing: { stop: () => Promise.resolve(), start: () => Promise.resolve() },
    PostgreSQL: {
      stop: () => database.stop('immediate'),
      start: async () => {
        database = await startLocalPostgres({ dataDir: folder, port: database.port, fsync: false });
      },
    },
    Redis: {
      stop: () => redis.stop('SIGKILL'),
      start: async () => {
        redis = await startRedis(redis.port);
      },
    },
    'Redis, which does not answer but is there,': {
      stop: async () => void process.kill(redis.pid, 'SIGSTOP'),
      start: async () => void process.kill(redis.pid, 'SIGCONT'),
    },
    'The promise of Redis to throw nothing away': {
      stop: () => evict('allkeys-lru'),
      start: () => evict('noeviction'),
    },
    Graph: {
      stop: () => graph.close(),
      start: async () => {
        graph = await startSandbox({ port: Number(new URL(graph.url).port) });
      },
    },
  };
  const UP = { apiLive: 200, apiReady: 200, workerLive: 200, workerReady: 200 };

  const cases = [
    { away: ['nothing'], expected: UP },
    { away: ['PostgreSQL'], expected: { ...UP, apiReady: 503, workerReady: 503 } },
    { away: ['Redis'], expected: { ...UP, workerReady: 503 } },
    { away: ['Redis, which does not answer but is there,'], expected: { ...UP, workerReady: 503 } },
    { away: ['The promise of Redis to throw nothing away'], expected: { ...UP, workerReady: 503 } },
    { away: ['PostgreSQL', 'Redis'], expected: { ...UP, apiReady: 503, workerReady: 503 } },
    { away: ['Graph'], expected: UP },
    { away: ['PostgreSQL', 'Redis', 'Graph'], expected: { ...UP, apiReady: 503, workerReady: 503 } },
  ] as const;
  const named = cases.map(({ away, expected }) => [away.join(' and '), away, expected] as const);

  it.each(named)('lives, and is ready as far as it can do its work: %s away', async (_names, away, expected) => {
    await until('everything is ready', async () => isDeepStrictEqual(await answers(), UP));
    for (const server of away) await outages[server].stop();
    try {
      await until('both have noticed', async () => isDeepStrictEqual(await answers(), expected));
      // And stays so: what has just broken may be told only once a connection is tried again.
      for (let look = 0; look < 5; look += 1) expect(await answers()).toEqual(expected);
    } finally {
      for (const server of away) await outages[server].start();
    }
    await until('everything is ready again', async () => isDeepStrictEqual(await answers(), UP));
  });

  async function answers(): Promise<Record<keyof typeof UP, number>> {
    const status = async (url: string): Promise<number> => (await fetch(url)).status;
    const [apiLive, apiReady, workerLive, workerReady] = await Promise.all([
      status(`${running.url}/health/live`),
      status(`${running.url}/health/ready`),
      status(`${running.workerUrl}/health/live`),
      status(`${running.workerUrl}/health/ready`),
    ]);
    return { apiLive, apiReady, workerLive, workerReady };
  }

  async function evict(policy: string): Promise<void> {
    const client = new Redis(redis.url);
    await client.config('SET', 'maxmemory-policy', policy);
    client.disconnect();
    const text = await (await fetch(`${running.url}/health/ready`)).text();
    expect(text.includes('set maxmemory-policy to noeviction')).toBe(policy !== 'noeviction');
  }

  async function startRedis(port: number): Promise<TestRedis> {
    const started = await startTestRedis({ port });
    if (started === null) throw new Error('there was a redis-server a moment ago');
    return started;
  }
});
