import { expect, it, vi } from 'vitest';
import { isJsonObject } from '#graph-api';
import { BACKENDS, LONG, SEED } from './fault-stack.js';
import { MIX_F, every, pause, runFault } from './run-fault.js';
import { SendQueue } from './send-queue.js';
import { tell } from './tell.js';

const backend = BACKENDS[0] ?? 'postgres';
const LIMIT = LONG ? 900_000 : 150_000;

const secondsSince = (moment: number): number => (performance.now() - moment) / 1_000;

it(
  'sends nothing twice when a worker is frozen for longer than lease and wait and then goes on (A19)',
  { timeout: LIMIT },
  async () => {
    const messages = LONG ? 3_000 : 800;
    const verdict = await runFault(
      'A19',
      { backend, workers: 2, faults: { slowMs: 100 }, preload: 'frozen-after-claim.mjs' },
      {
        messages,
        rate: 100,
        settleMs: 90_000,
        chaos: async (stack, _random, stop) => {
          await pause(2_000, stop);
          stack.tellWorker(0, { freeze: true });
          await pause(LONG ? 32_000 : 15_000);
          stack.signalWorker(0, 'SIGCONT');
        },
        inspect: async (stack) => {
          const given: { outcome: string; sent: boolean }[] = await stack.database.query(
            `SELECT outcome, EXISTS (SELECT FROM wamids w WHERE w.message_id = a.message_id AND w.attempt = a.attempt) AS sent
             FROM send_attempts a WHERE outcome IN ('lease_expired', 'too_late')`,
          );
          tell('A19', { claimedInVain: given.length });
          expect(given.length).toBeGreaterThanOrEqual(1);
          expect(given.filter(({ sent }) => sent)).toEqual([]);
        },
      },
    );
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0, workersReplaced: 0 });
  },
);

it.runIf(BACKENDS.includes('redis'))(
  'sends nothing twice when Redis is frozen for twice as long as its locks last: the jobs that run again are fenced (A6)',
  { timeout: LIMIT },
  async () => {
    // Locks as long as the product's in the long tier; in the short one all of it shorter, in the same proportions.
    const [messages, rate, lockMs] = LONG ? [3_000, 100, 60_000] : [500, 100, 4_000];
    const shorter = { SEND_LEASE: `${lockMs / 2}ms`, WHATSAPP_SEND_TIMEOUT_MS: String(Math.floor(lockMs / 6)) };
    let [runAgain, fenced] = [0, 0];
    const verdict = await runFault(
      'A6',
      {
        backend: 'redis',
        workers: 2,
        faults: { slowMs: 300 },
        preload: 'short-job-locks.mjs',
        workerEnvironment: () => ({ JOB_LOCK_MS: String(lockMs) }),
        environment: LONG ? {} : shorter,
      },
      {
        messages,
        rate,
        settleMs: 150_000,
        chaos: async (stack, _random, stop) => {
          await pause(2_000, stop);
          process.kill(stack.redisPid, 'SIGSTOP');
          await pause(2 * lockMs + 500);
          process.kill(stack.redisPid, 'SIGCONT');
        },
        inspect: async (stack) => {
          const queue = SendQueue.open(stack);
          await vi.waitFor(
            async () => {
              const again = (await queue.finished()).filter((job) => job.stalledCounter > 0);
              runAgain = again.length;
              fenced = again.filter((job) => job.returnvalue.startsWith('fenced')).length;
              expect(fenced).toBeGreaterThanOrEqual(20);
            },
            { timeout: 2 * lockMs, interval: 250 },
          );
          await queue.close();
        },
      },
    );
    tell('A6', { runAgain, fenced });
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0 });
    expect(fenced).toBe(runAgain);
  },
);

it.runIf(LONG)(
  'restarts every process, one after the other, ten times under load without an unclear outcome (A21)',
  { timeout: LIMIT },
  async () => {
    // The load lasts until all have been restarted, however slowly a machine starts them.
    const [atMost, rounds] = [30_000, 10];
    const stops: { readonly exitCode: number | null; readonly seconds: number }[] = [];
    const starts: number[] = [];
    const stopped = async (ended: Promise<number | null>): Promise<void> => {
      const startedAt = performance.now();
      stops.push({ exitCode: await ended, seconds: secondsSince(startedAt) });
    };
    const started = async (ready: Promise<void>): Promise<void> => {
      const startedAt = performance.now();
      await ready;
      starts.push(secondsSince(startedAt));
    };
    const verdict = await runFault(
      'A21',
      { backend, workers: 2, faults: { slowMs: 50, webhooks: MIX_F.webhooks } },
      {
        messages: atMost,
        rate: 100,
        settleMs: 60_000,
        isEnough: () => starts.length === 3 * rounds,
        chaos: (stack, _random, stop) =>
          every(1_500, rounds, stop, async () => {
            for (const worker of [0, 1]) {
              await stopped(stack.terminateWorker(worker));
              await started(stack.workerAnswersAgain(worker));
            }
            await stopped(stack.stopApi('SIGTERM'));
            stack.startApi();
            await started(stack.answersAgain());
          }),
      },
    );
    tell('A21', { longestStop: Math.max(...stops.map(({ seconds }) => seconds)), longestStart: Math.max(...starts) });
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: verdict.messages, stuck: 0, held: 0 });
    expect(verdict.unconfirmedEver).toBeLessThanOrEqual(verdict.messages / 1_000);
    expect(verdict.serverErrors).toBe(0);
    expect(starts.length).toBe(3 * rounds);
    expect(stops.filter(({ exitCode, seconds }) => exitCode !== 0 || seconds > 20)).toEqual([]);
  },
);

it.runIf(LONG)('knows of messages whose webhook comes before the answer (A14)', { timeout: LIMIT }, async () => {
  const messages = 2_000;
  const options = { backend, workers: 2, faults: { delayResponseMs: 1_000, webhooks: { shuffle: 1, duplicate: 0.2 } } };
  const verdict = await runFault('A14', options, {
    messages,
    rate: 100,
    settleMs: 60_000,
    inspect: async (stack) => expect(await stack.database.query('SELECT wamid FROM parked_statuses')).toEqual([]),
  });
  expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0, unconfirmedEver: 0 });
});

it.runIf(LONG)(
  'does not send again what was answered with rubbish, nor keep it (A15)',
  { timeout: LIMIT },
  async () => {
    // Two thirds of them while Meta answers well: by then a worker's heap is as large as it gets by itself.
    const messages = 6_000;
    // Megabytes, of the worker that takes most, while Meta answers well, and while it answers with rubbish.
    const [well, rubbish]: [number[], number[]] = [[], []];
    const verdict = await runFault(
      'A15',
      { backend, workers: 2 },
      {
        messages,
        rate: 100,
        settleMs: 60_000,
        chaos: async (stack, _random, stop) => {
          const lookEvery = 100;
          const third = (messages * 10) / 3;
          const look = (into: number[]) => async () => void into.push(Math.max(...(await stack.workerMemory())));
          await every(lookEvery, (2 * third) / lookEvery, stop, look(well));
          await stack.control('PUT', '/sandbox/faults', { seed: SEED, garbage200: 0.3 });
          await every(lookEvery, third, stop, look(rubbish));
        },
        inspect: async (stack) => {
          const memory = { well: Math.max(...well), rubbish: Math.max(...rubbish) };
          const stats = await stack.control('GET', '/sandbox/stats');
          const injected = isJsonObject(stats) ? stats['injected'] : null;
          tell('A15', { memory, injected });
          expect(memory.rubbish - memory.well).toBeLessThan(20);
        },
      },
    );
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0, resent: 0 });
    expect(verdict.unconfirmedEver).toBeGreaterThan(0.05 * messages);
  },
);
