import { expect, it } from 'vitest';
import { BACKENDS, LONG } from './fault-stack.js';
import { type FaultReport, MIX_F, every, pause, runFault } from './run-fault.js';

/*
 * Each protection taken away by itself, so that the tests beside this one are known to be able to fail.
 */
const LIMIT = LONG ? 900_000 : 150_000;

it.runIf(BACKENDS.includes('redis'))(
  'doubles messages when unclear outcomes are simply tried again (A2)',
  { timeout: LIMIT },
  async () => {
    const messages = LONG ? 6_000 : 800;
    const options = {
      backend: 'redis',
      workers: 3,
      faults: MIX_F,
      preload: 'without-protection.mjs',
      environment: { WITHOUT: 'patience' },
    } as const;
    const verdict = await runFault('A2-without-patience', options, {
      messages,
      rate: 100,
      settleMs: 60_000,
      chaos: (stack, random, stop) => every(3_000, 20, stop, () => stack.killWorker(random())),
    });
    expect(verdict.duplicated).toBeGreaterThan(messages / 300);
  },
);

it.runIf(BACKENDS.includes('redis'))(
  'doubles messages when whoever has a job may send (fence off)',
  { timeout: LIMIT },
  async () => {
    const options = {
      backend: 'redis',
      workers: 3,
      preload: 'without-protection.mjs',
      environment: { WITHOUT: 'fence' },
    } as const;
    const verdict = await runFault('A6-without-fence', options, {
      messages: 400,
      rate: 100,
      settleMs: 30_000,
      chaos: async (stack, _random, stop) => {
        // The queue forgets what it had and is given it again while the first jobs are still being worked on.
        await every(1_000, 3, stop, () => stack.flushRedis());
      },
    });
    expect(verdict.duplicated).toBeGreaterThan(0);
  },
);

/** Receivers away for longer than the wait: Meta's word on what was sent meanwhile comes too late. */
const withoutReceivers = (name: string, withoutGate: object): Promise<FaultReport> =>
  runFault(
    name,
    { backend: 'redis', workers: 3, faults: MIX_F, ...withoutGate },
    {
      messages: 6_000,
      rate: 100,
      settleMs: 90_000,
      chaos: async (stack, _random, stop) => {
        await pause(2_000, stop);
        await stack.stopApi('SIGKILL');
        await pause(40_000);
        stack.startApi();
      },
    },
  );

it.runIf(LONG && BACKENDS.includes('redis'))(
  'doubles messages when nobody asks whether the receivers were there (A10)',
  { timeout: LIMIT },
  async () => {
    const gate = { preload: 'without-protection.mjs', environment: { WITHOUT: 'gate' } };
    expect((await withoutReceivers('A10-without-gate', gate)).duplicated).toBeGreaterThan(0);
  },
);

it.runIf(LONG && BACKENDS.includes('redis'))(
  'doubles none through the same where it is asked',
  { timeout: LIMIT },
  async () => {
    expect(await withoutReceivers('A10-with-gate', {})).toMatchObject({ lost: 0, duplicated: 0, stuck: 0 });
  },
);
