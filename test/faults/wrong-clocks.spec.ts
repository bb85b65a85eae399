import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, type FaultStack, LONG } from './fault-stack.js';
import type { Verdict } from './oracle.js';
import { MIX_F, every, runFault } from './run-fault.js';

const LIMIT = LONG ? 900_000 : 150_000;
const WORKERS = 2;
/** Milliseconds by which a worker's wall clock jumps, ahead or back. */
const JUMP_MS = 600_000;
/** A life shorter than the jump: whoever asks the worker's clock whether a message has expired is wrong. */
const environment = { MESSAGE_TTL: '5m', LOG_LEVEL: 'info' };
const plan = { messages: LONG ? 3_000 : 500, rate: 100, settleMs: 120_000 };

function expectNothingLostTwiceOrExpired(verdict: Verdict): void {
  expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: plan.messages, stuck: 0 });
}

/** A worker that believes that a message's time is over gives it back, or fails it. */
async function expectNobodyToHaveExpiredAnything(stack: FaultStack): Promise<void> {
  const [row]: { believed: number; failed: number }[] = await stack.database.query(
    `SELECT (SELECT count(*)::integer FROM send_attempts WHERE outcome = 'expired') AS believed,
       (SELECT count(*)::integer FROM whatsapp_messages WHERE status = 'FAILED') AS failed`,
  );
  expect(row).toEqual({ believed: 0, failed: 0 });
}

/** Minutes, rounded, by which the clocks of the workers were wrong when they wrote their log. */
async function minutesOff(stack: FaultStack): Promise<ReadonlySet<number>> {
  const times = (await stack.workerLog()).matchAll(/"time":"([^"]+)"/g);
  return new Set(Array.from(times, ([, time = '']) => Math.round((Date.parse(time) - Date.now()) / JUMP_MS) * 10));
}

async function inspect(stack: FaultStack): Promise<void> {
  await expectNobodyToHaveExpiredAnything(stack);
  const minutes = await minutesOff(stack);
  expect([minutes.has(10), minutes.has(-10)]).toEqual([true, true]);
}

/** Lets a worker's clock jump ten minutes ahead or back, now one, now the other; the last jumps are never undone. */
function jumping(jump: (stack: FaultStack, worker: number, aheadMs: number) => Promise<void> | void) {
  return (stack: FaultStack, random: () => number, stop: AbortSignal): Promise<void> =>
    every(700, 10_000, stop, () => jump(stack, Math.floor(random() * WORKERS), random() < 0.5 ? JUMP_MS : -JUMP_MS));
}

it.runIf(LONG).each(BACKENDS)(
  'sends everything once while the clocks of the workers jump ten minutes ahead and back, queues in %s (A23)',
  { timeout: LIMIT },
  async (backend) => {
    const verdict = await runFault(
      `A23-${backend}`,
      { backend, workers: WORKERS, faults: MIX_F, environment, preload: 'moving-clock.mjs' },
      {
        ...plan,
        chaos: jumping((stack, worker, aheadMs) => stack.tellWorker(worker, { aheadMs })),
        inspect,
      },
    );
    expectNothingLostTwiceOrExpired(verdict);
  },
);

const libfaketime = LONG ? await findLibfaketime() : null;

/** The same for the whole process, whatever it asks: libfaketime stands between it and the operating system. */
describe.runIf(libfaketime !== null)('under libfaketime', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recado-faketime-'));
    for (let worker = 0; worker < WORKERS; worker += 1) await setClock(worker, 0);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const fileOf = (worker: number): string => join(folder, `clock-${worker}`);
  const setClock = (worker: number, aheadMs: number): Promise<void> =>
    writeFile(fileOf(worker), `${aheadMs < 0 ? '-' : '+'}${Math.abs(aheadMs) / 1_000}`);

  it.each(BACKENDS)('sends everything once, queues in %s (A23)', { timeout: LIMIT }, async (backend) => {
    const workerEnvironment = (worker: number): Record<string, string> => ({
      LD_PRELOAD: libfaketime ?? '',
      FAKETIME_TIMESTAMP_FILE: fileOf(worker),
      // Seconds after which it looks into the file again.
      FAKETIME_CACHE_DURATION: '1',
      DONT_FAKE_MONOTONIC: '1',
    });
    const verdict = await runFault(
      `A23-libfaketime-${backend}`,
      { backend, workers: WORKERS, faults: MIX_F, environment, workerEnvironment },
      {
        ...plan,
        chaos: jumping((_stack, worker, aheadMs) => setClock(worker, aheadMs)),
        inspect,
      },
    );
    expectNothingLostTwiceOrExpired(verdict);
  });
});

/** Null, after one loud line, where it is not installed. */
async function findLibfaketime(): Promise<string | null> {
  for (const folder of await readdir('/usr/lib').catch(() => [])) {
    const file = join('/usr/lib', folder, 'faketime/libfaketime.so.1');
    if (existsSync(file)) return file;
  }
  const advice = 'install it (Debian, Ubuntu: apt-get install faketime)';
  process.stderr.write(`\n!!! CLOCKS JUMP IN JAVASCRIPT ONLY: no libfaketime; ${advice} !!!\n\n`);
  return null;
}
