import { describeSchema, openDataSource } from '#database';
import { startLocalPostgres } from '#local-postgres';

/** `libs/database/schema.sql`: what all migrations together make of an empty database. */
export async function describeMigratedSchema(): Promise<string> {
  const server = await startLocalPostgres({ fsync: false });
  try {
    const dataSource = await openDataSource(server.url, { applicationName: 'recado-generate', maxConnections: 1 });
    try {
      await dataSource.runMigrations({ transaction: 'each' });
      return `-- Made from the migrations by \`npm run generate\`: to be read, not run.\n\n${await describeSchema(dataSource)}`;
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await server.stop('immediate');
  }
}
