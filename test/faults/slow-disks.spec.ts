import { describe, expect, it } from 'vitest';
import { BACKENDS, LONG } from './fault-stack.js';
import { runFault } from './run-fault.js';

/** Microseconds that each commit waits: a disk that others keep busy, or a volume over its budget. */
const COMMIT_TAKES = '100000';

describe.runIf(LONG).each(BACKENDS)('with queues in %s', (backend) => {
  it('keeps pace while each commit takes a tenth of a second', { timeout: 300_000 }, async () => {
    const messages = 3_000;
    const verdict = await runFault(
      `slow-disk-${backend}`,
      { backend, workers: 2, postgres: { settings: { commit_delay: COMMIT_TAKES, commit_siblings: '0' } } },
      // Whoever waits for a commit holds a snapshot, and behind that nobody cleans up.
      { messages, rate: 100, settleMs: 60_000, leastHot: 0.7 },
    );
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0, held: 0, workersReplaced: 0 });
    expect(verdict.settledAfter).toBeLessThan(15);
  });
});
