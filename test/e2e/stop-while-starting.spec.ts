import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '#local-postgres';
import { startTestPostgres, type TestPostgres } from '../support/local-servers.js';
import { migrated } from '../support/stack.js';

const root = join(import.meta.dirname, '../..');

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startTestPostgres(migrated);
});
afterAll(() => postgres.stop());

/** Starts an app, tells it to stop when its log says so, and waits for its end. */
async function stoppedAt(
  app: string,
  moment: string,
  change: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; seconds: number; events: readonly string[] }> {
  const child = spawn(process.execPath, [join(root, `dist/apps/${app}/src/main.js`)], {
    env: {
      DATABASE_URL: postgres.url,
      WHATSAPP_APP_SECRET: 's'.repeat(32),
      WHATSAPP_WEBHOOK_VERIFY_TOKEN: 'v'.repeat(32),
      WHATSAPP_ACCESS_TOKEN: 'token',
      WHATSAPP_PHONE_NUMBER_ID: '106540352242922',
      WHATSAPP_BUSINESS_ACCOUNT_ID: '102290129340398',
      WHATSAPP_GRAPH_URL: 'http://127.0.0.1:1',
      NODE_ENV: 'test',
      LOG_LEVEL: 'debug',
      LISTEN_HOST: '127.0.0.1',
      API_PORT: String(await freePort()),
      WORKER_PORT: String(await freePort()),
      ...change,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const events: string[] = [];
  let toldAt = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    events.push(/"event":"([^"]+)"/.exec(line)?.[1] ?? line);
    if (toldAt > 0 || !line.includes(moment)) continue;
    toldAt = performance.now();
    child.kill('SIGTERM');
  }
  await ended;
  return { code: child.exitCode, seconds: (performance.now() - toldAt) / 1_000, events };
}

describe('SIGTERM while a process is still starting', () => {
  it.each(['api', 'worker'])('ends it at once, and it begins nothing: %s', async (app) => {
    const { code, seconds, events } = await stoppedAt(app, 'Starting Nest application');
    expect({ code, last: events.at(-1) }).toEqual({ code: 0, last: `${app}.stopping` });
    expect(seconds).toBeLessThan(10);
  });

  it('ends it at once also while it waits for its database', async () => {
    const nobody = { DATABASE_URL: 'postgres://recado:secret@127.0.0.1:1/recado' };
    const { code, seconds, events } = await stoppedAt('worker', 'database.awaited', nobody);
    expect({ code, events }).toEqual({ code: 0, events: ['database.awaited', 'worker.stopping'] });
    expect(seconds).toBeLessThan(10);
  });

  it('ends it in order where it has begun to work', async () => {
    const { code, seconds, events } = await stoppedAt('worker', 'Nest application successfully started');
    expect({ code, told: events.includes('worker.stopping') }).toEqual({ code: 0, told: true });
    expect(seconds).toBeLessThan(10);
  });
});
