import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../../../test/support/local-servers.js';
import { migrateAlone } from './migrate-alone.js';
import { MigrationBlockedError } from './migration-blocked-error.js';
import { openDataSource } from './open-data-source.js';

const PATIENCE = { pauseMs: 20, giveUpAfterMs: 20_000 };

let postgres: TestPostgres;
let one: DataSource;
let other: DataSource;
let said: string[];

const say = (line: string): void => void said.push(line);
const alone = (work: () => Promise<unknown>, patience = PATIENCE): Promise<unknown> =>
  migrateAlone(other, say, patience, work);

beforeAll(async () => {
  postgres = await startTestPostgres();
  const pool = { applicationName: 'recado-migrate', maxConnections: 2, statementTimeoutMs: 0 };
  [one, other] = [await openDataSource(postgres.url, pool), await openDataSource(postgres.url, pool)];
}, 120_000);
beforeEach(() => {
  said = [];
});
afterAll(async () => {
  await one.destroy();
  await other.destroy();
  await postgres.stop();
});

/** One of two at work, until `end` is called; by its process of PostgreSQL. */
async function startWork(): Promise<{ pid: number; end: () => Promise<void> }> {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  let done = Promise.resolve();
  const pid = await new Promise<number>((begin) => {
    done = migrateAlone(one, say, PATIENCE, async (runner) => {
      const [{ pid } = { pid: 0 }]: { pid: number }[] = await runner.manager.query('SELECT pg_backend_pid() AS pid');
      begin(pid);
      await ended;
    });
  });
  return { pid, end: () => (end(), done) };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('it does not come about');
    await one.query('SELECT pg_sleep(0.01)');
  }
}

describe('of two that migrate at once', () => {
  it('the second waits for the first, says so in one line, and then goes on', async () => {
    const first = await startWork();
    let second = false;
    const done = alone(() => Promise.resolve((second = true)));
    await until(() => said.length > 0);
    // Longer than several further tries.
    await one.query('SELECT pg_sleep(0.3)');
    expect(second).toBe(false);
    await first.end();
    await done;
    expect(second).toBe(true);
    expect(said).toEqual([`another migrate is at work (process ${first.pid} of PostgreSQL); this one waits for it`]);
  });

  it('the second gives up in the end, names the other, and has done nothing', async () => {
    const first = await startWork();
    const tried = alone(() => Promise.reject(new Error('it began')), { pauseMs: 20, giveUpAfterMs: 100 });
    await expect(tried).rejects.toThrow(MigrationBlockedError);
    await expect(tried).rejects.toThrow(`process ${first.pid} of PostgreSQL`);
    await first.end();
  });

  it('the second holds up no index that the first builds concurrently', async () => {
    await one.query('CREATE TABLE indexed (id integer)');
    let waited = Promise.resolve<unknown>(undefined);
    await migrateAlone(one, say, PATIENCE, async (runner) => {
      waited = alone(() => Promise.resolve('done'));
      await until(() => said.length > 0);
      await runner.query("SET statement_timeout = '10s'");
      await runner.query('CREATE INDEX CONCURRENTLY indexed_id ON indexed (id)');
      await runner.query('RESET statement_timeout');
    });
    await expect(waited).resolves.toBe('done');
  });

  it('the second goes on where the first fails', async () => {
    await expect(migrateAlone(one, say, PATIENCE, () => Promise.reject(new Error('no such column')))).rejects.toThrow(
      'no such column',
    );
    expect(await alone(() => Promise.resolve('done'))).toBe('done');
    expect(said).toEqual([]);
  });

  it('the second goes on where the connection of the first is lost', async () => {
    const first = await startWork();
    await other.query('SELECT pg_terminate_backend($1)', [first.pid]);
    expect(await alone(() => Promise.resolve('done'))).toBe('done');
    await first.end();
  });
});
