import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { getPriority, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { type LocalPostgres, type LocalPostgresOptions, freePort, startLocalPostgres } from '#local-postgres';
import { answers } from '../support/answers.js';
import { askRedis } from '../support/ask-redis.js';
import { launch } from '../support/launch.js';
import { type TestRedis, type TestRedisOptions, redisAtHand, startTestRedis } from '../support/local-servers.js';
import { copyMigratedCluster } from '../support/migrated-cluster.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { RedisSentinels } from '../support/redis-sentinels.js';
import { REDIS_AUTHORITY_FILE } from '../support/tls-certificates.js';
import { ApiBalancer } from './api-balancer.js';

const ADMIN_KEY = 'fault-tests-admin-key-0123456789abcdef';
/** The one number that every stack sends from. */
export const SENDER = '106540352242922';
const ROOT = new URL('../..', import.meta.url).pathname;

type Backend = 'redis' | 'postgres';

/** Both, where there is a redis-server. */
export const BACKENDS: readonly Backend[] = redisAtHand() ? ['redis', 'postgres'] : ['postgres'];

export type RedisKind = 'single' | 'cluster' | 'sentinel';

export interface FaultStackOptions {
  readonly backend: Backend;
  /** How Redis is kept, where the queues are in it. Left out: one server. */
  readonly redis?: RedisKind;
  /** Redis speaks TLS, and every process of ours trusts its authority. */
  readonly encryptedRedis?: boolean;
  readonly workers: number;
  /** API processes; of more than one each takes its share of the requests, and of Meta's webhooks. Left out: one. */
  readonly apis?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Of the workers alone; asked whenever worker `index` is started. */
  readonly workerEnvironment?: (index: number) => Readonly<Record<string, string>>;
  /** A module of test/faults/preload that each worker loads first. */
  readonly preload?: string;
  /** Where PostgreSQL's data lie, and what its settings are besides; left out: with everything else, and nothing. */
  readonly postgres?: { readonly folder?: string; readonly settings: Readonly<Record<string, string>> };
  /** The sandbox's faults (docs/sandbox.md). */
  readonly faults?: Readonly<Record<string, unknown>>;
  /** False: Meta was never told where our webhooks are. */
  readonly webhooks?: boolean;
  /** Of the sandbox; a free one unless somebody between us and Meta has to know it. */
  readonly sandboxPort?: number;
}

/** `npm run test:faults` runs the long tier, `npm test` the short one. */
export const LONG = process.env['FAULTS'] === 'long';

/** Tests of which `npm test` runs one of its kind run all: in the long tier, and as short as there with FAULTS=short. */
export const ALL = LONG || process.env['FAULTS'] === 'short';

/** Of all that is random in a run; the same again with FAULT_SEED. */
export const SEED = Number(process.env['FAULT_SEED'] ?? 20_261_123);

/** What was done to a stack, so that a test can say that what it is about did happen. */
export interface Deeds {
  /** Workers that ended, by us or by themselves, and were replaced. */
  readonly workersReplaced: number;
  readonly apiKilled: number;
  readonly redisFlushed: number;
  readonly redisRestarted: number;
  readonly redisFailedOver: number;
  readonly postgresCrashed: number;
}

/** Timers of the protocol, scaled so that a run takes a minute and not a day; the long tier can wait more as they are. */
const SCALED = {
  SEND_LEASE: '5s',
  WHATSAPP_SEND_TIMEOUT_MS: '1600',
  UNCONFIRMED_WAIT: LONG ? '20s' : '8s',
  UNCONFIRMED_SOLO_WAIT: LONG ? '25s' : '12s',
  RECEIVER_HEALTHY_FOR: LONG ? '30s' : '14s',
  UNCONFIRMED_MAX: LONG ? '90s' : '26s',
  WHATSAPP_MAX_MPS: '1000',
  LOG_LEVEL: 'warn',
};

interface Setting {
  readonly dir: string;
  readonly postgresOptions: LocalPostgresOptions & { readonly dataDir: string };
  readonly sandboxUrl: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly apiPorts: readonly number[];
  /** Before the API processes, where they are several. */
  readonly balancer: ApiBalancer | null;
  readonly database: DataSource;
  /** Arguments of node that load a module before the program. */
  readonly preload: readonly string[];
  readonly workerEnvironment: (index: number) => Readonly<Record<string, string>>;
  readonly postgresErrors: readonly string[];
}

/** Meta has machines of its own, which see each call when it comes; only root can give them that here. */
function goesFirst({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, Math.max(getPriority() - 5, -20));
  } catch {
    // Its share is that of any other process then.
  }
}

/** A private PostgreSQL (fsync on), Redis, sandbox, APIs and workers as real processes that can be killed one by one. */
export class FaultStack {
  private readonly workers: ChildProcess[] = [];
  private readonly workerPorts: number[] = [];
  private readonly apis: ChildProcess[] = [];
  private closing = false;
  private lostCounters = false;
  private readonly done = {
    workersReplaced: 0,
    apiKilled: 0,
    redisFlushed: 0,
    redisRestarted: 0,
    redisFailedOver: 0,
    postgresCrashed: 0,
  };

  private constructor(
    private readonly setting: Setting,
    private postgres: LocalPostgres,
    private redis: TestRedis | RedisCluster | RedisSentinels | null,
    private sandbox: ChildProcess,
  ) {}

  static async start(options: FaultStackOptions): Promise<FaultStack> {
    const dir = await mkdtemp(join(tmpdir(), 'recado-faults-'));
    const postgresErrors: string[] = [];
    const postgresOptions = {
      dataDir: join(options.postgres?.folder ?? dir, 'postgres'),
      fsync: true,
      settings: options.postgres?.settings ?? {},
      log: (line: string): void => {
        if (/ERROR:|FATAL:|PANIC:/.test(line)) postgresErrors.push(line);
      },
    };
    await copyMigratedCluster(postgresOptions.dataDir);
    const postgres = await startLocalPostgres(postgresOptions);
    const redis = options.backend === 'redis' ? await startRedis(options) : null;
    const apiPorts: number[] = [];
    while (apiPorts.length < (options.apis ?? 1)) apiPorts.push(await freePort());
    const balancer = apiPorts.length > 1 ? await ApiBalancer.open(await freePort(), apiPorts) : null;
    const sandboxPort = options.sandboxPort ?? (await freePort());
    const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
    const apiPort = balancer?.port ?? apiPorts[0] ?? 0;
    const environment = stackEnvironment(postgres.url, redis?.url, apiPort, sandboxPort, options);
    const preload =
      options.preload === undefined ? [] : ['--import', new URL(`preload/${options.preload}`, import.meta.url).href];
    const sandbox = launch({ script: 'apps/sandbox/src/main.js', environment, folder: dir, name: 'sandbox' });
    goesFirst(sandbox);
    const database = await new DataSource({ type: 'postgres', url: postgres.url, poolSize: 2 }).initialize();
    const workerEnvironment = options.workerEnvironment ?? (() => ({}));
    const setting = {
      dir,
      postgresOptions,
      sandboxUrl,
      environment,
      apiPorts,
      balancer,
      database,
      preload,
      workerEnvironment,
      postgresErrors,
    };
    const stack = new FaultStack(setting, postgres, redis, sandbox);
    try {
      await stack.begin(options);
      return stack;
    } catch (error) {
      // What was started would go on for ever, and take the time of whatever is tested next.
      await stack.close();
      throw error;
    }
  }

  private async begin(options: FaultStackOptions): Promise<void> {
    await answers(`${this.sandboxUrl}/sandbox/stats`);
    for (const index of this.setting.apiPorts.keys()) this.startApi(index);
    for (let index = 0; index < options.workers; index += 1) {
      this.workerPorts.push(await freePort());
      this.replaceWorker(index);
    }
    await this.answersAgain();
    if (options.webhooks !== false) await this.tellWhereWebhooksGo();
    await this.openSandbox(options.faults ?? {});
  }

  get sandboxUrl(): string {
    return this.setting.sandboxUrl;
  }

  /** Where the API is, or what stands before all of them. */
  get apiPort(): number {
    return this.setting.balancer?.port ?? this.portOfApi(0);
  }

  /** How many requests each of several API processes answered, webhooks among them. */
  get apiAnswers(): readonly number[] {
    return this.setting.balancer?.answers ?? [];
  }

  private portOfApi(index: number): number {
    const port = this.setting.apiPorts[index];
    if (port === undefined) throw new RangeError(`there is no API ${index}`);
    return port;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.apiPort}/api/v1/whatsapp`;
  }

  get database(): DataSource {
    return this.setting.database;
  }

  /** What PostgreSQL complained of, line by line. */
  get postgresErrors(): readonly string[] {
    return this.setting.postgresErrors;
  }

  get headers(): Record<string, string> {
    return { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };
  }

  /** kill -9 of a random worker; another takes its place, as for every worker that ends. `random`: from 0 up to 1. */
  killWorker(random: number): void {
    const index = Math.floor(random * this.workers.length);
    this.workers[index]?.kill('SIGKILL');
  }

  signalWorker(index: number, signal: NodeJS.Signals): void {
    this.workers[index]?.kill(signal);
  }

  /** Says something to the module that this worker was told to load first. */
  tellWorker(index: number, message: Readonly<Record<string, unknown>>): void {
    this.workers[index]?.send(message);
  }

  /** Resident memory of each worker, in megabytes (VmRSS of /proc). */
  async workerMemory(): Promise<readonly number[]> {
    const statuses = await Promise.all(this.workers.map(({ pid }) => readFile(`/proc/${pid}/status`, 'utf8')));
    return statuses.map((status) => Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024);
  }

  /** Stops a worker as Kubernetes does, and says how it ended; another takes its place. */
  async terminateWorker(index: number): Promise<number | null> {
    const worker = this.workers[index];
    if (worker === undefined) throw new RangeError(`there is no worker ${index}`);
    const ended = once(worker, 'exit');
    worker.kill('SIGTERM');
    await ended;
    return worker.exitCode;
  }

  /** What was done to this stack so far. */
  get deeds(): Deeds {
    return this.done;
  }

  private replaceWorker(index: number, generation = 0): void {
    const environment = {
      ...this.setting.environment,
      // Makes whatever a module of test/faults/preload throws dice for the same in a run that is repeated.
      FAULT_SEED: String(SEED + index * 100_000 + generation),
      WORKER_PORT: String(this.workerPorts[index] ?? 0),
      ...this.setting.workerEnvironment(index),
    };
    const worker = launch({
      script: 'apps/worker/src/main.js',
      environment,
      folder: this.setting.dir,
      name: 'worker',
      nodeArguments: this.setting.preload,
    });
    this.workers[index] = worker;
    worker.once('exit', () => {
      if (this.closing) return;
      this.lostCounters = true;
      this.done.workersReplaced += 1;
      this.replaceWorker(index, generation + 1);
    });
  }

  /**
   * Whether each process that counts is the one that it was at the beginning, and heard the end of each statement: only then
   * the counters of all of them add up to what has happened.
   */
  get countedAll(): boolean {
    return !this.lostCounters;
  }

  /** Where a worker tells how it is. */
  workerUrl(index: number): string {
    return `http://127.0.0.1:${this.workerPorts[index] ?? 0}`;
  }

  /** Resolves when that worker is ready. */
  async workerAnswersAgain(index: number): Promise<void> {
    await answers(`${this.workerUrl(index)}/health/ready`);
  }

  /** How that worker ends, by itself or by us; another takes its place. */
  async workerEnds(index: number): Promise<number | null> {
    const worker = this.workers[index];
    if (worker === undefined) throw new RangeError(`there is no worker ${index}`);
    await once(worker, 'exit');
    return worker.exitCode;
  }

  /** Brings the database to the version that a module of test/faults/preload makes of this one. */
  async migrate(preload: string): Promise<{ readonly exitCode: number | null; readonly said: string }> {
    const further = ['--import', new URL(`preload/${preload}`, import.meta.url).href];
    return this.operate('libs/database/src/migrate.js', ['run'], further);
  }

  /** Where the figures are, of each API and of each worker. */
  get metricsUrls(): readonly string[] {
    return [...this.apiMetricsUrls, ...this.workerPorts.map(metricsAt)];
  }

  get apiMetricsUrls(): readonly string[] {
    return this.setting.apiPorts.map(metricsAt);
  }

  /** What an operator's `recado …` says. */
  recado(...args: readonly string[]): Promise<{ readonly exitCode: number | null; readonly said: string }> {
    return this.operate('apps/cli/src/main.js', args, []);
  }

  private async operate(
    script: string,
    args: readonly string[],
    nodeArguments: readonly string[],
  ): Promise<{ readonly exitCode: number | null; readonly said: string }> {
    const child = spawn(process.execPath, [...nodeArguments, join(ROOT, 'dist', script), ...args], {
      env: this.setting.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said: string[] = [];
    child.stdout.on('data', (chunk) => said.push(String(chunk)));
    child.stderr.on('data', (chunk) => said.push(String(chunk)));
    await once(child, 'close');
    return { exitCode: child.exitCode, said: said.join('') };
  }

  /** Everything that the workers said. */
  async workerLog(): Promise<string> {
    return readFile(join(this.setting.dir, 'worker.log'), 'utf8');
  }

  killApi(index = 0): void {
    this.done.apiKilled += 1;
    this.apis[index]?.kill('SIGKILL');
    this.startApi(index);
  }

  async stopApi(signal: NodeJS.Signals, index = 0): Promise<number | null> {
    const api = this.apis[index];
    if (api === undefined) return null;
    const ended = once(api, 'exit');
    api.kill(signal);
    await ended;
    return api.exitCode;
  }

  startApi(index = 0): void {
    // A test that ran out of time may still be in the middle of something.
    if (this.closing) return;
    const port = this.portOfApi(index);
    this.lostCounters ||= this.apis[index] !== undefined;
    const environment = { ...this.setting.environment, API_PORT: String(port) };
    const started = launch({ script: 'apps/api/src/main.js', environment, folder: this.setting.dir, name: 'api' });
    this.apis[index] = started;
    // A process that ends on its own is started again, as Kubernetes would.
    started.once('exit', (code) => {
      const isMissing = !this.closing && this.apis[index] === started && code !== 0 && code !== null;
      if (isMissing) setTimeout(() => this.startApi(index), 500);
    });
  }

  /**
   * One of several API processes is told to stop as in a rolling update: the others take its requests, and it finishes what it
   * has. Returns how it ended.
   */
  async withdrawApi(index: number): Promise<number | null> {
    this.setting.balancer?.withdraw(this.portOfApi(index));
    // As the chart's preStop does: what was sent on its way before arrives before the process stops to listen.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return this.stopApi('SIGTERM', index);
  }

  /** Another takes its place, and takes part when it is ready. */
  async admitApi(index: number): Promise<void> {
    this.startApi(index);
    await this.answersAgain();
    this.setting.balancer?.admit(this.portOfApi(index));
  }

  private launchOne(script: string, name: string): ChildProcess {
    return launch({ script, environment: this.setting.environment, folder: this.setting.dir, name });
  }

  /** Resolves when each API is ready. */
  async answersAgain(): Promise<void> {
    await Promise.all(this.setting.apiPorts.map((port) => answers(`http://127.0.0.1:${port}/health/ready`)));
  }

  /** One command to this stack's Redis, and its answer as text. */
  async askRedis(command: string, ...args: readonly string[]): Promise<string> {
    return String(await askRedis(this.singleRedis.url, command, ...args));
  }

  async flushRedis(): Promise<void> {
    await this.askRedis('FLUSHALL');
    this.done.redisFlushed += 1;
  }

  /** What BullMQ of this stack's workers connects to. */
  get queueStorage(): { readonly redisUrl: string | undefined; readonly databaseUrl: string } {
    return { redisUrl: this.redis?.url, databaseUrl: this.postgres.url };
  }

  get redisPid(): number {
    return this.singleRedis.pid;
  }

  /** Kills Redis and starts it again, empty, on the same port after a pause. */
  async restartRedis(pauseMs: number): Promise<void> {
    const { port, url } = this.singleRedis;
    await this.singleRedis.stop('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    this.redis = await startSingleRedis({ port, encrypted: url.startsWith('rediss:') });
    this.done.redisRestarted += 1;
  }

  private get singleRedis(): TestRedis {
    const { redis } = this;
    if (redis === null || redis instanceof RedisCluster || redis instanceof RedisSentinels)
      throw new Error('this stack has no single Redis');
    return redis;
  }

  /** Of a Cluster, the node that has the queues: kill -9, and after a pause it is back with what it wrote. */
  async restartRedisNode(pauseMs: number): Promise<void> {
    await this.redisCluster.restartOwner(pauseMs);
    this.done.redisRestarted += 1;
  }

  /** kill -9 of the master that sentinels watch; resolves to the milliseconds until they have another. */
  async killRedisMaster(): Promise<number> {
    const milliseconds = await this.redisSentinels.killMaster();
    this.done.redisFailedOver += 1;
    return milliseconds;
  }

  get redisCluster(): RedisCluster {
    if (!(this.redis instanceof RedisCluster)) throw new Error('this stack has no Redis Cluster');
    return this.redis;
  }

  get redisSentinels(): RedisSentinels {
    if (!(this.redis instanceof RedisSentinels)) throw new Error('this stack has no sentinels');
    return this.redis;
  }

  async stopPostgres(): Promise<void> {
    this.lostCounters = true;
    this.done.postgresCrashed += 1;
    await this.postgres.stop('immediate');
  }

  async startPostgres(): Promise<void> {
    const { port } = this.postgres;
    this.postgres = await startLocalPostgres({ ...this.setting.postgresOptions, port });
  }

  get postgresData(): string {
    return this.setting.postgresOptions.dataDir;
  }

  /** From now on a PostgreSQL that ends by itself is started again, as systemd or Kubernetes would. */
  supervisePostgres(): void {
    void this.postgres.ended.then(async ({ asked }) => {
      if (asked) return;
      this.lostCounters = true;
      this.done.postgresCrashed += 1;
      while (!this.closing && !(await this.tryToStartPostgres())) {
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      this.supervisePostgres();
    });
  }

  private tryToStartPostgres(): Promise<boolean> {
    return this.startPostgres().then(
      () => true,
      () => false,
    );
  }

  async stopSandbox(): Promise<void> {
    this.lostCounters = true;
    const ended = once(this.sandbox, 'exit');
    this.sandbox.kill('SIGKILL');
    await ended;
  }

  /** It comes back without memory of what it accepted: to be used before the first message only, or while it was out of reach. */
  async startSandbox(): Promise<void> {
    this.sandbox = this.launchOne('apps/sandbox/src/main.js', 'sandbox');
    await answers(`${this.sandboxUrl}/sandbox/stats`);
    await this.tellWhereWebhooksGo();
    await this.openSandbox({});
  }

  private async tellWhereWebhooksGo(): Promise<void> {
    await this.control('POST', '/sandbox/webhook-url', {
      url: `${this.apiUrl}/webhook`,
      verifyToken: 'fault-verify-token',
    });
  }

  private async openSandbox(faults: Readonly<Record<string, unknown>>): Promise<void> {
    await this.control('PUT', '/sandbox/limits', { messagesPerSecond: 0, pairRate: false });
    await this.control('PUT', '/sandbox/faults', { seed: SEED, ...faults });
  }

  async control(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.sandboxUrl}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  async close(): Promise<void> {
    this.closing = true;
    for (const child of [...this.workers, ...this.apis, this.sandbox]) child.kill('SIGKILL');
    this.setting.balancer?.close();
    await this.database.destroy().catch(() => undefined);
    await this.postgres.stop('immediate').catch(() => undefined);
    await this.redis?.stop('SIGKILL');
    await rm(this.setting.dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

function metricsAt(port: number): string {
  return `http://127.0.0.1:${port}/metrics`;
}

async function startRedis(options: FaultStackOptions): Promise<TestRedis | RedisCluster | RedisSentinels> {
  const access = { encrypted: options.encryptedRedis ?? false };
  if (options.redis === 'cluster') return RedisCluster.start(access);
  return options.redis === 'sentinel' ? RedisSentinels.start(access) : startSingleRedis(access);
}

async function startSingleRedis(options: TestRedisOptions): Promise<TestRedis> {
  const redis = await startTestRedis({ appendonly: true, ...options });
  if (redis === null) throw new Error('there was a redis-server a moment ago');
  return redis;
}

function stackEnvironment(
  databaseUrl: string,
  redisUrl: string | undefined,
  apiPort: number,
  sandboxPort: number,
  options: FaultStackOptions,
): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'development',
    DATABASE_URL: databaseUrl,
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    ...(options.encryptedRedis ? { NODE_EXTRA_CA_CERTS: REDIS_AUTHORITY_FILE } : {}),
    ENABLE_WHATSAPP_NOTIFICATIONS: 'true',
    API_PORT: String(apiPort),
    WORKER_PORT: '0',
    API_RATE_LIMIT: '0',
    ADMIN_API_KEY: ADMIN_KEY,
    WHATSAPP_GRAPH_URL: `http://127.0.0.1:${sandboxPort}`,
    WHATSAPP_ACCESS_TOKEN: 'fault-access-token',
    WHATSAPP_APP_SECRET: 'fault-app-secret',
    WHATSAPP_PHONE_NUMBER_ID: SENDER,
    WHATSAPP_BUSINESS_ACCOUNT_ID: '102290129340398',
    WHATSAPP_WEBHOOK_VERIFY_TOKEN: 'fault-verify-token',
    SANDBOX_PORT: String(sandboxPort),
    SANDBOX_ACCESS_TOKEN: 'fault-access-token',
    SANDBOX_APP_SECRET: 'fault-app-secret',
    SANDBOX_PHONE_NUMBER_ID: SENDER,
    SANDBOX_WABA_ID: '102290129340398',
    SANDBOX_KEEP_MESSAGES: '50000',
    SANDBOX_SENT_AFTER_MS: '100',
    SANDBOX_DELIVERED_AFTER_MS: '300',
    SANDBOX_READ_AFTER_MS: '600',
    ...SCALED,
    ...options.environment,
  };
}
