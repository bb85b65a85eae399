import type { DataSource } from 'typeorm';

/** Names of the migrations that this version knows and the database has not seen; readiness rests on it. */
export async function missingMigrations(dataSource: DataSource): Promise<readonly string[]> {
  const [table]: { found: string | null }[] = await dataSource.query(
    `SELECT to_regclass('schema_migrations')::text AS found`,
  );
  const rows: { name: string }[] =
    table?.found === null ? [] : await dataSource.query('SELECT name FROM schema_migrations');
  const done = new Set(rows.map((row) => row.name));
  return dataSource.migrations.map((migration) => migration.name ?? '').filter((name) => !done.has(name));
}
