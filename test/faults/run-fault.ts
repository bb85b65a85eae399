import { setTimeout } from 'node:timers/promises';
import { type Deeds, type FaultStackOptions, FaultStack, LONG, SEED } from './fault-stack.js';
import { type Verdict, judge, settled } from './oracle.js';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';
import { type LoadReport, steadyLoad } from './steady-load.js';
import { tell } from './tell.js';
import { tellDuplicates } from './tell-duplicates.js';

/** 2 % answers lost after acceptance, 1 % never answered, 2 % bare 500, 1 % throttled, 1 % reset; a fifth of webhooks twice. */
export const MIX_F = {
  loseResponse: 0.02,
  hang: 0.01,
  bare500: 0.02,
  rate429: 0.01,
  reset: 0.01,
  webhooks: { shuffle: 1, duplicate: 0.2 },
};

/** The long tier waits longer for evidence, and so for the end. */
const LONGEST_SETTLING_MS = 240_000;

export interface FaultPlan {
  /** How many, at the most. */
  readonly messages: number;
  /** Messages a second. */
  readonly rate: number;
  /** Ends the load sooner: what was to happen meanwhile has happened. */
  readonly isEnough?: () => boolean;
  /** How long after the last message everything may take to come to its end, at the least. */
  readonly settleMs: number;
  /** The share of HOT updates that there has to be, where it is another than usual. */
  readonly leastHot?: number;
  /** What goes wrong meanwhile. `random`: from 0 up to 1, the same for the same seed. */
  readonly chaos?: (stack: FaultStack, random: () => number, stop: AbortSignal) => Promise<void>;
  /** Looks closer at what came of it, before the stack is gone. */
  readonly inspect?: (stack: FaultStack, load: LoadReport) => Promise<void>;
}

export interface FaultReport extends Verdict, Deeds {
  /** Posts that had to be repeated, and how many of them because the API answered with a 5xx. */
  readonly repeatedPosts: number;
  readonly serverErrors: number;
  /** Seconds from the last post until everything had come to its end. */
  readonly settledAfter: number;
}

/** Runs a load through a stack while things break, and prints one line with its seed, so that the run can be repeated. */
export async function runFault(name: string, options: FaultStackOptions, plan: FaultPlan): Promise<FaultReport> {
  const stack = await FaultStack.start(options);
  try {
    const stop = new AbortController();
    const chaos = plan.chaos?.(stack, seededRandom(SEED), stop.signal);
    const load = await steadyLoad(stack, plan.messages, plan.rate, name, plan.isEnough);
    stop.abort();
    await chaos;
    const limitMs = LONG ? Math.max(plan.settleMs, LONGEST_SETTLING_MS) : plan.settleMs;
    const settledAfter = Math.round(await settled(stack, load.accepted, limitMs));
    const report = {
      ...(await judge(stack, load.accepted, plan.leastHot === undefined ? {} : { leastHot: plan.leastHot })),
      repeatedPosts: load.repeated,
      serverErrors: [...load.answers].reduce((sum, [status, count]) => sum + (status >= 500 ? count : 0), 0),
      ...stack.deeds,
      settledAfter,
    };
    tell(name, { ...report });
    if (report.duplicated > 0) await tellDuplicates(stack, name);
    await plan.inspect?.(stack, load);
    return report;
  } finally {
    await stack.close();
  }
}

/** Calls `act` every `everyMs`, `times` at the most, until told to stop. */
export async function every(
  everyMs: number,
  times: number,
  stop: AbortSignal,
  act: (round: number) => Promise<void> | void,
): Promise<void> {
  for (let round = 1; round <= times && !stop.aborted; round += 1) {
    await pause(everyMs, stop);
    if (!stop.aborted) await act(round);
  }
}

/** Resolves after that many milliseconds, or when told to stop. */
export async function pause(milliseconds: number, stop?: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal: stop }).catch(() => undefined);
}
