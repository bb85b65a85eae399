import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { prepareQueueTables } from '#queues';
import { SendingDatabase } from '../sending/sending-database.js';
import { exampleMessage, textAt } from '../support/examples.js';
import { redisAtHand, startTestPostgres, startTestRedis } from '../support/local-servers.js';
import { SlowGate } from '../support/slow-gate.js';
import { ADMIN_KEY, migrated } from '../support/stack.js';
import { type AppEnd, runApp } from '../support/started-app.js';

/** On a machine without time. */
const LIMIT_MS = 120_000;
/** Of its 20 s: those that are left are for such a machine. */
const LONGEST_STOP_MS = 18_000;

/** Each waits for what is away: `npm test` has time for four. */
const ALL = process.env['FAULTS'] !== undefined;
const WITHOUT = [
  ['api', 'PostgreSQL', 'frozen', 'PostgreSQL'],
  ['worker', 'PostgreSQL', 'frozen', 'PostgreSQL'],
  ['api', 'PostgreSQL', 'away', 'Redis'],
  ['worker', 'PostgreSQL', 'away', 'PostgreSQL'],
  ['api', 'PostgreSQL', 'frozen', 'Redis'],
  ['worker', 'PostgreSQL', 'frozen', 'Redis'],
  ['worker', 'PostgreSQL', 'away', 'Redis'],
  ['api', 'Redis', 'away', 'Redis'],
  ['worker', 'Redis', 'away', 'Redis'],
  ['api', 'PostgreSQL', 'away', 'PostgreSQL'],
] as const;

interface Stop extends AppEnd {
  /** From SIGTERM on. */
  readonly tookMs: number;
}

/** Whoever asks then may never be answered. */
async function ask(listening: string, method: 'GET' | 'POST'): Promise<void> {
  const url = textAt(JSON.parse(listening), 'url');
  await fetch(`${url}/api/v1/whatsapp/messages`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    ...(method === 'POST' && { body: JSON.stringify(exampleMessage()) }),
  }).catch(() => undefined);
}

describe('SIGTERM to a process whose servers are away', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** Starts an app, and takes from it what is named before it is told to stop. */
  async function stoppedWithout(
    app: 'api' | 'worker',
    server: 'PostgreSQL' | 'Redis',
    how: 'away' | 'frozen',
    queue: string,
  ): Promise<Stop> {
    const postgres = await startTestPostgres(migrated);
    const redis = queue === 'Redis' ? await startTestRedis() : null;
    const url = new URL(postgres.url);
    const gate = await SlowGate.before(Number(url.port));
    url.port = String(gate.port);
    closing.push(
      () => gate.close(),
      () => postgres.stop(),
    );
    let toldAt = 0;
    const takeAway = (): void => {
      if (server === 'Redis') void redis?.stop('SIGKILL');
      else if (how === 'away') gate.shut();
      else gate.freeze();
    };
    const end = await runApp(
      app,
      { DATABASE_URL: url.href, REDIS_URL: redis?.url ?? '', ADMIN_API_KEY: ADMIN_KEY },
      {
        hear: (line, child) => {
          if (!line.includes(`${app}.listening`)) return;
          if (server !== 'Redis') closing.push(async () => redis?.stop());
          // It has begun everything that comes round by the second, and then notices.
          setTimeout(takeAway, 2_500);
          if (app === 'api') {
            // There are several connections then, and somebody waits on one of them.
            setTimeout(() => void Promise.all(Array.from({ length: 8 }, () => ask(line, 'GET'))), 1_500);
            setTimeout(() => void ask(line, 'POST'), 3_000);
          }
          setTimeout(() => {
            toldAt = performance.now();
            child.kill('SIGTERM');
          }, 4_000);
        },
      },
    );
    return { ...end, tookMs: performance.now() - toldAt };
  }

  it.runIf(redisAtHand()).each(ALL ? WITHOUT : WITHOUT.slice(0, 4))(
    'ends it in order: %s, %s %s, its queue in %s',
    { timeout: LIMIT_MS },
    async (app, server, how, queue) => {
      const { code, signal, events, tookMs } = await stoppedWithout(app, server, how, queue);
      expect({ code, signal, told: events.includes(`${app}.stopping`) }).toEqual({ code: 0, signal: null, told: true });
      expect(tookMs).toBeLessThan(LONGEST_STOP_MS);
    },
  );

  it.runIf(ALL)('names what Meta took and is not written down', { timeout: LIMIT_MS }, async () => {
    const database = await SendingDatabase.start();
    await prepareQueueTables(database.url);
    const url = new URL(database.url);
    const gate = await SlowGate.before(Number(url.port));
    url.port = String(gate.port);
    let worker: ChildProcess | null = null;
    const meta = createServer((request, response) => {
      const isSend = request.method === 'POST' && request.url?.endsWith('/messages') === true;
      request.resume();
      if (isSend) {
        gate.freeze();
        setTimeout(() => worker?.kill('SIGTERM'), 1_000);
      }
      response.end(isSend ? '{"messages":[{"id":"wamid.of-meta"}]}' : '{"data":[]}');
    }).listen(0, '127.0.0.1');
    closing.push(
      async () => meta.close(),
      () => gate.close(),
      () => database.stop(),
    );
    await once(meta, 'listening');
    const address = meta.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const id = await database.message();
    const named: string[] = [];
    const { code, signal } = await runApp(
      'worker',
      {
        DATABASE_URL: url.href,
        WHATSAPP_GRAPH_URL: `http://127.0.0.1:${address.port}`,
        ENABLE_WHATSAPP_NOTIFICATIONS: 'true',
      },
      {
        begun: (child) => (worker = child),
        hear: (line) => line.includes('worker.outcomes_not_written') && named.push(line),
      },
    );
    expect({ code, signal, named }).toEqual({ code: 0, signal: null, named: [expect.stringContaining(id)] });
  });
});
