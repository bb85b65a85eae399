import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeQueue, QUEUE_PREFIX, QueueStorage } from '#queues';
import { root } from '../house/project-files.js';
import { askRedis } from '../support/ask-redis.js';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { redisAtHand } from '../support/local-servers.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { RedisSentinels } from '../support/redis-sentinels.js';
import { SENDER, type Stack, startStack, until } from '../support/stack.js';

const PASSWORD = 'p@ss:word';

/** What the runbook says to type to one server of that kind. */
const typed = (variable: string): readonly string[] =>
  [...readFileSync(join(root, 'docs/runbook.md'), 'utf8').matchAll(/^redis-cli -u "\$(\w+)" [^#\n]*/gm)].flatMap(
    ([command, named]) => (named === variable ? [command.trim()] : []),
  );

interface Kind {
  readonly title: string;
  readonly start: () => Promise<RedisCluster | RedisSentinels>;
  readonly variable: 'REDIS_NODE' | 'SENTINEL';
}

const KINDS: readonly Kind[] = [
  { title: 'Cluster', start: () => RedisCluster.start({ password: PASSWORD }), variable: 'REDIS_NODE' },
  { title: 'behind sentinels', start: () => RedisSentinels.start({ password: PASSWORD }), variable: 'SENTINEL' },
];

/** What REDIS_URL looks like in practice: names instead of addresses. */
const named = (url: string): string => url.replaceAll('127.0.0.1', 'localhost');

describe.runIf(redisAtHand()).each(KINDS)('Redis with a password, $title', ({ start, variable }) => {
  let redis: RedisCluster | RedisSentinels;
  let stack: Stack;

  beforeAll(async () => {
    redis = await start();
    const started = await startStack({ worker: true, environment: { REDIS_URL: named(redis.url) } });
    if (started === null) throw new Error('PostgreSQL is always there');
    stack = started;
  });
  afterAll(async () => {
    await stack.stop();
    await redis.stop();
  });

  it('keeps the queues: what is accepted is sent, and dashboard, readiness and figures tell of it', async () => {
    const answer = await stack.call('POST', '/messages', { body: exampleMessage() });
    expect(answer.status).toBe(202);
    const id = textAt(answer.json, 'id');
    await until('it is read', async () => {
      const message = await stack.call('GET', `/messages/${id}`);
      return at(message.json, 'status') === 'READ';
    });
    const board = await stack.call('GET', `//queues/api/queues?activeQueue=send-${SENDER}&status=completed`);
    expect([board.status, board.text.includes(`"id":"${id}-1"`)]).toEqual([200, true]);
    for (const url of [stack.url, stack.workerUrl]) {
      const ready: unknown = await (await fetch(`${url}/health/ready`)).json();
      expect(at(ready, 'details', 'queue', 'status')).toBe('up');
    }
    const figures = await (await fetch(`${stack.workerUrl}/metrics`)).text();
    const jobs = figures
      .split('\n')
      .filter((line) => line.startsWith('recado_queue_jobs{') && line.includes('completed'));
    expect(jobs.filter((line) => line.includes(`"send-${SENDER}"`) && line.endsWith(' 1'))).toHaveLength(1);
  });

  it.runIf(spawnSync('redis-cli', ['--version']).status === 0)('answers what the runbook says to type', () => {
    const url = redis instanceof RedisCluster ? redis.urls[0] : redis.sentinelUrl;
    const commands = typed(variable);
    expect(commands.length).toBeGreaterThan(1);
    for (const command of commands) {
      const withUser = url?.replace('redis://:', 'redis://default:');
      const options = { env: { PATH: process.env['PATH'], [variable]: withUser }, encoding: 'utf8' } as const;
      const said = execFileSync('bash', ['-c', command], options);
      expect(said, command).not.toMatch(/^(ERR|NOAUTH|WRONGPASS|MOVED|$)/);
    }
  });

  it('is found well by the doctor', async () => {
    const found = await probeQueue({ redisUrl: named(redis.url), databaseUrl: '' });
    expect(found).toMatchObject({ kind: 'redis', evictionPolicy: 'noeviction' });
  });
});

describe.runIf(redisAtHand())('a Redis Cluster', () => {
  let cluster: RedisCluster;
  let storage: QueueStorage;
  const queues: Queue[] = [];

  beforeAll(async () => {
    cluster = await RedisCluster.start();
    storage = QueueStorage.open({ redisUrl: cluster.url, databaseUrl: '', role: 'producer' });
  });
  afterAll(async () => {
    await Promise.all(queues.map((queue) => queue.close()));
    await storage.close();
    await cluster.stop();
  });

  function addTo(prefix: string): Promise<unknown> {
    const queue = new Queue(`send-${SENDER}`, { connection: storage.connection, prefix });
    queue.on('error', () => undefined);
    queues.push(queue);
    return queue.addBulk([{ name: 'send', data: {} }]);
  }

  it('takes our jobs, because all keys of the queues carry one hash tag', async () => {
    await expect(addTo(QUEUE_PREFIX)).resolves.toHaveLength(1);
  });

  it('control: would take none without it', async () => {
    await expect(addTo('recado')).rejects.toThrow('should belong to the same slot');
  });

  it('goes on when the queues move to another of its nodes', async () => {
    const before = await cluster.ownerIndex();
    await cluster.moveQueues();
    expect(await cluster.ownerIndex()).not.toBe(before);
    await expect(addTo(QUEUE_PREFIX)).resolves.toHaveLength(1);
  });

  it('is told of where one of its nodes throws jobs away', async () => {
    const [, , last = ''] = cluster.urls;
    await askRedis(last, 'CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await storage.evictionPolicy()).toBe('allkeys-lru');
    const found = await probeQueue({ redisUrl: cluster.url, databaseUrl: '' });
    expect(found).toMatchObject({ kind: 'redis', evictionPolicy: 'allkeys-lru' });
  });
});

describe('the doctor', () => {
  it.each(['redis://127.0.0.1:1,redis://127.0.0.1:2', 'redis+sentinel://127.0.0.1:1,127.0.0.1:2/mymaster'])(
    'says so, and does not wait for ever, where nobody listens at %s',
    async (redisUrl) => {
      const found = await probeQueue({ redisUrl, databaseUrl: '' });
      expect(found).toMatchObject({ kind: 'away', reason: expect.stringContaining('Connection is closed') });
    },
  );
});
