import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startLocalPostgres } from '#local-postgres';

/*
 * A PostgreSQL cluster with all tables, made once a run and copied for each stack: a test has better things to do than to
 * wait for initdb and the migrations again.
 */
const VARIABLE = 'TEST_MIGRATED_CLUSTER';

const MIGRATE = join(import.meta.dirname, '../../dist/libs/database/src/migrate.js');

/** Vitest's `globalSetup`. */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'recado-cluster-'));
  await makeMigratedCluster(folder);
  return () => rm(folder, { recursive: true, force: true });
}

/** In a folder that somebody else removes. */
export async function makeMigratedCluster(folder: string): Promise<void> {
  const dataDir = join(folder, 'postgres');
  const server = await startLocalPostgres({ dataDir, fsync: false, log: () => undefined });
  await promisify(execFile)(process.execPath, [MIGRATE, 'run'], { env: { DATABASE_URL: server.url } });
  await server.stop();
  process.env[VARIABLE] = dataDir;
}

/** Owners and modes are kept: PostgreSQL refuses data of others. */
export async function copyMigratedCluster(dataDir: string): Promise<void> {
  const original = process.env[VARIABLE];
  if (original === undefined)
    throw new Error(`${VARIABLE} is not set: tests run with .config/vitest.config.ts, which makes that cluster`);
  await promisify(execFile)('cp', ['-a', original, dataDir]);
  await promisify(execFile)('cp', ['-a', `${original}.password`, `${dataDir}.password`]);
}
