import { expect, it } from 'vitest';
import { BACKENDS, LONG } from './fault-stack.js';
import { runFault } from './run-fault.js';

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

/** These are passed once for each batch of messages, the others once for each message. */
const ONCE_A_BATCH: readonly string[] = ['before-claim', 'after-claim', 'before-settle', 'after-settle'];

/**
 * A new worker takes about two seconds to start, so that three of them cannot die more often than once a second for long; and
 * where one dies before it has finished what it took, nothing gets on.
 */
const PLAN = { messages: 5_000, rate: 20, crashes: 200 };
const shareOf = (point: string): number => (ONCE_A_BATCH.includes(point) ? 0.1 : 0.045);

it.runIf(LONG && BACKENDS.includes('redis')).each(POINTS)(
  'loses and doubles nothing when a worker dies %s (A13)',
  { timeout: 900_000 },
  async (point) => {
    const { messages, rate, crashes } = PLAN;
    const options = {
      backend: 'redis',
      workers: 3,
      preload: 'crash-points.mjs',
      environment: {
        CRASH_AT: point,
        CRASH_SHARE: String(shareOf(point)),
        // What waited for a new worker is not all sent at once by the first one, and does not all die with it.
        WHATSAPP_MAX_MPS: String(2 * rate),
      },
    } as const;
    const verdict = await runFault(`A13-${point}`, options, { messages, rate, settleMs: 150_000 });
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0 });
    expect(verdict.workersReplaced).toBeGreaterThanOrEqual(crashes);
    // A person is asked where both calls for a message died: the square of the share of all calls that did, with room for chance.
    const died = verdict.unconfirmedEver / (messages + verdict.resent);
    expect(verdict.held).toBeLessThanOrEqual(2 * died ** 2 * messages + 5);
  },
);
