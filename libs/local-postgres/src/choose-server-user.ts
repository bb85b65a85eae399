import { execFile } from 'node:child_process';
import { chown, mkdir, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { LocalPostgresError } from './local-postgres-error.js';
import { outcomeOf, type ServerUser, startAs, type StartProgram, startWithRootsAccessAs } from './server-program.js';

export interface Server {
  start: StartProgram;
  /** Undefined: the server runs as whoever runs us. */
  user: ServerUser | undefined;
  /** 18 for PostgreSQL 18.4. */
  majorVersion: number;
}

/**
 * PostgreSQL refuses to run as root. Root's server runs as the user who owns its data already, else as `postgres` or
 * `nobody`, whichever exists; no user is created. The data folder is made, and given to that user.
 * @throws LocalPostgresError when no such user can run the programs or reach the data.
 */
export async function chooseServerUser(postgres: string, dataDir: string): Promise<Server> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if (process.getuid?.() !== 0) {
    const start = startAs(undefined);
    return { start, user: undefined, majorVersion: await tryOut(start, postgres, dataDir) };
  }
  const user = await findServerUser(dataDir);
  await chown(dataDir, user.uid, user.gid);
  // The usual obstacle is a clone in /root or in a `mktemp -d`, whose mode 0700 keeps everybody else out.
  const plain = startAs(user);
  const privileged = startWithRootsAccessAs(user);
  return tryOut(plain, postgres, dataDir).then(
    (majorVersion) => ({ start: plain, user, majorVersion }),
    async () => ({ start: privileged, user, majorVersion: await tryOut(privileged, postgres, dataDir) }),
  );
}

async function findServerUser(dataDir: string): Promise<ServerUser> {
  const { uid, gid } = await stat(dataDir);
  if (uid !== 0) return { uid, gid };
  for (const name of ['postgres', 'nobody']) {
    const user = await lookUpUser(name);
    if (user) return user;
  }
  throw new LocalPostgresError(
    'PostgreSQL refuses to run as root, and neither of the users postgres and nobody exists here. ' +
      'Start as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

async function lookUpUser(name: string): Promise<ServerUser | undefined> {
  const idOf = async (flag: string): Promise<number> => Number((await promisify(execFile)('id', [flag, name])).stdout);
  return Promise.all([idOf('-u'), idOf('-g')]).then(
    ([uid, gid]) => ({ uid, gid }),
    () => undefined,
  );
}

async function tryOut(start: StartProgram, postgres: string, dataDir: string): Promise<number> {
  const script = '"$1" --version && test -x "$2/."';
  const { code, output } = await outcomeOf(start('/bin/sh', ['-c', script, 'sh', postgres, dataDir]));
  const version = /PostgreSQL\) (\d+)/.exec(output)?.[1];
  if (code === 0 && version !== undefined) return Number(version);
  throw new LocalPostgresError(
    `PostgreSQL cannot run here (${output.trim() || 'the data folder is out of reach'}). ` +
      `If you are root, move the project to a folder that other users may enter, or start as an ordinary user. ` +
      `Program: ${postgres}, data: ${dataDir}.`,
  );
}
