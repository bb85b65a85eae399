import { expect, it } from 'vitest';
import { BACKENDS } from './fault-stack.js';
import { LONG, runFault } from './run-fault.js';

const POINTS = [
  'before-claim',
  'after-claim',
  'before-call',
  'during-call',
  'after-answer',
  'before-settle',
  'after-settle',
  'before-job-end',
] as const;

/** The short tier looks at the point where an answer is lost. */
const points = LONG ? POINTS : (['during-call'] as const);

it.runIf(BACKENDS.includes('redis')).each(points)(
  'loses and doubles nothing when a worker dies %s (A13)',
  { timeout: 900_000 },
  async (point) => {
    const messages = LONG ? 2_000 : 300;
    const options = {
      backend: 'redis',
      workers: 3,
      preload: 'crash-points.mjs',
      environment: { CRASH_AT: point, CRASH_SHARE: LONG ? '0.1' : '0.02' },
    } as const;
    const verdict = await runFault(`A13-${point}`, options, { messages, rate: 50, settleMs: 150_000 });
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0 });
  },
);
