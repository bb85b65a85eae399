import { expect, it } from 'vitest';
import { BACKENDS, LONG } from './fault-stack.js';
import { every, runFault } from './run-fault.js';
import { tell } from './tell.js';

const backend = BACKENDS[0] ?? 'postgres';

/** Megabytes that a worker may take, whatever Meta does. */
const MOST_MEMORY = 300;

/** Of every send, in messages a second: a number without a higher tier. */
const TIER = 80;

it.runIf(LONG)(
  'knows what became of each call while Meta takes longer than anybody waits, and keeps memory and leases (A18)',
  { timeout: 900_000 },
  async () => {
    const [messages, slowMs] = [4_800, 40_000];
    let mostMemory = 0;
    const verdict = await runFault(
      'A18',
      { backend, workers: 2, environment: { WHATSAPP_MAX_MPS: String(TIER), UNCONFIRMED_MAX: '80s' } },
      {
        messages,
        rate: TIER,
        settleMs: 180_000,
        chaos: async (stack, _random, stop) => {
          const startedAt = performance.now();
          // First below the timeout, so that as many calls as can be are under way; then above it.
          await stack.control('PUT', '/sandbox/faults', { slowMs: 1_200 });
          await every(250, 1_000, stop, async () => {
            mostMemory = Math.max(mostMemory, ...(await stack.workerMemory()));
            const passed = performance.now() - startedAt;
            if (passed > slowMs) await stack.control('PUT', '/sandbox/faults', {});
            else if (passed > slowMs / 3) await stack.control('PUT', '/sandbox/faults', { slowMs: 2_500 });
          });
          await stack.control('PUT', '/sandbox/faults', {});
        },
        inspect: async (stack) => {
          const outcomes: { outcome: string | null; calls: number }[] = await stack.database.query(
            'SELECT outcome, count(*)::integer AS calls FROM send_attempts GROUP BY outcome ORDER BY outcome',
          );
          tell('A18', { mostMemory: Math.round(mostMemory), outcomes });
          // What waited for its turn while the first calls were given up was not called at all, and not claimed again and again.
          const uncalled = outcomes.find(({ outcome }) => outcome === 'meta_gone');
          expect(uncalled?.calls ?? 0).toBeLessThan(messages / 10);
          expect(outcomes.filter((each) => each !== uncalled).map(({ outcome }) => outcome)).toEqual([
            'accepted',
            'unclear: no complete answer within 1600 ms',
          ]);
        },
      },
    );
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0, held: 0 });
    expect(mostMemory).toBeGreaterThan(0);
    expect(mostMemory).toBeLessThan(MOST_MEMORY);
  },
);
