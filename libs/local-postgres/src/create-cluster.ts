import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Server } from './choose-server-user.js';
import { LocalPostgresError } from './local-postgres-error.js';
import { outcomeOf } from './server-program.js';

/**
 * Makes a database cluster in an empty `dataDir`, and leaves an existing one alone. Its superuser's password is random
 * and lies beside the data, in `<dataDir>.password` of mode 0600: other users of this machine can reach 127.0.0.1 too.
 * @returns the password.
 * @throws LocalPostgresError when the data belong to another major version.
 */
export async function createCluster(server: Server, initdb: string, dataDir: string, fsync: boolean): Promise<string> {
  const passwordFile = `${dataDir}.password`;
  const version = await contentOf(join(dataDir, 'PG_VERSION'));
  if (version === undefined) await initialise(server, initdb, dataDir, passwordFile, fsync);
  else if (Number(version) !== server.majorVersion) {
    throw new LocalPostgresError(
      `The data in ${dataDir} belong to PostgreSQL ${version}, but this is PostgreSQL ${server.majorVersion}. ` +
        'Move that folder away to start anew, or move the data with pg_dump and pg_restore of both versions.',
    );
  }
  const password = await contentOf(passwordFile);
  if (password !== undefined) return password;
  throw new LocalPostgresError(`The password of the data in ${dataDir} is missing (${passwordFile}).`);
}

/** In a folder of its own until it is complete, so that an interrupted first start leaves nothing half made. */
async function initialise(
  { start, user }: Server,
  initdb: string,
  dataDir: string,
  passwordFile: string,
  fsync: boolean,
): Promise<void> {
  const unfinished = `${dataDir}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
  if (user) for (const path of [unfinished, passwordFile]) await chown(path, user.uid, user.gid);
  const identity = ['-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const nature = ['--encoding=UTF8', '--locale=C', ...(fsync ? [] : ['--no-sync'])];
  const { code, output } = await outcomeOf(start(initdb, ['-D', unfinished, ...identity, ...nature]));
  if (code !== 0) throw new LocalPostgresError(`PostgreSQL could not make its data folder: ${output.trim()}`);
  // Only an empty folder goes: rmdir refuses whatever else somebody keeps there.
  await rmdir(dataDir);
  await rename(unfinished, dataDir);
}

async function contentOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').then(
    (text) => text.trim(),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
}
