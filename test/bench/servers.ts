import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Client, Pool } from 'pg';
import { type LocalPostgres, startLocalPostgres } from '#local-postgres';
import { answers } from '../support/answers.js';
import { launch, type Program } from '../support/launch.js';
import { type TestRedis, startTestRedis } from '../support/local-servers.js';
import { copyMigratedCluster } from '../support/migrated-cluster.js';

/** A machine that does something else meanwhile starts a process slowly. */
const LONGEST_START_MS = 600_000;
const MOST_SAID = 2_000;

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
  ) {}

  static async start(options: ServersOptions): Promise<Servers> {
    const folder = await mkdtemp(join(tmpdir(), 'recado-bench-'));
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
    const redis = options.redis ? await startTestRedis({ appendonly: true }) : null;
    if (options.redis && redis === null) throw new Error('the benches need a redis-server (REDIS_SERVER names one)');
    const database = new Pool({ connectionString: postgres.url, max: 2 });
    database.on('error', () => undefined);
    if (options.profileFolder !== null) await database.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    return new Servers(folder, options, postgres, redis, database);
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
    const nodeArguments = [...profiled, ...(program.nodeArguments ?? [])];
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
    if (this.redis === null) return 0;
    const client = new Redis(this.redis.url);
    const text = await client.info();
    client.disconnect();
    return Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(text)?.[1] ?? 0);
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
      await writeFile(join(profileFolder, 'statements.json'), JSON.stringify(await this.statements(), null, 2));
    }
    const running = this.children.filter(
      ({ process: { exitCode, signalCode } }) => exitCode === null && signalCode === null,
    );
    const ends = running.map(({ process: child }) => once(child, 'exit'));
    const signal = profileFolder === null ? 'SIGKILL' : 'SIGTERM';
    for (const { process: child } of this.children) child.kill(signal);
    await Promise.all(ends);
    await this.database.end();
    await this.postgres.stop(this.options.dataDir === undefined ? 'immediate' : 'fast');
    await this.redis?.stop('SIGKILL');
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
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
