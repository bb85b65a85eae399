import { expect, it } from 'vitest';
import { BACKENDS, FaultStack, LONG } from './fault-stack.js';
import { judge, settled } from './oracle.js';
import { steadyLoad } from './steady-load.js';
import { tell } from './tell.js';

const STUCK_AFTER_MS = 60_000;
/** The watchdog looks every 5 s and believes what it saw twice; its verdict is held back for a second, so that it can be read. */
const LOOKS_AGAIN_MS = 2 * 5_000 + 1_000;
const SPARE_MS = 3_000;

/* What the watchdog makes of all that can be is in test/sending/watchdog.spec.ts; here a process does end. */
it.runIf(LONG).each(BACKENDS)(
  'ends a worker that takes no jobs though there are some, and another one sends them, queues in %s (F2)',
  async (backend) => {
    const stack = await FaultStack.start({
      backend,
      workers: 1,
      preload: 'wedged.mjs',
    });
    try {
      const before = await steadyLoad(stack, 10, 50, 'F2-before');
      await settled(stack, before.accepted, 20_000);
      expect(await readiness(stack)).toMatchObject({ status: 200 });
      stack.tellWorker(0, { wedge: true });
      const startedAt = performance.now();
      const ended = stack.workerEnds(0).then((exitCode) => ({ exitCode, ms: performance.now() - startedAt }));
      const load = await steadyLoad(stack, 20, 50, 'F2');
      const verdict = await untilUnready(stack);
      expect(verdict.text).toMatch(/Nothing is claimed, and a message waits for \d+ s/);
      const { exitCode, ms } = await ended;
      expect(exitCode).toBe(1);
      expect(ms).toBeGreaterThan(STUCK_AFTER_MS - SPARE_MS);
      expect(ms).toBeLessThan(STUCK_AFTER_MS + LOOKS_AGAIN_MS + SPARE_MS);
      const messages = [...before.accepted, ...load.accepted];
      const settledAfter = await settled(stack, messages, 60_000);
      const result = await judge(stack, messages);
      tell(`F2-${backend}`, { ...result, endedAfterMs: ms, settledAfter });
      expect(result).toMatchObject({ lost: 0, duplicated: 0, exact: messages.length, stuck: 0, unconfirmedEver: 0 });
      expect(await stack.workerLog()).toContain('worker.stuck');
    } finally {
      await stack.close();
    }
  },
);

async function readiness(stack: FaultStack): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await fetch(`${stack.workerUrl(0)}/health/ready`);
  return { status: answer.status, text: await answer.text() };
}

async function untilUnready(stack: FaultStack): Promise<{ readonly status: number; readonly text: string }> {
  for (;;) {
    const answer = await readiness(stack);
    if (answer.status !== 200) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
