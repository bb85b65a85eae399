import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SenderPaceRepository } from '#sending';
import { until } from '../support/stack.js';
import { ALL, BACKENDS, FaultStack, LONG, type RedisKind, SENDER } from './fault-stack.js';
import { figures } from './figures.js';
import { mostHeld } from './most-held.js';
import { lastTaken, peakOf, recipients, takenCount, utilisation } from './paced-traffic.js';
import { every, pause, runFault } from './run-fault.js';
import { tell } from './tell.js';

const LIMIT = 900_000;
const APIS = 3;
const WORKERS = 4;
/** A process that is told to stop is gone by then, whatever still hangs. */
const LONGEST_STOP_S = 20;
/** Of a number without an upgrade, messages a second: what the queue kept back does not go out at once. */
const MPS = 80;
const MANY = {
  backend: 'redis',
  apis: APIS,
  workers: WORKERS,
  environment: { WHATSAPP_MAX_MPS: String(MPS) },
  // Seven processes want more connections than the hundred that it has by itself.
  postgres: { settings: { max_connections: '300' } },
} as const;

/** In two of a hundred calls something is wrong; each tenth webhook comes twice. */
const LIGHT_MIX = {
  loseResponse: 0.005,
  hang: 0.002,
  bare500: 0.005,
  rate429: 0.005,
  reset: 0.005,
  webhooks: { shuffle: 1, duplicate: 0.1 },
};

interface Kind {
  readonly redis: RedisKind;
  readonly title: string;
  /** What breaks in the middle of the load: once in the short tier, in the long one more. */
  readonly break: (stack: FaultStack, stop: AbortSignal, loadMs: number) => Promise<void>;
}

const KINDS: readonly Kind[] = [
  {
    redis: 'single',
    title: 'one Redis, while workers are killed',
    break: (stack, stop, loadMs) => {
      const kills = LONG ? 8 : 2;
      return every(loadMs / (kills + 1), kills, stop, (round) => stack.killWorker((round % WORKERS) / WORKERS));
    },
  },
  {
    redis: 'cluster',
    title: 'a Redis Cluster of three, while the node that has them is killed',
    break: async (stack, stop, loadMs) => {
      const deaths = LONG ? 2 : 1;
      await every(loadMs / (deaths + 2), deaths, stop, () => stack.restartRedisNode(2_000));
      await pause(loadMs / (deaths + 2), stop);
      if (LONG) await stack.redisCluster.moveQueues();
    },
  },
  {
    redis: 'sentinel',
    title: 'Redis behind three sentinels, while the master is killed',
    break: async (stack, stop, loadMs) => {
      const deaths = LONG ? 2 : 1;
      await every(loadMs / (deaths + 1), deaths, stop, async (round) => {
        if (round > 1) await stack.redisSentinels.addReplica();
        tell('sentinel', { anotherMasterAfterMs: Math.round(await stack.killRedisMaster()) });
      });
    },
  },
];

const titled = (kinds: readonly Kind[]): (readonly [string, Kind])[] => kinds.map((kind) => [kind.title, kind]);

/** The longest time in seconds without a first attempt, while there was something to send. */
async function longestPause(stack: FaultStack): Promise<number> {
  const [row]: { seconds: number }[] = await stack.database.query(
    `SELECT max(extract(epoch FROM gap))::float8 AS seconds FROM (
       SELECT started_at - lag(started_at) OVER (ORDER BY started_at) AS gap FROM send_attempts WHERE attempt = 1) gaps`,
  );
  return row?.seconds ?? Number.NaN;
}

/** What each API took of the load and of Meta's webhooks: none may have been idle. */
async function expectSharedLoad(stack: FaultStack, name: string): Promise<void> {
  const answers = stack.apiAnswers;
  const applied = 'recado_webhook_events_total{field="messages",result="applied"';
  const webhooks = await figures(stack, applied, stack.apiMetricsUrls);
  tell(name, { answers, webhooks, longestPause: await longestPause(stack) });
  const sum = answers.reduce((total, count) => total + count, 0);
  expect(Math.min(...answers)).toBeGreaterThan(sum / (2 * APIS));
  expect(Math.min(...webhooks)).toBeGreaterThan(0);
}

describe.runIf(BACKENDS.includes('redis'))('three API and four worker processes', () => {
  // All of `npm test` gets by with the kind in which most can go wrong; the others with FAULTS=short, and in the long tier.
  it.each(titled(ALL ? KINDS : KINDS.filter(({ redis }) => redis === 'sentinel')))(
    'lose and double nothing with their queues in %s',
    { timeout: LIMIT },
    async (_title, { redis, break: breakIt }) => {
      const [messages, rate] = LONG ? [6_000, 60] : [300, 50];
      const name = `many-${redis}`;
      const verdict = await runFault(
        name,
        { ...MANY, redis, faults: LIGHT_MIX },
        {
          messages,
          rate,
          settleMs: 90_000,
          chaos: (stack, _random, stop) => breakIt(stack, stop, (messages / rate) * 1_000),
          inspect: (stack) => expectSharedLoad(stack, name),
        },
      );
      expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0 });
      expect(verdict.held).toBeLessThanOrEqual(mostHeld(verdict));
      // Whatever becomes of the queue: messages are accepted.
      expect(verdict.serverErrors).toBe(0);
      expect(verdict.workersReplaced + verdict.redisRestarted + verdict.redisFailedOver).toBeGreaterThan(0);
    },
  );
});

describe.runIf(ALL && BACKENDS.includes('redis'))('a rolling restart of three API and four worker processes', () => {
  it.each(LONG ? KINDS.map(({ redis }) => redis) : (['single'] as const))(
    'goes unnoticed under load, Redis: %s (A21)',
    { timeout: LIMIT },
    async (redis) => {
      const [messages, rate, rounds] = LONG ? [6_000, 60, 3] : [900, 50, 1];
      const stops: { readonly process: string; readonly exitCode: number | null; readonly seconds: number }[] = [];
      const stopped = async (process: string, ended: Promise<number | null>): Promise<void> => {
        const startedAt = performance.now();
        stops.push({ process, exitCode: await ended, seconds: (performance.now() - startedAt) / 1_000 });
      };
      const name = `many-A21-${redis}`;
      const verdict = await runFault(
        name,
        { ...MANY, redis, faults: { slowMs: 50, webhooks: LIGHT_MIX.webhooks } },
        {
          messages,
          rate,
          settleMs: 90_000,
          chaos: async (stack, _random, stop) => {
            await pause(2_000, stop);
            for (let round = 0; round < rounds; round += 1) {
              const workers = async (): Promise<void> => {
                for (let index = 0; index < WORKERS; index += 1) {
                  await stopped(`worker ${index}`, stack.terminateWorker(index));
                  await stack.workerAnswersAgain(index);
                }
              };
              const apis = async (): Promise<void> => {
                for (let index = 0; index < APIS; index += 1) {
                  await stopped(`API ${index}`, stack.withdrawApi(index));
                  await stack.admitApi(index);
                }
              };
              await Promise.all([workers(), apis()]);
            }
          },
          inspect: async (stack, load) => {
            tell(name, {
              stops,
              longestPause: await longestPause(stack),
              p99Ms: load.p99Ms,
              broken: Object.fromEntries(load.broken),
              slowestMs: load.slowestMs,
            });
            // In the short tier a caller may have given up (0) and come again: how fast it goes is the long tier's to say.
            expect([...load.answers.keys()].filter((status) => LONG || status !== 0)).toEqual([202]);
          },
        },
      );
      expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0, held: 0 });
      expect(verdict.unconfirmedEver).toBeLessThanOrEqual(messages / (LONG ? 1_000 : 100));
      expect(stops).toHaveLength(rounds * (APIS + WORKERS));
      expect(stops.filter(({ exitCode, seconds }) => exitCode !== 0 || seconds > LONGEST_STOP_S)).toEqual([]);
    },
  );
});

describe.runIf(ALL && BACKENDS.includes('redis'))('four workers', () => {
  /** As pace.spec.ts: calls do not take equally long, and the short tier runs beside other work. */
  const TOLERANCE = LONG ? 1.05 : 1.5;
  const SCHEDULED = LONG ? 900 : 300;
  /** One message a second: what falls due stays in the queue, so that it can be looked at. */
  const HARDLY_ANY = 1;

  /** So many messages that no queue knows of fall due at the same moment. */
  async function schedule(stack: FaultStack, count: number): Promise<void> {
    const sendAt = new Date(Date.now() + 3_000).toISOString();
    const template = { name: 'po_notification', language: 'es', parameters: ['Proveedor', 'PO-1', '€1,250.00'] };
    const response = await fetch(`${stack.apiUrl}/messages/batch`, {
      method: 'POST',
      headers: stack.headers,
      body: JSON.stringify({ messages: recipients(count).map((to) => ({ to, sendAt, priority: 'normal', template })) }),
    });
    expect(response.status).toBe(207);
  }

  /** How often what waits was put into the queue, and whether all of it has been there for a few rounds of every sweep. */
  async function sweptOf(stack: FaultStack) {
    const [row]: { least: number; most: number; isOver: boolean }[] = await stack.database.query(
      `SELECT min(enqueue_number)::integer AS least, max(enqueue_number)::integer AS most,
         COALESCE(bool_and(enqueued_at < now() - interval '2 seconds'), false) AS "isOver" FROM send_queue WHERE state = 0`,
    );
    return row ?? { least: 0, most: 0, isOver: false };
  }

  describe('that share their sweeps', () => {
    let stack: FaultStack;
    beforeAll(async () => {
      stack = await FaultStack.start(MANY);
      await new SenderPaceRepository(stack.database).set(SENDER, HARDLY_ANY);
    }, LIMIT);
    afterAll(() => stack.close());

    it('put each message that falls due into the queue once', { timeout: LIMIT }, async () => {
      await schedule(stack, SCHEDULED);
      await until('all have been put there', async () => (await sweptOf(stack)).isOver, 120_000);
      const { least, most } = await sweptOf(stack);
      tell('many-sweeps', { messages: SCHEDULED, least, most });
      expect([least, most]).toEqual([1, 1]);
    });

    it('keep the pace of a number together in every rolling second, and use it', { timeout: LIMIT }, async () => {
      const before = await takenCount(stack);
      await new SenderPaceRepository(stack.database).set(SENDER, null);
      await until('Meta has all', async () => (await takenCount(stack)) >= SCHEDULED, 240_000);
      const times = (await lastTaken(stack, SCHEDULED - before)).map(({ at }) => at);
      const [peak, used] = [peakOf(times), utilisation(times.slice(HARDLY_ANY), MPS)];
      tell('many-pace', { messages: SCHEDULED, mps: MPS, peak, used });
      expect(peak).toBeLessThanOrEqual(MPS * TOLERANCE);
      expect(used).toBeGreaterThan(LONG ? 0.9 : 0.02);
      expect(await takenCount(stack)).toBe(SCHEDULED);
    });
  });

  it('control: would put it there again and again if a sweep did not note it', { timeout: LIMIT }, async () => {
    const environment = { WHATSAPP_MAX_MPS: String(HARDLY_ANY), WITHOUT: 'mark' };
    const stack = await FaultStack.start({ ...MANY, apis: 1, environment, preload: 'without-protection.mjs' });
    try {
      await schedule(stack, 50);
      await until('one was put there by all four', async () => (await sweptOf(stack)).most >= WORKERS, 120_000);
      expect((await sweptOf(stack)).least).toBeGreaterThan(1);
    } finally {
      await stack.close();
    }
  });
});
