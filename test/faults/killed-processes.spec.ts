import { describe, expect, it } from 'vitest';
import { BACKENDS, FaultStack, LONG } from './fault-stack.js';
import { mostHeld } from './most-held.js';
import { MIX_F, every, pause, runFault } from './run-fault.js';
import type { LoadReport } from './steady-load.js';
import { tell } from './tell.js';

const LIMIT = LONG ? 900_000 : 150_000;

/** The short tier kills workers with the one backend and PostgreSQL with the other; the long one everything with both. */
const [WORKERS_DIE_WITH, POSTGRES_CRASHES_WITH] = [BACKENDS[0], BACKENDS.at(-1)];

/** Shorter than a silence that counts: what is left when a short load is over is sent again before there is one. */
const SHORT_WAITS: Readonly<Record<string, string>> = LONG
  ? {}
  : { UNCONFIRMED_WAIT: '4s', UNCONFIRMED_SOLO_WAIT: '6s', RECEIVER_HEALTHY_FOR: '6s' };

/**
 * Where receivers are away again before what is unclear has waited long enough, it waits for as long again from its attempt. Nobody is to
 * be asked because of that alone, nor because nothing is sent any more when the load is over: a person is asked after more than twice the
 * time from the first absence to the last word, as in production (six hours), where nothing dies every few seconds.
 */
const askedAfter = (seconds: number) => ({ environment: { ...SHORT_WAITS, UNCONFIRMED_MAX: `${seconds}s` } });
/** Milliseconds within which all is settled then: sent again just before, and unclear once more. */
const settledWithin = (askedAfterSeconds: number): number => (2 * askedAfterSeconds + (LONG ? 100 : 0)) * 1_000;

/** Milliseconds between `times` things that happen during a load of 100 messages a second, the last of them before its end. */
const spread = (messages: number, times: number): number => (messages * 10) / (times + 1);

interface Outage {
  /** As `performance.now()` has them. */
  readonly from: number;
  readonly until: number;
  /** Milliseconds from the start of the server until the API was ready. */
  readonly readyAfterMs: number;
}

/** PostgreSQL crashes and is away for three seconds. */
async function crashPostgres(stack: FaultStack): Promise<Outage> {
  await stack.stopPostgres();
  const from = performance.now();
  await pause(3_000);
  const until = performance.now();
  await stack.startPostgres();
  await stack.answersAgain();
  return { from, until, readyAfterMs: performance.now() - until };
}

/** How often the API answered what to posts that were asked and answered while PostgreSQL was away. */
function answersDuring(outages: readonly Outage[], load: LoadReport): Readonly<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { status, askedAt, answeredAt } of load.posts) {
    if (outages.some(({ from, until }) => askedAt > from && answeredAt < until))
      counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

/** What needed no evidence, or was never in doubt: attempts of messages without any unclear outcome. */
const NEVER_UNCLEAR = `
  send_attempts a WHERE NOT EXISTS (SELECT FROM send_attempts u WHERE u.message_id = a.message_id
    AND (u.outcome LIKE 'unclear%' OR u.outcome = 'lease_expired'))`;

/** Seconds from that moment, or from its acceptance if that was later, until the last such message was claimed. */
async function backlogAfter(stack: FaultStack, moment: Date): Promise<number> {
  const [row]: { seconds: number }[] = await stack.database.query(
    `SELECT max(extract(epoch FROM c.at - GREATEST(m.created_at, $1)))::float8 AS seconds
     FROM (SELECT a.message_id, max(a.started_at) AS at FROM ${NEVER_UNCLEAR} GROUP BY a.message_id) c
     JOIN whatsapp_messages m ON m.id = c.message_id`,
    [moment],
  );
  return row?.seconds ?? Number.POSITIVE_INFINITY;
}

/** Seconds from each moment until the next claim. */
async function nextClaims(stack: FaultStack, moments: readonly Date[]): Promise<readonly number[]> {
  const rows: { seconds: number | null }[] = await stack.database.query(
    `SELECT extract(epoch FROM min(a.started_at) - r.at)::float8 AS seconds
     FROM unnest($1::timestamptz[]) AS r (at) LEFT JOIN send_attempts a ON a.started_at > r.at GROUP BY r.at ORDER BY r.at`,
    [moments],
  );
  return rows.map(({ seconds }) => seconds ?? Number.POSITIVE_INFINITY);
}

describe.each(BACKENDS)('with queues in %s', (backend) => {
  it.runIf(LONG || backend === WORKERS_DIE_WITH)(
    'loses and doubles nothing while workers are killed at random and Meta answers badly (A1)',
    { timeout: LIMIT },
    async () => {
      const [messages, kills] = LONG ? [15_000, 50] : [800, 4];
      const verdict = await runFault(
        `A1-${backend}`,
        { backend, workers: 3, faults: MIX_F },
        {
          messages,
          rate: 100,
          settleMs: 150_000,
          chaos: (stack, random, stop) => every(spread(messages, kills), kills, stop, () => stack.killWorker(random())),
        },
      );
      expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0, workersReplaced: kills });
      expect(verdict.held).toBeLessThanOrEqual(mostHeld(verdict));
    },
  );

  it.runIf(LONG)('loses and doubles nothing while the API is killed too (A3)', { timeout: LIMIT }, async () => {
    const [messages, kills, apiKills, asked] = [12_000, 30, 3, 300];
    const verdict = await runFault(
      `A3-${backend}`,
      { backend, workers: 3, faults: MIX_F, ...askedAfter(asked) },
      {
        messages,
        rate: 100,
        settleMs: settledWithin(asked),
        chaos: (stack, random, stop) =>
          every(spread(messages, kills), kills, stop, (round) => {
            stack.killWorker(random());
            if (round % (kills / apiKills) === 0) stack.killApi();
          }),
      },
    );
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0 });
    expect(verdict).toMatchObject({ workersReplaced: kills, apiKilled: apiKills });
    expect(verdict.held).toBeLessThanOrEqual(mostHeld(verdict));
  });

  it.runIf(LONG || backend === POSTGRES_CRASHES_WITH)(
    'loses and doubles nothing while PostgreSQL crashes, and accepts nothing then (A8)',
    { timeout: LIMIT },
    async () => {
      const [messages, crashes, asked] = LONG ? [6_000, 3, 150] : [800, 1, 30];
      const outages: Outage[] = [];
      const verdict = await runFault(
        `A8-${backend}`,
        { backend, workers: 2, faults: MIX_F, ...askedAfter(asked) },
        {
          messages,
          rate: 100,
          settleMs: settledWithin(asked),
          chaos: (stack, _random, stop) =>
            every(spread(messages, crashes), crashes, stop, async () => {
              outages.push(await crashPostgres(stack));
            }),
          inspect: async (_stack, load) => {
            const answers = answersDuring(outages, load);
            tell(`A8-${backend}`, { answers, readyAfterMs: outages.map(({ readyAfterMs }) => readyAfterMs) });
            expect(Object.keys(answers)).toEqual(['503']);
          },
        },
      );
      expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0 });
      expect(verdict).toMatchObject({ postgresCrashed: crashes, workersReplaced: 0 });
      expect(verdict.held).toBeLessThanOrEqual(mostHeld(verdict));
      expect(Math.max(...outages.map(({ readyAfterMs }) => readyAfterMs))).toBeLessThan(10_000);
    },
  );
});

it.runIf(LONG && BACKENDS.includes('redis'))(
  'loses and doubles nothing while Redis is flushed every five seconds (A4)',
  { timeout: LIMIT },
  async () => {
    const [messages, everyMs] = [12_000, 5_000];
    const flushes = Math.floor((messages * 10 - 1) / everyMs);
    let lastFlush = new Date(0);
    const verdict = await runFault(
      'A4',
      { backend: 'redis', workers: 2, faults: MIX_F },
      {
        messages,
        rate: 100,
        settleMs: 60_000,
        chaos: (stack, _random, stop) =>
          every(everyMs, flushes, stop, async () => {
            await stack.flushRedis();
            lastFlush = new Date();
          }),
        inspect: async (stack) => {
          const backlogGoneAfter = await backlogAfter(stack, lastFlush);
          tell('A4', { backlogGoneAfter });
          expect(backlogGoneAfter).toBeGreaterThan(0);
          expect(backlogGoneAfter).toBeLessThan(30);
        },
      },
    );
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0, workersReplaced: 0 });
    // One less where the last falls on the end of the load.
    expect(verdict.redisFlushed).toBeGreaterThanOrEqual(flushes - 1);
  },
);

it.runIf(LONG && BACKENDS.includes('redis'))(
  'loses and doubles nothing while Redis is killed and comes back empty, and goes on by itself (A5)',
  { timeout: LIMIT },
  async () => {
    const [messages, kills] = [9_000, 3];
    const restarts: Date[] = [];
    const verdict = await runFault(
      'A5',
      { backend: 'redis', workers: 2, faults: MIX_F },
      {
        messages,
        rate: 100,
        settleMs: 60_000,
        chaos: (stack, _random, stop) =>
          every(spread(messages, kills), kills, stop, async () => {
            await stack.restartRedis(2_000);
            restarts.push(new Date());
          }),
        inspect: async (stack) => {
          const claimsResumeAfter = await nextClaims(stack, restarts);
          tell('A5', { claimsResumeAfter });
          expect(Math.max(...claimsResumeAfter)).toBeLessThan(25);
        },
      },
    );
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0 });
    expect(verdict).toMatchObject({ redisRestarted: kills, workersReplaced: 0 });
  },
);

describe.runIf(LONG && BACKENDS.includes('redis'))('all at once', () => {
  it(
    'loses and doubles nothing while workers, API, Redis and PostgreSQL die in turn (A9)',
    { timeout: LIMIT },
    async () => {
      const verdict = await runFault(
        'A9',
        { backend: 'redis', workers: 3, faults: MIX_F, ...askedAfter(150) },
        {
          messages: 9_000,
          rate: 100,
          settleMs: settledWithin(150),
          chaos: (stack, random, stop) =>
            every(1_700, 30, stop, async (round) => {
              stack.killWorker(random());
              if (round % 10 === 3) stack.killApi();
              if (round % 10 === 5) await stack.flushRedis();
              if (round % 10 === 7) await stack.restartRedis(2_000);
              if (round % 10 === 9) await crashPostgres(stack);
            }),
        },
      );
      expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: 9_000, stuck: 0, workersReplaced: 30 });
      expect(verdict).toMatchObject({ apiKilled: 3, redisFlushed: 3, redisRestarted: 3, postgresCrashed: 3 });
      expect(verdict.held).toBeLessThanOrEqual(mostHeld(verdict));
    },
  );
});
