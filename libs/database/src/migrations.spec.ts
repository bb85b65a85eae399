import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource, getMetadataArgsStorage } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '#messages';
import '#templates';
import { startTestPostgres, type TestPostgres } from '../../../test/support/local-servers.js';
import { dataSourceOptions } from './data-source-options.js';
import { describeSchema } from './describe-schema.js';
import { missingMigrations } from './missing-migrations.js';
import { openDataSource } from './open-data-source.js';

const POOL = { applicationName: 'recado-test', maxConnections: 2 };
const COMMITTED = readFileSync(join(import.meta.dirname, '../schema.sql'), 'utf8').replace(/^--.*\n\n/, '');

let postgres: TestPostgres;
let dataSource: DataSource;

beforeAll(async () => {
  postgres = await startTestPostgres();
  dataSource = await openDataSource(postgres.url, POOL);
}, 120_000);

afterAll(async () => {
  await dataSource.destroy();
  await postgres.stop();
});

describe('the migrations', () => {
  it('are all missing in an empty database, and readiness says so', async () => {
    expect(await missingMigrations(dataSource)).toEqual(dataSource.migrations.map((migration) => migration.name));
  });

  it('make what schema.sql shows', async () => {
    await dataSource.runMigrations({ transaction: 'each' });
    expect(await describeSchema(dataSource)).toBe(COMMITTED);
    expect(await missingMigrations(dataSource)).toEqual([]);
  });

  it('can be taken back one by one, which leaves nothing behind, and run again to the same', async () => {
    for (const _migration of dataSource.migrations) await dataSource.undoLastMigration({ transaction: 'each' });
    const left: { name: string }[] = await dataSource.query(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
         AND relname NOT LIKE 'schema_migrations%' AND relname NOT LIKE 'PK_%'`,
    );
    expect(left).toEqual([]);
    await dataSource.runMigrations({ transaction: 'each' });
    expect(await describeSchema(dataSource)).toBe(COMMITTED);
  });

  it('change nothing when they are run once more', async () => {
    expect(await dataSource.runMigrations({ transaction: 'each' })).toEqual([]);
  });
});

describe('the entities', () => {
  let entities: DataSource;

  beforeAll(async () => {
    const registered = getMetadataArgsStorage().tables.map((table) => table.target);
    entities = await new DataSource(dataSourceOptions(postgres.url, POOL, registered)).initialize();
    // TypeORM looks here for expressions of generated columns; it makes the table only where it changes the schema itself.
    await entities.query(
      `CREATE TABLE typeorm_metadata (type text, database text, schema text, "table" text, name text, value text)`,
    );
  });

  afterAll(() => entities.destroy());

  it('are all looked at here', () => {
    const files = readdirSync(join(import.meta.dirname, '../..'), { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.entity.ts'),
    );
    expect(entities.entityMetadatas).toHaveLength(files.length);
  });

  /**
   * What TypeORM would change if it were let: indexes, keys and checks, which live in the migrations only, most of them in
   * forms that entities cannot say (descending, partial, text_pattern_ops); defaults, which are for those who insert with
   * SQL; and the generated `status`, because it looks for the expression in a table of its own. No column besides.
   */
  it('know every column as the database has it', async () => {
    const { upQueries } = await entities.driver.createSchemaBuilder().log();
    const columns = upQueries
      .map(({ query }) => query)
      .filter((query) => /^CREATE TABLE|^ALTER TABLE "\w+" (ADD "|DROP COLUMN|RENAME|ALTER COLUMN)/.test(query))
      .filter((query) => !/ALTER COLUMN "\w+" DROP DEFAULT$|(ADD|DROP COLUMN) "status"/.test(query));
    expect(columns).toEqual([]);
  });

  it('leave out no column', async () => {
    for (const { tableName, columns } of entities.entityMetadatas) {
      const rows: { name: string }[] = await entities.query(
        `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
        [tableName],
      );
      const known = columns.map((column) => column.databaseName).toSorted();
      expect(known, tableName).toEqual(rows.map((row) => row.name).toSorted());
    }
  });
});
