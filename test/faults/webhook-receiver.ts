import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DatabaseConnection, openDataSource } from '#database';
import { type LocalPostgres, freePort, startLocalPostgres } from '#local-postgres';
import { prepareQueueTables } from '#queues';
import { at } from '../support/examples.js';
import { until } from '../support/stack.js';

export const APP_SECRET = 'app-secret-of-the-webhook-tests';
const ROOT = new URL('../..', import.meta.url).pathname;

/** A PostgreSQL (fsync on) and an API as a process of its own that hears Meta; no worker, no Redis: nothing is sent here. */
export class WebhookReceiver {
  private api: ChildProcess | null = null;

  private constructor(
    private readonly dir: string,
    private readonly port: number,
    private postgres: LocalPostgres,
    /** The test's own connections. */
    public database: DatabaseConnection,
  ) {}

  static async start(): Promise<WebhookReceiver> {
    const dir = await mkdtemp(join(tmpdir(), 'recado-webhooks-'));
    const postgres = await startLocalPostgres({ dataDir: join(dir, 'postgres'), fsync: true });
    const database = await connect(postgres.url);
    await database.runMigrations({ transaction: 'each' });
    await prepareQueueTables(postgres.url);
    await database.query('ANALYZE');
    const receiver = new WebhookReceiver(dir, await freePort(), postgres, database);
    await receiver.listen(APP_SECRET);
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/api/v1/whatsapp/webhook`;
  }

  get address(): { readonly host: string; readonly port: number } {
    return { host: '127.0.0.1', port: this.port };
  }

  /** Replaces the API by one that knows these secrets, as a rollout does. */
  async rollOut(appSecrets: string): Promise<number | null> {
    const ended = await this.stopApi('SIGTERM');
    await this.listen(appSecrets);
    return ended;
  }

  /** Of the process that listens now: whether it is still the one that was started. */
  get alive(): boolean {
    return this.api !== null && this.api.exitCode === null && this.api.signalCode === null;
  }

  /** Resident memory, in megabytes (VmRSS of /proc). */
  async residentMegabytes(): Promise<number> {
    const status = await readFile(`/proc/${this.api?.pid ?? 0}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024;
  }

  /** What is in use after a full collection, in megabytes. */
  async heapMegabytes(): Promise<number> {
    const { api } = this;
    if (api === null) throw new Error('there is no API');
    const answer = new Promise<unknown>((resolve) => {
      api.once('message', resolve);
    });
    api.send('heap');
    return Number(at(await answer, 'heapUsed')) / 1_024 / 1_024;
  }

  /** Everything that the API said. */
  log(): Promise<string> {
    return readFile(join(this.dir, 'api.log'), 'utf8');
  }

  async stopPostgres(): Promise<void> {
    await this.database.destroy();
    await this.postgres.stop('immediate');
  }

  async startPostgres(): Promise<void> {
    const { port } = this.postgres;
    this.postgres = await startLocalPostgres({ dataDir: join(this.dir, 'postgres'), fsync: true, port });
    this.database = await connect(this.postgres.url);
  }

  async close(): Promise<void> {
    await this.stopApi('SIGKILL');
    await this.database.destroy().catch(() => undefined);
    await this.postgres.stop('immediate');
    await rm(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }

  private async listen(appSecrets: string): Promise<void> {
    const preload = new URL('preload/heap-after-collection.mjs', import.meta.url).href;
    const args = ['--expose-gc', '--import', preload, join(ROOT, 'dist/apps/api/src/main.js')];
    this.api = spawn(process.execPath, args, {
      cwd: this.dir,
      env: {
        PATH: process.env['PATH'] ?? '',
        NODE_ENV: 'development',
        DATABASE_URL: this.postgres.url,
        API_PORT: String(this.port),
        WHATSAPP_PHONE_NUMBER_ID: SENDER,
        WHATSAPP_BUSINESS_ACCOUNT_ID: WABA,
        WHATSAPP_APP_SECRET: appSecrets,
        WHATSAPP_WEBHOOK_VERIFY_TOKEN: 'webhook-verify-token',
        LOG_LEVEL: 'info',
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const file = createWriteStream(join(this.dir, 'api.log'), { flags: 'a' });
    this.api.stdout?.pipe(file);
    this.api.stderr?.pipe(file);
    await until('the API is ready', () =>
      fetch(`http://127.0.0.1:${this.port}/health/ready`).then(
        (answer) => answer.ok,
        () => false,
      ),
    );
  }

  private async stopApi(signal: NodeJS.Signals): Promise<number | null> {
    const { api } = this;
    if (api === null || !this.alive) return api?.exitCode ?? null;
    const ended = once(api, 'exit');
    api.kill(signal);
    await ended;
    return api.exitCode;
  }
}

/** The one number that Meta speaks of, and its account. */
export const SENDER = '106540352242922';
export const WABA = '102290129340398';

const connect = (url: string): Promise<DatabaseConnection> =>
  openDataSource(url, { applicationName: 'recado-test', maxConnections: 4 });
