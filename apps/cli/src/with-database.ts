import { type DatabaseConnection, openDataSource } from '#database';

/** Runs a command with a connection that is closed whatever happens. */
export type Connect = <Result>(work: (dataSource: DatabaseConnection) => Promise<Result>) => Promise<Result>;

/** The URL is asked for when a command runs, so that `--help` works without any environment. */
export function withDatabase(url: () => string): Connect {
  return async (work) => {
    const dataSource = await openDataSource(url(), { applicationName: 'recado-cli', maxConnections: 2 });
    try {
      return await work(dataSource);
    } finally {
      await dataSource.destroy();
    }
  };
}
