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
 * Once that many have died the load is over, and the others live on and finish what is left. No more messages a second than workers
 * can send that are being started most of the time.
 */
const PLAN = { messages: 20_000, rate: 6, crashes: 200 };
/** However slowly a machine starts workers anew. */
const LIMIT = 1_800_000;
const shareOf = (point: string): number => (ONCE_A_BATCH.includes(point) ? 0.15 : 0.12);

it.runIf(LONG && BACKENDS.includes('redis')).each(POINTS)(
  'loses and doubles nothing when a worker dies %s (A13)',
  { timeout: LIMIT },
  async (point) => {
    const { messages, rate, crashes } = PLAN;
    const workers = 3;
    let started = 0;
    const options = {
      backend: 'redis',
      workers,
      preload: 'crash-points.mjs',
      environment: {
        CRASH_SHARE: String(shareOf(point)),
        // What waited for a new worker is not all sent at once by the first one, and does not all die with it.
        WHATSAPP_MAX_MPS: String(2 * rate),
      },
      workerEnvironment: () => ({ CRASH_AT: (started += 1) <= crashes ? point : 'never' }),
    } as const;
    const verdict = await runFault(`A13-${point}`, options, {
      messages,
      rate,
      settleMs: 150_000,
      isEnough: () => started >= workers + crashes,
    });
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: verdict.messages, stuck: 0 });
    expect(verdict.workersReplaced).toBeGreaterThanOrEqual(crashes);
    // A person is asked where both calls for a message died: the square of the share of all calls that did, with room for chance.
    const died = verdict.unconfirmedEver / (verdict.messages + verdict.resent);
    expect(verdict.held).toBeLessThanOrEqual(2 * died ** 2 * verdict.messages + 5);
  },
);
