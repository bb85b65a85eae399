import { type Socket, connect, createServer } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DatabaseConnection, isDatabaseOutage, openDataSource } from '#database';
import { freePort } from '#local-postgres';
import { startTestPostgres, type TestPostgres } from '../support/local-servers.js';

const forwarded = new Set<Socket>();
const server = createServer((client) => {
  const { hostname, port } = new URL(postgres.url);
  const upstream = connect(Number(port), hostname);
  client.pipe(upstream).pipe(client);
  for (const end of [client, upstream]) {
    forwarded.add(end);
    end.on('error', () => undefined).on('close', () => forwarded.delete(end));
  }
});
let postgres: TestPostgres;
let database: DatabaseConnection;

beforeAll(async () => {
  postgres = await startTestPostgres();
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const url = new URL(postgres.url);
  url.port = String(port);
  const pool = { applicationName: 'recado-test', maxConnections: 2, statementTimeoutMs: 300 };
  database = await openDataSource(url.href, pool);
});

afterAll(async () => {
  await database.destroy();
  for (const end of forwarded) end.destroy();
  server.close();
  await postgres.stop();
});

/** The connections of now carry nothing any more, and nobody closes them; new ones work. */
function fallSilent(): void {
  for (const end of forwarded) end.unpipe().pause();
}

it('gives up connections on which PostgreSQL fell silent, as an outage, and goes on with new ones', async () => {
  expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  fallSilent();
  const startedAt = performance.now();
  const error: unknown = await database.query('SELECT 2').catch((reason: unknown) => reason);
  expect(isDatabaseOutage(error)).toBe(true);
  expect(performance.now() - startedAt).toBeLessThan(15_000);
  expect(await database.query('SELECT 3 AS three')).toEqual([{ three: 3 }]);
});

it('leaves a statement its time', async () => {
  expect(await database.query('SELECT 4 AS four, pg_sleep(0.2)')).toMatchObject([{ four: 4 }]);
});
