import { describe, expect, it } from 'vitest';
import { BACKENDS } from './fault-stack.js';
import { LONG, MIX_F, every, pause, runFault } from './run-fault.js';

const LIMIT = 900_000;

/** The short tier takes each kind of death once; the long one takes all on both. */
const both = (backend: string): boolean => LONG || backend === BACKENDS[0];

describe.each(BACKENDS)('with queues in %s', (backend) => {
  it(
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
          chaos: (stack, random, stop) => every((messages * 10) / kills, kills, stop, () => stack.killWorker(random())),
        },
      );
      expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0 });
    },
  );

  it.runIf(both(backend))(
    'loses and doubles nothing while the API is killed too (A3)',
    { timeout: LIMIT },
    async () => {
      const [messages, kills] = LONG ? [12_000, 30] : [800, 4];
      const verdict = await runFault(
        `A3-${backend}`,
        { backend, workers: 3, faults: MIX_F },
        {
          messages,
          rate: 100,
          settleMs: 150_000,
          chaos: (stack, random, stop) =>
            every((messages * 10) / kills, kills, stop, (round) => {
              stack.killWorker(random());
              if (round % (LONG ? 10 : 2) === 0) stack.killApi();
            }),
        },
      );
      expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0 });
    },
  );

  it.runIf(both(backend))('loses and doubles nothing while PostgreSQL crashes (A8)', { timeout: LIMIT }, async () => {
    const [messages, crashes] = LONG ? [6_000, 3] : [800, 1];
    const verdict = await runFault(
      `A8-${backend}`,
      { backend, workers: 2, faults: MIX_F },
      {
        messages,
        rate: 100,
        settleMs: 150_000,
        chaos: (stack, _random, stop) =>
          every((messages * 10) / (crashes + 1), crashes, stop, async () => {
            await stack.stopPostgres();
            await pause(2_000);
            await stack.startPostgres();
          }),
      },
    );
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0 });
  });
});

it.runIf(BACKENDS.includes('redis'))(
  'loses and doubles nothing while Redis is flushed every five seconds (A4)',
  { timeout: LIMIT },
  async () => {
    const messages = LONG ? 12_000 : 800;
    const verdict = await runFault(
      'A4',
      { backend: 'redis', workers: 2, faults: MIX_F },
      {
        messages,
        rate: 100,
        settleMs: 60_000,
        chaos: (stack, _random, stop) => every(5_000, 1_000, stop, () => stack.flushRedis()),
      },
    );
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0 });
  },
);

it.runIf(BACKENDS.includes('redis'))(
  'loses and doubles nothing while Redis is killed and comes back empty (A5)',
  { timeout: LIMIT },
  async () => {
    const [messages, kills] = LONG ? [9_000, 3] : [700, 1];
    const verdict = await runFault(
      'A5',
      { backend: 'redis', workers: 2, faults: MIX_F },
      {
        messages,
        rate: 100,
        settleMs: 60_000,
        chaos: (stack, _random, stop) =>
          every((messages * 10) / (kills + 1), kills, stop, () => stack.restartRedis(2_000)),
      },
    );
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0 });
  },
);

describe.runIf(LONG && BACKENDS.includes('redis'))('all at once', () => {
  it(
    'loses and doubles nothing while workers, API, Redis and PostgreSQL die in turn (A9)',
    { timeout: LIMIT },
    async () => {
      const verdict = await runFault(
        'A9',
        { backend: 'redis', workers: 3, faults: MIX_F },
        {
          messages: 9_000,
          rate: 100,
          settleMs: 200_000,
          chaos: (stack, random, stop) =>
            every(2_500, 30, stop, async (round) => {
              stack.killWorker(random());
              if (round % 10 === 3) stack.killApi();
              if (round % 10 === 5) await stack.flushRedis();
              if (round % 10 === 7) await stack.restartRedis(2_000);
              if (round % 10 === 9) {
                await stack.stopPostgres();
                await pause(2_000);
                await stack.startPostgres();
              }
            }),
        },
      );
      expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: 9_000, stuck: 0 });
    },
  );
});
