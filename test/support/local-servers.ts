import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { freePort, startLocalPostgres, stopWithParent } from '#local-postgres';
import { REDIS_AUTHORITY_FILE, shown } from './tls-certificates.js';

/*
 * Private servers for the tests, on free ports, gone with the run even if that is killed.
 * One PostgreSQL serves a whole run when Vitest has this file as `globalSetup`; else every test file starts its own.
 * TEST_POSTGRES_URL (a superuser's) names a server to use instead, REDIS_SERVER the program `redis-server`.
 */

export interface TestPostgres {
  /** Of a database that nobody else uses. */
  url: string;
  /** Drops the database, even if somebody is still connected. */
  stop(): Promise<void>;
}

export interface Template {
  /** Says what is in it; one template of a name is made in a run. */
  name: string;
  /** Fills the template, and closes its connections before it returns. */
  prepare(url: string): Promise<void>;
}

export interface TestRedis {
  url: string;
  port: number;
  pid: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Vitest's `globalSetup`. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['TEST_POSTGRES_URL']) return undefined;
  const server = await startServer();
  // Vitest starts its workers with this environment.
  process.env['TEST_POSTGRES_URL'] = server.url;
  return async () => {
    delete process.env['TEST_POSTGRES_URL'];
    await server.stop('immediate');
  };
}

/** A database of this test file's own: empty, or a copy of a template. */
export async function startTestPostgres(template?: Template): Promise<TestPostgres> {
  const own = process.env['TEST_POSTGRES_URL'] ? undefined : await startServer();
  const server = own?.url ?? process.env['TEST_POSTGRES_URL'] ?? '';
  const name = `test_${randomBytes(6).toString('hex')}`;
  if (template) await prepareOnce(server, template);
  await execute(server, `CREATE DATABASE ${name}${template ? ` TEMPLATE template_${template.name}` : ''}`);
  return {
    url: databaseUrl(server, name),
    stop: async () => (own ? own.stop('immediate') : execute(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

/** How one is let in. */
export interface RedisAccess {
  readonly password?: string;
  /** TLS and nothing else, also to other nodes; its certificate is for `localhost`, from an authority of the tests. */
  readonly encrypted?: boolean;
}

export interface TestRedisOptions extends RedisAccess {
  readonly appendonly?: boolean;
  readonly port?: number;
  /** Further ones of redis.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Stays when the server stops, so that another finds what it wrote. Left out: one that goes with it. */
  readonly folder?: string;
  /** A file with the settings of a Sentinel, which is what is started then. */
  readonly sentinel?: string;
}

/**
 * A Redis of this test file's own, or null, after one loud line, where there is no `redis-server`.
 * @throws where there is none, with CI=true: a build machine must test both queue backends.
 */
export async function startTestRedis(options: TestRedisOptions = {}): Promise<TestRedis | null> {
  const dir = options.folder ?? (await mkdtemp(join(tmpdir(), 'recado-redis-')));
  const port = options.port ?? (await freePort());
  const settings = {
    ...(options.encrypted ? await tlsSettings(port, dir) : { port: String(port) }),
    bind: '127.0.0.1',
    dir,
    ...(options.sentinel === undefined && {
      save: '',
      appendonly: options.appendonly ? 'yes' : 'no',
      'maxmemory-policy': 'noeviction',
    }),
    ...(options.password !== undefined && { requirepass: options.password, masterauth: options.password }),
    ...options.settings,
  };
  const child = spawn(
    process.env['REDIS_SERVER'] ?? 'redis-server',
    [
      ...(options.sentinel === undefined ? [] : [options.sentinel, '--sentinel']),
      ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    ],
    { detached: true, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const missing = new Promise<NodeJS.ErrnoException>((settle) => child.once('error', settle));
  const ended = new Promise<void>((settle) => child.once('exit', () => settle()));
  const { pid } = child;
  if (pid === undefined) {
    await rm(dir, { recursive: true });
    return withoutRedis((await missing).message);
  }
  const callOff = stopWithParent(pid, dir);
  void ended.then(callOff);
  const said: string[] = [];
  await new Promise<void>((ready, fail) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line);
      if (/Ready to accept connections|\+monitor master/.test(line)) ready();
    });
    void ended.then(() => fail(new Error(`redis-server ended:\n${said.join('\n')}`)));
  });
  return {
    url: urlOf(port, options),
    port,
    pid,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
      if (options.folder === undefined) await rm(dir, { recursive: true, force: true });
    },
  };
}

function urlOf(port: number, { password, encrypted }: TestRedisOptions): string {
  const access = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
  return encrypted ? `rediss://${access}localhost:${port}` : `redis://${access}127.0.0.1:${port}`;
}

/** https://redis.io/docs/latest/operate/oss_and_stack/management/security/encryption */
async function tlsSettings(port: number, folder: string): Promise<Readonly<Record<string, string>>> {
  const { cert, key } = shown('redis');
  const [certFile, keyFile] = [join(folder, 'redis.pem'), join(folder, 'redis.key')];
  await Promise.all([writeFile(certFile, cert), writeFile(keyFile, key, { mode: 0o600 })]);
  return {
    port: '0',
    'tls-port': String(port),
    'tls-cert-file': certFile,
    'tls-key-file': keyFile,
    'tls-ca-cert-file': REDIS_AUTHORITY_FILE,
    'tls-auth-clients': 'no',
    'tls-replication': 'yes',
  };
}

/** Whether `startTestRedis` will find a server; where it will not, one loud line says how to get it. */
export function redisAtHand(): boolean {
  const found = spawnSync(process.env['REDIS_SERVER'] ?? 'redis-server', ['--version']);
  if (found.status === 0) return true;
  withoutRedis(found.error?.message ?? `exit code ${found.status}`);
  return false;
}

/**
 * Whether that server can do TLS, and name nodes of a Cluster by the names in their certificates (Redis 7). It stops at the first
 * setting that it does not know.
 */
export function encryptedRedisAtHand(): boolean {
  if (!redisAtHand()) return false;
  const words = ['--tls-cluster', 'yes', '--cluster-announce-hostname', 'localhost', '--no-such-setting', 'yes'];
  const { stdout, stderr } = spawnSync(process.env['REDIS_SERVER'] ?? 'redis-server', words, { encoding: 'utf8' });
  if (`${stdout}${stderr}`.includes("'no-such-setting")) return true;
  process.stderr.write(
    '\n!!! REDIS WITH TLS IS NOT TRIED: this redis-server is older than 7, or was built without TLS !!!\n\n',
  );
  return false;
}

function withoutRedis(reason: string): null {
  const advice =
    'install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis) or name it in REDIS_SERVER';
  if (process.env['CI'] === 'true') throw new Error(`No redis-server (${reason}): ${advice}.`);
  process.stderr.write(`\n!!! THE REDIS HALF OF THE TESTS IS SKIPPED: no redis-server (${reason}); ${advice} !!!\n\n`);
  return null;
}

function startServer(): ReturnType<typeof startLocalPostgres> {
  return startLocalPostgres({ fsync: false, settings: { max_connections: '300' } });
}

/** Several test files may ask at once: the lock lets one make the template, and only a finished one has its name. */
async function prepareOnce(server: string, template: Template): Promise<void> {
  const name = `template_${template.name}`;
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount) return;
    await client.query(`DROP DATABASE IF EXISTS unfinished_${name} WITH (FORCE)`);
    await client.query(`CREATE DATABASE unfinished_${name}`);
    await template.prepare(databaseUrl(server, `unfinished_${name}`));
    await client.query(`ALTER DATABASE unfinished_${name} RENAME TO ${name}`);
  } finally {
    await client.end();
  }
}

async function execute(server: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}
