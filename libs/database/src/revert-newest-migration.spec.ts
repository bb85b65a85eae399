import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../../../test/support/local-servers.js';
import { migrated } from '../../../test/support/stack.js';
import { missingMigrations } from './missing-migrations.js';
import { openDataSource } from './open-data-source.js';
import { NewerMigrationError, revertNewestMigration } from './revert-newest-migration.js';

let postgres: TestPostgres;
let dataSource: DataSource;

beforeAll(async () => {
  postgres = await startTestPostgres(migrated);
  dataSource = await openDataSource(postgres.url, { applicationName: 'recado-migrate', maxConnections: 2 });
}, 120_000);

afterAll(async () => {
  await dataSource.destroy();
  await postgres.stop();
});

describe('taking the newest migration back', () => {
  it('is refused to a version that does not have it, with the way out, and changes nothing', async () => {
    await dataSource.query(
      `INSERT INTO schema_migrations (timestamp, name) VALUES (1990000000001, 'OfTomorrow1990000000001')`,
    );
    const refusal = await revertNewestMigration(dataSource, () => undefined).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(NewerMigrationError);
    expect(String(refusal)).toContain('OfTomorrow1990000000001');
    expect(String(refusal)).toContain('take it back with the version that brought it');
    expect(await missingMigrations(dataSource)).toEqual([]);
    await dataSource.query(`DELETE FROM schema_migrations WHERE name = 'OfTomorrow1990000000001'`);
  });

  it('takes it back where this version has it, and says which it was', async () => {
    const newest = dataSource.migrations.at(-1)?.name;
    expect(await revertNewestMigration(dataSource, () => undefined)).toBe(newest);
    expect(await missingMigrations(dataSource)).toEqual([newest]);
  });
});
