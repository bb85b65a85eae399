import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../support/local-servers.js';
import { until } from '../support/stack.js';

const MIGRATE = join(import.meta.dirname, '../../dist/libs/database/src/migrate.js');

let postgres: TestPostgres;
beforeEach(async () => {
  postgres = await startTestPostgres();
});
afterEach(() => postgres.stop());

function migrate(word: 'run' | 'revert') {
  const child = spawn(process.execPath, [MIGRATE, word], {
    env: { DATABASE_URL: postgres.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const output of [child.stdout, child.stderr])
    output.setEncoding('utf8').on('data', (text: string) => (said += text));
  return { child, said: () => said, ended: once(child, 'close') };
}

async function query(text: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(text);
  await client.end();
  return rows;
}

describe('migrate', () => {
  it('of two that are started at once one waits, and each migration is applied once', async () => {
    const both = [migrate('run'), migrate('run')];
    for (const { ended } of both) await ended;
    expect(both.map(({ child, said }) => [child.exitCode, said()])).toEqual([
      [0, expect.any(String)],
      [0, expect.any(String)],
    ]);
    const applied = both.flatMap(({ said }) => said().match(/^applied .+$/gm) ?? []);
    expect(applied).toHaveLength(new Set(applied).size);
    expect(await query('SELECT count(*)::integer AS number FROM schema_migrations')).toEqual([
      { number: applied.length },
    ]);
  });

  it.each(['run', 'revert'] as const)(
    'that waits for another one ends at once when it is told to: %s',
    async (word) => {
      const another = new Client({ connectionString: postgres.url });
      await another.connect();
      await another.query('SELECT pg_advisory_lock(7765626868)');
      const { child, said, ended } = migrate(word);
      await until('it waits', () => Promise.resolve(said().includes('this one waits for it')));
      const toldAt = performance.now();
      child.kill('SIGTERM');
      await ended;
      expect([child.exitCode, said()]).toEqual([
        143,
        expect.stringMatching(/^Told to stop \(SIGTERM\): what is applied stays, .+$/m),
      ]);
      expect(performance.now() - toldAt).toBeLessThan(10_000);
      await another.end();
    },
  );
});
