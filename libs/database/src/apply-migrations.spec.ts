import { Client } from 'pg';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../../../test/support/local-servers.js';
import { applyMigrations } from './apply-migrations.js';
import { MigrationBlockedError } from './migration-blocked-error.js';
import { openDataSource } from './open-data-source.js';

const PATIENCE = { lockWaitMs: 200, pauseMs: 100, giveUpAfterMs: 20_000 };

class AddDepartment1990000000001 implements MigrationInterface {
  name = 'AddDepartment1990000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE clients ADD COLUMN department text');
  }

  async down(): Promise<void> {}
}

class IndexDepartment1990000000002 implements MigrationInterface {
  name = 'IndexDepartment1990000000002';
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS clients_department');
    await runner.query('CREATE INDEX CONCURRENTLY clients_department ON clients (department)');
  }

  async down(): Promise<void> {}
}

let postgres: TestPostgres;
let dataSource: DataSource;
let somebody: Client;
let said: string[];

const say = (line: string): void => void said.push(line);

beforeAll(async () => {
  postgres = await startTestPostgres();
  dataSource = await openDataSource(postgres.url, { applicationName: 'recado-migrate', maxConnections: 3 });
  await applyMigrations(dataSource, () => undefined);
  somebody = new Client({ connectionString: postgres.url, application_name: 'a long report' });
  await somebody.connect();
}, 120_000);

beforeEach(() => {
  said = [];
});

afterAll(async () => {
  await somebody.end();
  await dataSource.destroy();
  await postgres.stop();
});

describe('a migration while somebody else holds its table', () => {
  beforeAll(() => {
    dataSource.migrations.push(new AddDepartment1990000000001());
  });

  it('gives up in the end, names who was in the way, and has changed nothing', async () => {
    await somebody.query('BEGIN; SELECT FROM clients');
    const tried = applyMigrations(dataSource, say, { ...PATIENCE, giveUpAfterMs: 500 });
    await expect(tried).rejects.toThrow(MigrationBlockedError);
    await expect(tried).rejects.toThrow(/AddDepartment1990000000001 waits .* "a long report"\) is open for \d+ s/);
    await somebody.query('COMMIT');
    expect(await columnsOfClients()).not.toContain('department');
  });

  it('lets everybody else pass meanwhile, and is applied when the table is free', async () => {
    await somebody.query('BEGIN; SELECT FROM clients');
    let done = false;
    const applied = applyMigrations(dataSource, say, PATIENCE).finally(() => {
      done = true;
    });
    const waits: number[] = [];
    // Until it has tried twice in vain.
    while (said.length < 2) waits.push(await secondsOfWriting());
    await somebody.query('COMMIT');
    while (!done) waits.push(await secondsOfWriting());
    await applied;
    expect(Math.max(...waits)).toBeLessThan(1);
    expect(said.at(0)).toMatch(/^AddDepartment1990000000001 waits for its tables: .* once more in 0.1 s$/);
    expect(said.at(-1)).toBe('applied AddDepartment1990000000001');
    expect(await columnsOfClients()).toContain('department');
  });

  it('is not applied once more', async () => {
    await applyMigrations(dataSource, say, PATIENCE);
    expect(said).toEqual(['nothing to apply: the database is up to date']);
  });

  it('waits as long as it takes for an index that is built concurrently, which holds nobody up', async () => {
    dataSource.migrations.push(new IndexDepartment1990000000002());
    await somebody.query(`BEGIN; UPDATE clients SET department = 'purchasing'`);
    const applied = applyMigrations(dataSource, say, PATIENCE);
    while (!(await someoneWaits())) await secondsOfReading();
    const startedAt = performance.now();
    while (performance.now() - startedAt < 3 * PATIENCE.lockWaitMs) {
      expect(await secondsOfReading()).toBeLessThan(0.5);
    }
    await somebody.query('COMMIT');
    await applied;
    expect(said).toEqual(['applied IndexDepartment1990000000002']);
    expect(
      await dataSource.query(`SELECT indisvalid FROM pg_index WHERE indexrelid = 'clients_department'::regclass`),
    ).toEqual([{ indisvalid: true }]);
  });
});

async function columnsOfClients(): Promise<readonly string[]> {
  const rows: { name: string }[] = await dataSource.query(
    `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'clients'`,
  );
  return rows.map((row) => row.name);
}

/** As the API does for every message. */
async function secondsOfWriting(): Promise<number> {
  return secondsOf(`UPDATE clients SET name = name`);
}

async function secondsOfReading(): Promise<number> {
  return secondsOf('SELECT name FROM clients');
}

async function secondsOf(statement: string): Promise<number> {
  const startedAt = performance.now();
  await dataSource.query(statement);
  return (performance.now() - startedAt) / 1_000;
}

async function someoneWaits(): Promise<boolean> {
  const rows: unknown[] = await dataSource.query('SELECT FROM pg_locks WHERE NOT granted');
  return rows.length > 0;
}
