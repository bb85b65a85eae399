import { type DatabaseConnection, describeOutage, missingMigrations, openDataSource } from '#database';

/** Runs a command with a connection that is closed whatever happens. */
export type Connect = <Result>(work: (dataSource: DatabaseConnection) => Promise<Result>) => Promise<Result>;

/** The URL is asked for when a command runs, so that `--help` works without any environment. */
export function withDatabase(findUrl: () => Promise<string>): Connect {
  return async (work) => {
    const url = await findUrl();
    const pool = { applicationName: 'recado-cli', maxConnections: 2 };
    const dataSource = await openDataSource(url, pool).catch((error: unknown) => {
      process.stderr.write(`${describeOutage(url, error)}\n`);
      process.exit(69);
    });
    try {
      return await work(dataSource);
    } catch (error) {
      const missing = await missingMigrations(dataSource).catch(() => []);
      if (missing.length === 0) throw error;
      process.stderr.write('The database lacks migrations: run npm run migration:run\n');
      process.exit(69);
    } finally {
      await dataSource.destroy();
    }
  };
}
