import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { chooseServerUser } from './choose-server-user.js';
import { createCluster } from './create-cluster.js';
import { findBinaries } from './find-binaries.js';
import { freePort } from './free-port.js';
import { LocalPostgresError } from './local-postgres-error.js';
import type { ServerProcess } from './server-program.js';
import { stopWithParent } from './stop-with-parent.js';

export interface LocalPostgresOptions {
  /** Made on the first start, kept between starts. Left out: a temporary one that goes with the server. */
  dataDir?: string;
  /** Left out: any free one. */
  port?: number;
  /** `false` for data that nobody will miss: faster, and lost with the machine's power. Default `true`. */
  fsync?: boolean;
  /** Gets the server's log, line by line. */
  log?: (line: string) => void;
  /** Further settings of the server, as in postgresql.conf. */
  settings?: Readonly<Record<string, string>>;
}

export interface LocalPostgres {
  /** Of the database `recado`, with the superuser's name and password. */
  url: string;
  port: number;
  pid: number;
  /** Settles when the server has ended, by whomever; says whether we asked for it. */
  ended: Promise<{ asked: boolean }>;
  /** `fast` writes everything out and ends, `immediate` is like a crash. May be called again. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
}

/**
 * Starts a private PostgreSQL on 127.0.0.1 that ends with this process, whatever ends this process.
 * @throws LocalPostgresError when it cannot run, and a person can do something about it.
 */
export async function startLocalPostgres(options: LocalPostgresOptions = {}): Promise<LocalPostgres> {
  if (options.dataDir !== undefined) return startOn(resolve(options.dataDir), options);
  const temporary = await temporaryFolder();
  try {
    return await startOn(join(temporary, 'data'), options, temporary);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

async function startOn(dataDir: string, options: LocalPostgresOptions, temporary?: string): Promise<LocalPostgres> {
  const { initdb, postgres } = await findBinaries();
  const server = await chooseServerUser(postgres, dataDir);
  const password = await createCluster(server, initdb, dataDir, options.fsync ?? true);
  await removeStaleLock(dataDir);
  const port = options.port ?? (await freePort());
  const child = server.start(postgres, serverArguments(dataDir, port, options));
  const running = guard(child, temporary);
  await untilReady(child, options.log, { dataDir, port });
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/recado`;
  try {
    await createDatabase(url);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return { ...running, url, port };
}

function serverArguments(dataDir: string, port: number, { fsync = true, settings }: LocalPostgresOptions): string[] {
  const all = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    ...(fsync ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...settings,
  };
  return ['-D', dataDir, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

function guard(child: ServerProcess, temporary: string | undefined): Pick<LocalPostgres, 'pid' | 'ended' | 'stop'> {
  const { pid } = child;
  if (pid === undefined) throw new LocalPostgresError('PostgreSQL cannot be started: no more processes allowed?');
  const callOff = stopWithParent(pid, temporary);
  let asked = false;
  const ended = new Promise<{ asked: boolean }>((settle) => {
    child.once('close', () => {
      callOff();
      settle({ asked });
    });
  });
  return {
    pid,
    ended,
    async stop(mode = 'fast') {
      asked = true;
      child.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
      await ended;
      if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
    },
  };
}

function untilReady(
  child: ServerProcess,
  log: ((line: string) => void) | undefined,
  { dataDir, port }: { dataDir: string; port: number },
): Promise<void> {
  const said: string[] = [];
  return new Promise((ready, fail) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      log?.(line);
      if (said.length < 50) said.push(line);
      if (line.includes('ready to accept connections')) ready();
    });
    child.stdout.resume();
    child.once('close', () => fail(new LocalPostgresError(explain(said.join('\n'), dataDir, port))));
  });
}

function explain(said: string, dataDir: string, port: number): string {
  if (said.includes('Address already in use')) {
    return `Port ${port} of 127.0.0.1 is taken by another program: choose another port for PostgreSQL.`;
  }
  const holder = /Is another postmaster \(PID (\d+)\)/.exec(said)?.[1];
  if (holder !== undefined) {
    return `PostgreSQL is running already on the data in ${dataDir} (process ${holder}): stop it first.`;
  }
  return `PostgreSQL did not start on the data in ${dataDir}:\n${said}`;
}

/**
 * After a crash the lock file names a process that is gone, which PostgreSQL sees by itself, unless the number has gone
 * to another program since, as happens in containers. Where there is no /proc, the judgement is PostgreSQL's alone.
 */
async function removeStaleLock(dataDir: string): Promise<void> {
  const lock = join(dataDir, 'postmaster.pid');
  const pid = await readFile(lock, 'utf8').then(
    (text) => Number.parseInt(text, 10),
    () => undefined,
  );
  if (pid === undefined) return;
  const program = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => undefined);
  if (program !== undefined && program.trim() !== 'postgres') await rm(lock, { force: true });
}

async function createDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url.replace(/recado$/, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = 'recado'");
    if (rowCount === 0) await client.query('CREATE DATABASE recado');
  } finally {
    await client.end();
  }
}

/** Others may pass through it, so that the server's own user reaches the data in it. */
async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'recado-postgres-'));
  await chmod(folder, 0o711);
  return folder;
}
