import { expect, it } from 'vitest';
import { isJsonObject } from '#graph-api';
import { SendersRepository } from '#senders';
import { BACKENDS, FaultStack, LONG, SENDER } from './fault-stack.js';
import { judge, settled } from './oracle.js';
import { every, pause, runFault } from './run-fault.js';
import { SendQueue } from './send-queue.js';
import { tell } from './tell.js';

const LIMIT = 900_000;
/** What the claim answers to whoever comes second. */
const FENCED = /^fenced/;

it.runIf(LONG).each(BACKENDS)(
  'sends nothing late or twice when a worker stands still for four locks of its jobs and others get them, queues in %s (A7)',
  { timeout: LIMIT },
  async (backend) => {
    const [messages, blocks] = [6_000, 8];
    const handedOnAndFenced = new Set<string>();
    const environment = { JOB_LOCK_MS: '1000' };
    const verdict = await runFault(
      `A7-${backend}`,
      { backend, workers: 2, faults: { slowMs: 400 }, preload: 'blocked-loop.mjs', environment },
      {
        messages,
        rate: 100,
        settleMs: 90_000,
        // A worker that stands still in the middle of a transaction keeps PostgreSQL from cleaning up behind the others.
        leastHot: 0.6,
        chaos: async (stack, _random, stop) => {
          const queue = SendQueue.open(stack);
          await every((messages * 10) / (blocks + 1) - 2_000, blocks, stop, async (round) => {
            // Four locks; every second time longer than the lease as well.
            const blockForMs = round % 2 === 1 ? 4_000 : 7_000;
            stack.tellWorker(round % 2, { blockForMs });
            await pause(blockForMs + 1_000);
            for (const job of await queue.finished()) {
              if (job.stalledCounter > 0 && FENCED.test(job.returnvalue)) handedOnAndFenced.add(job.data.messageId);
            }
          });
          await queue.close();
        },
        inspect: async (stack) => {
          const tooLate: { sent: boolean }[] = await stack.database.query(
            `SELECT EXISTS (SELECT FROM wamids w WHERE w.message_id = a.message_id AND w.attempt = a.attempt) AS sent
             FROM send_attempts a WHERE outcome = 'too_late'`,
          );
          tell(`A7-${backend}`, { fenced: handedOnAndFenced.size, tooLate: tooLate.length });
          expect(tooLate.length).toBeGreaterThanOrEqual(1);
          expect(tooLate.filter(({ sent }) => sent)).toEqual([]);
        },
      },
    );
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0, held: 0 });
    expect(handedOnAndFenced.size).toBeGreaterThanOrEqual(blocks);
  },
);

/** Accepts `count` messages, a thousand a request. Returns their ids. */
async function postBatches(stack: FaultStack, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let first = 0; first < count; first += 1_000) {
    const messages = Array.from({ length: Math.min(1_000, count - first) }, (_, index) => ({
      to: `+34600${String(first + index).padStart(6, '0')}`,
      template: {
        name: 'po_notification',
        language: 'es',
        parameters: ['Proveedor', `PO-${first + index}`, '€1,250.00'],
      },
    }));
    const response = await fetch(`${stack.apiUrl}/messages/batch`, {
      method: 'POST',
      headers: stack.headers,
      body: JSON.stringify({ messages }),
    });
    const body: unknown = await response.json();
    const results = isJsonObject(body) && Array.isArray(body['results']) ? body['results'] : [];
    for (const result of results) {
      if (!isJsonObject(result) || !isJsonObject(result['message'])) throw new Error(JSON.stringify(result));
      ids.push(String(result['message']['id']));
    }
  }
  return ids;
}

it.runIf(LONG).each(BACKENDS)(
  'claims each message once though four workers and their sweeps race for all of them, queues in %s (A20)',
  { timeout: LIMIT },
  async (backend) => {
    const messages = 5_000;
    // Workers race for jobs, not for the sandbox: it shares its cores with them, and a call that it cannot answer in time
    // would be another fault.
    const environment = { WHATSAPP_SEND_TIMEOUT_MS: '8000', SEND_LEASE: '24s', WHATSAPP_MAX_MPS: '200' };
    // With the queues in PostgreSQL four workers want more connections than the hundred that it has by itself.
    const postgres = { settings: { max_connections: '300' } };
    const stack = await FaultStack.start({ backend, workers: 4, environment, postgres });
    const queue = SendQueue.open(stack);
    try {
      const senders = new SendersRepository(stack.database);
      await senders.pause(SENDER, 'PERSON', 'until all are there');
      const ids = await postBatches(stack, messages);
      expect(await stack.control('GET', '/sandbox/accepted')).toEqual({});
      await senders.resume(SENDER, false);
      // Beside the four sweeps: three more jobs for each message.
      await Promise.all([1, 2, 3].map((round) => queue.offerAgain(ids, 1_000 + round)));
      await settled(stack, ids, 120_000);
      const finished = await queue.finished();
      const verdict = await judge(stack, ids);
      const fenced = finished.filter((job) => FENCED.test(job.returnvalue)).length;
      tell(`A20-${backend}`, { ...verdict, fenced, ofJobs: finished.length });
      expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0, held: 0, unconfirmedEver: 0 });
      expect(fenced).toBeGreaterThan(0);
      expect(await queue.failed()).toBe(0);
      expect(await attemptsOf(stack)).toEqual([{ attempt: 1, messages }]);
      expect(stack.postgresErrors.filter((line) => line.includes('duplicate key'))).toEqual([]);
    } finally {
      await queue.close();
      await stack.close();
    }
  },
);

/** How many messages have an attempt of this number. */
function attemptsOf(stack: FaultStack): Promise<{ attempt: number; messages: number }[]> {
  return stack.database.query(
    'SELECT attempt, count(*)::integer AS messages FROM send_attempts GROUP BY attempt ORDER BY attempt',
  );
}
