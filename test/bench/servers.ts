import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Client, Pool } from 'pg';
import { type LocalPostgres, startLocalPostgres } from '#local-postgres';
import { answers } from '../support/answers.js';
import { launch, type Program } from '../support/launch.js';
import { type TestRedis, startTestRedis } from '../support/local-servers.js';
import { at } from '../support/examples.js';
import { copyMigratedCluster } from '../support/migrated-cluster.js';
import { saidBy } from './said-by.js';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder.js';

/** A machine that does something else meanwhile starts a process slowly. */
const LONGEST_START_MS = 600_000;
const MOST_SAID = 2_000;
/** As docker-compose.yml has it, by the name that Redis 6 knows, too. */
const REDIS_SETTINGS = { 'hash-max-ziplist-value': '256' };
/** To write its profile. */
const LONGEST_END_MS = 60_000;
const EVENT_LOOP_DELAY = ['--import', new URL('preload/event-loop-delay.mjs', import.meta.url).href];

/** Processes that are counted together. */
export interface Party {
  readonly name: string;
  readonly pids: readonly number[];
}

export interface ServersOptions {
  readonly redis: boolean;
  /** A folder with a database of the product's; left out: a new one, empty and without statistics, as every installation begins. */
  readonly dataDir?: string;
  /** Where profiles go. */
  readonly profileFolder: string | null;
}

/** How late the event loop of a process is, in milliseconds. */
export interface EventLoopDelay {
  readonly party: string;
  readonly name: string;
  readonly p50: number;
  readonly p99: number;
}

/** A PostgreSQL and a Redis that write everything to disk, and the processes around them; all of it is gone afterwards. */
export class Servers {
  private readonly children: { readonly party: string; readonly name: string; readonly process: ChildProcess }[] = [];

  private constructor(
    readonly folder: string,
    private readonly options: ServersOptions,
    private readonly postgres: LocalPostgres,
    private readonly redis: TestRedis | null,
    /** Of whoever measures. */
    readonly database: Pool,
    private readonly redisClient: Redis | null,
  ) {}

  static async start(options: ServersOptions): Promise<Servers> {
    const folder = await makeTemporaryFolder('recado-bench-');
    const dataDir = options.dataDir ?? join(folder, 'postgres');
    if (options.dataDir === undefined) await copyMigratedCluster(dataDir);
    const settings = {
      max_connections: '200',
      ...(options.profileFolder !== null && {
        shared_preload_libraries: 'pg_stat_statements',
        'pg_stat_statements.track_planning': 'on',
        'pg_stat_statements.track': 'all',
      }),
    };
    const postgres = await startLocalPostgres({ dataDir, fsync: true, settings, log: () => undefined });
    const redis = options.redis ? await startTestRedis({ appendonly: true, settings: REDIS_SETTINGS }) : null;
    const database = new Pool({ connectionString: postgres.url, max: 2 });
    database.on('error', () => undefined);
    const client = redis === null ? null : new Redis(redis.url);
    client?.on('error', () => undefined);
    const servers = new Servers(folder, options, postgres, redis, database, client);
    try {
      if (options.redis && redis === null) throw new Error('the benches need a redis-server (REDIS_SERVER names one)');
      if (options.profileFolder !== null) await database.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
      return servers;
    } catch (error) {
      await servers.stop();
      throw error;
    }
  }

  get databaseUrl(): string {
    return this.postgres.url;
  }

  get redisUrl(): string {
    return this.redis?.url ?? '';
  }

  /** Another database on the same server, with nothing in it. */
  async emptyDatabase(name: string): Promise<string> {
    await this.database.query(`CREATE DATABASE ${name}`);
    const url = new URL(this.postgres.url);
    url.pathname = name;
    return url.href;
  }

  /** Starts a process that is counted with others of its party, and profiled where profiles are wanted. */
  begin(party: string, program: Omit<Program, 'folder' | 'name'>): ChildProcess {
    const name = `${party}-${this.children.length}`;
    const { profileFolder } = this.options;
    const profiled =
      profileFolder === null
        ? []
        : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`, `--cpu-prof-name=${name}.cpuprofile`];
    const nodeArguments = [...profiled, ...EVENT_LOOP_DELAY, ...(program.nodeArguments ?? [])];
    const started = launch({ ...program, folder: this.folder, name, nodeArguments });
    this.children.push({ party, name, process: started });
    return started;
  }

  /**
   * Resolves when the process that was begun last answers at this URL.
   * @throws with the last that it said where it ends instead.
   */
  async answers(url: string): Promise<void> {
    const last = this.children.at(-1);
    if (last === undefined) throw new Error('nothing was begun');
    const ended = once(last.process, 'exit').then(() => Promise.reject(new Error(`${last.name} ended`)));
    await Promise.race([answers(url, LONGEST_START_MS), ended]).catch(async (error: unknown) => {
      const said = await readFile(join(this.folder, `${last.name}.log`), 'utf8');
      throw new Error(`${String(error)}\n${said.slice(-MOST_SAID)}`, { cause: error });
    });
  }

  parties(): readonly Party[] {
    const names = [...new Set(this.children.map(({ party }) => party))];
    const pidsOf = (name: string): number[] =>
      this.children.flatMap(({ party, process: { pid } }) => (party === name && pid !== undefined ? [pid] : []));
    return [
      ...names.map((name) => ({ name, pids: pidsOf(name) })),
      { name: 'postgres', pids: [this.postgres.pid] },
      ...(this.redis === null ? [] : [{ name: 'redis', pids: [this.redis.pid] }]),
    ];
  }

  async number(sql: string): Promise<number> {
    const { rows } = await this.database.query<{ number: number }>(`SELECT (${sql})::float8 AS number`);
    return rows[0]?.number ?? Number.NaN;
  }

  /** Written so far. */
  walBytes(): Promise<number> {
    return this.number(`SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn`);
  }

  /** A number of Redis' INFO; 0 where there is no Redis. */
  async redisInfo(name: string): Promise<number> {
    const text = (await this.redisClient?.info()) ?? '';
    return Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  }

  /** False where there is no Redis, or it does not answer. */
  async pingRedis(): Promise<boolean> {
    return (await this.redisClient?.ping().catch(() => null)) === 'PONG';
  }

  /** @throws where one of the processes has ended: it was to live until `stop`. */
  requireAll(): void {
    const gone = [
      ...this.children.filter(({ process: child }) => hasEnded(child)).map(({ name }) => name),
      // They are children of this process, which has heard of their end: there is no such process any more.
      ...(existsSync(`/proc/${this.postgres.pid}`) ? [] : ['postgres']),
      ...(this.redis === null || existsSync(`/proc/${this.redis.pid}`) ? [] : ['redis']),
    ];
    if (gone.length > 0) throw new Error(`ended too soon: ${gone.join(', ')}`);
  }

  /** Since they were asked last. */
  eventLoopDelays(): Promise<readonly EventLoopDelay[]> {
    this.requireAll();
    return Promise.all(
      this.children.map(async ({ party, name, process: child }) => {
        const delay = await saidBy(child, 'event-loop-delay', 'eventLoopDelay');
        return { party, name, p50: Number(at(delay, 'p50')), p99: Number(at(delay, 'p99')) };
      }),
    );
  }

  /** Which statements took PostgreSQL how long, the longest first. */
  private async statements(): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const { rows } = await this.database.query<Record<string, unknown>>(
      `SELECT calls, rows, round(total_exec_time) AS "totalMs", round(total_plan_time) AS "planMs", wal_bytes::float8 AS "walBytes",
         shared_blks_hit AS "blocksHit", query
       FROM pg_stat_statements ORDER BY total_exec_time DESC LIMIT 40`,
    );
    return rows;
  }

  /** A process that is profiled writes its profile when it ends by itself. */
  async stop(): Promise<void> {
    const { profileFolder } = this.options;
    if (profileFolder !== null) {
      const statements = await this.statements().catch((error: unknown) => String(error));
      await writeFile(join(profileFolder, 'statements.json'), JSON.stringify(statements, null, 2));
    }
    const running = this.children.map(({ process: child }) => child).filter((child) => !hasEnded(child));
    await Promise.all(running.map((child) => end(child, profileFolder === null ? 'SIGKILL' : 'SIGTERM')));
    this.redisClient?.disconnect();
    await this.database.end();
    await this.postgres.stop(this.options.dataDir === undefined ? 'immediate' : 'fast');
    await this.redis?.stop('SIGKILL');
    await removeTemporaryFolder(this.folder);
  }

  /** One question to another database. */
  static async ask(url: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_END_MS);
  await ended;
  clearTimeout(timer);
}
