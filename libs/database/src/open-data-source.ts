import { DataSource } from 'typeorm';
import { dataSourceOptions, type PoolSettings } from './data-source-options.js';

/** A connection to the database, for what is not allowed to know TypeORM. */
export type DatabaseConnection = DataSource;

/** A connected data source outside Nest: for the migration command, the command line and tests. The caller destroys it. */
export function openDataSource(url: string, pool: PoolSettings): Promise<DatabaseConnection> {
  return new DataSource(dataSourceOptions(url, pool)).initialize();
}
