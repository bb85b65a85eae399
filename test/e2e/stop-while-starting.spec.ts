import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../support/local-servers.js';
import { migrated } from '../support/stack.js';
import { runApp } from '../support/started-app.js';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startTestPostgres(migrated);
});
afterAll(() => postgres.stop());

/** Starts an app, tells it to stop when its log says so, and waits for its end. */
async function stoppedAt(
  app: 'api' | 'worker',
  moment: string,
  databaseUrl = postgres.url,
): Promise<{ code: number | null; seconds: number; events: readonly string[] }> {
  let toldAt = 0;
  const { code, events } = await runApp(
    app,
    { DATABASE_URL: databaseUrl },
    {
      hear: (line, child) => {
        if (toldAt > 0 || !line.includes(moment)) return;
        toldAt = performance.now();
        child.kill('SIGTERM');
      },
    },
  );
  return { code, seconds: (performance.now() - toldAt) / 1_000, events };
}

describe('SIGTERM while a process is still starting', () => {
  it.each(['api', 'worker'] as const)('ends it at once, and it begins nothing: %s', async (app) => {
    const { code, seconds, events } = await stoppedAt(app, 'Starting Nest application');
    expect({ code, last: events.at(-1) }).toEqual({ code: 0, last: `${app}.stopping` });
    expect(seconds).toBeLessThan(10);
  });

  it('ends it at once also while it waits for its database', async () => {
    const nobody = 'postgres://recado:secret@127.0.0.1:1/recado';
    const { code, seconds, events } = await stoppedAt('worker', 'database.awaited', nobody);
    expect({ code, events }).toEqual({ code: 0, events: ['database.awaited', 'worker.stopping'] });
    expect(seconds).toBeLessThan(10);
  });

  it('ends it in order where it has begun to work', async () => {
    const { code, seconds, events } = await stoppedAt('worker', 'Nest application successfully started');
    expect({ code, told: events.includes('worker.stopping') }).toEqual({ code: 0, told: true });
    expect(seconds).toBeLessThan(10);
  });

  it.each([0, 50, 100, 250, 500, 1_000, 1_500, 2_000, 3_000, 5_000])(
    'ends it without a word of complaint, whenever it comes: %s ms after the start',
    async (afterMs) => {
      const ends = await Promise.all(
        (['api', 'worker'] as const).map((app) =>
          runApp(
            app,
            { DATABASE_URL: postgres.url },
            {
              begun: (child) => {
                setTimeout(() => child.kill('SIGTERM'), afterMs);
                // npm passes on what the terminal has told everybody.
                setTimeout(() => child.kill('SIGTERM'), afterMs + 20);
              },
            },
          ),
        ),
      );
      for (const { code, signal, events, complaint } of ends) {
        // Before Node runs a line of ours the kernel ends it.
        const early = signal === 'SIGTERM' && events.length === 0;
        expect({ code: early ? 0 : code, complaint }).toEqual({ code: 0, complaint: '' });
      }
    },
  );
});
