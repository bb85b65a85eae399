import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool } from 'pg';
import { openDataSource } from '#database';
import { freePort } from '#local-postgres';
import { prepareQueueTables } from '#queues';
import { EventLog, Metrics, readEnvironment } from '#runtime';
import { configureApi } from '../../apps/api/src/configure-api.js';
import { WEBHOOK_PATH } from '../../apps/api/src/border/paths.js';
import { defaultSettings, type SandboxSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { startSandbox } from '../../apps/sandbox/src/start-sandbox.js';
import { ADMIN_KEY, keepForSearch } from './run-log.js';
import { startTestPostgres, startTestRedis, type Template } from './local-servers.js';

export { ADMIN_KEY };
export const SENDER = '106540352242922';
const root = join(import.meta.dirname, '../..');

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; a fault of the test where it is none. */
  readonly json: unknown;
}

export interface Call {
  readonly key?: string | null;
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly raw?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Stack {
  readonly url: string;
  readonly databaseUrl: string;
  readonly sandboxUrl: string;
  /** Of the worker's own port: health and metrics. */
  readonly workerUrl: string;
  readonly app: NestFastifyApplication;
  /** Lines that the API wrote to its log. */
  readonly logged: readonly string[];
  /** What the worker wrote to its log, with `LOG_LEVEL` as the environment says. */
  readonly workerLogged: readonly string[];
  /** Of the queue, where it is on Redis. */
  readonly redisUrl: string | null;
  /** For tests that prepare what the worker finds at its start; `worker: true` starts it at once. */
  startWorker(): Promise<void>;
  /** As Kubernetes does it; it may be started again. */
  stopWorker(): Promise<void>;
  /** A path below /api/v1/whatsapp, or one with `//` in front of it for the rest: `//health/live`. */
  call(method: string, path: string, call?: Call): Promise<Answer>;
  sql(text: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  stop(): Promise<void>;
}

export interface StackOptions {
  readonly backend?: 'redis' | 'postgres';
  /** Also the worker, as a process of its own from dist/. */
  readonly worker?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly sandbox?: Partial<SandboxSettings>;
  /** A database server of the test's own, to be stopped and started by it; with all tables. */
  readonly databaseUrl?: string;
}

/** A database with all tables, copied for each test file. */
export const migrated: Template = {
  name: 'migrated',
  async prepare(url) {
    const dataSource = await openDataSource(url, { applicationName: 'recado-test', maxConnections: 2 });
    try {
      await dataSource.runMigrations({ transaction: 'each' });
    } finally {
      await dataSource.destroy();
    }
    await prepareQueueTables(url);
  },
};

/**
 * The product on servers of its own: PostgreSQL, the queue, the sandbox as Meta, the API in this process.
 * Null where Redis is asked for and there is none.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack | null> {
  const redis = options.backend === 'redis' ? await startTestRedis() : null;
  if (options.backend === 'redis' && redis === null) return null;
  const postgres = options.databaseUrl === undefined ? await startTestPostgres(migrated) : null;
  const databaseUrl = postgres?.url ?? options.databaseUrl ?? '';
  const [apiPort, workerPort] = [await freePort(), await freePort()];
  const sandbox = await startSandbox({
    port: 0,
    messagesPerSecond: 0,
    pairRate: false,
    sentAfterMs: 20,
    deliveredAfterMs: 60,
    readAfterMs: 100,
    webhookUrl: `http://127.0.0.1:${apiPort}${WEBHOOK_PATH}`,
    ...options.sandbox,
  });
  const variables: Record<string, string> = {
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    API_PORT: String(apiPort),
    WORKER_PORT: String(workerPort),
    ADMIN_API_KEY: ADMIN_KEY,
    ENABLE_WHATSAPP_NOTIFICATIONS: 'true',
    WHATSAPP_GRAPH_URL: sandbox.url,
    WHATSAPP_ACCESS_TOKEN: defaultSettings.accessToken,
    WHATSAPP_PHONE_NUMBER_ID: SENDER,
    WHATSAPP_BUSINESS_ACCOUNT_ID: defaultSettings.wabaId,
    WHATSAPP_APP_SECRET: defaultSettings.appSecret,
    WHATSAPP_WEBHOOK_VERIFY_TOKEN: defaultSettings.verifyToken,
    ...(redis && { REDIS_URL: redis.url }),
    ...options.environment,
  };
  const logged: string[] = [];
  const workerLogged: string[] = [];
  const app = await startApi(variables, (line) => logged.push(line));
  await app.listen(apiPort, '127.0.0.1');
  let stopWorker: (() => Promise<void>) | null = null;
  const start = async (): Promise<void> => {
    stopWorker = await startWorker(variables, workerPort, (text) => workerLogged.push(text));
  };
  if (options.worker === true) await start();
  const url = `http://127.0.0.1:${apiPort}`;
  // What is looked at again and again should not sign in each time. Some tests stop the server: then the next look makes its own.
  const connections = new Pool({ connectionString: databaseUrl, max: 4 });
  connections.on('error', () => undefined);
  return {
    url,
    databaseUrl,
    sandboxUrl: sandbox.url,
    workerUrl: `http://127.0.0.1:${workerPort}`,
    app,
    logged,
    workerLogged,
    redisUrl: redis?.url ?? null,
    startWorker: start,
    async stopWorker() {
      await stopWorker?.();
      stopWorker = null;
    },
    call: (method, path, call) => callApi(url, method, path, call),
    sql: async (text, values = []) => (await connections.query<Record<string, unknown>>(text, [...values])).rows,
    async stop() {
      const figures = [
        await app.get(Metrics).registry.metrics(),
        stopWorker === null ? '' : await figuresOfWorker(workerPort),
      ];
      await stopWorker?.();
      await keepForSearch([...logged, ...workerLogged, ...figures].join(''));
      await app.close();
      await sandbox.close();
      await redis?.stop();
      await connections.end();
      await postgres?.stop();
    },
  };
}

async function startApi(
  variables: Readonly<Record<string, string>>,
  write: (line: string) => void,
): Promise<NestFastifyApplication> {
  const reading = readEnvironment(variables, 'api');
  if (reading.kind === 'invalid') throw new Error(reading.problems.join('\n'));
  return configureApi(reading.environment, new EventLog('api', 'debug', write, () => new Date()));
}

async function startWorker(
  variables: Readonly<Record<string, string>>,
  port: number,
  write: (text: string) => void,
): Promise<() => Promise<void>> {
  const main = join(root, 'dist/apps/worker/src/main.js');
  if (!existsSync(main)) throw new Error('There is no dist/: run npm run build before the tests');
  const worker = fork(main, {
    // Vitest's own conditions lead to sources; a process of the product runs what was built.
    execArgv: [],
    env: { ...variables, PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  worker.stdout?.setEncoding('utf8').on('data', write);
  const ended = once(worker, 'exit');
  await until('the worker is ready', () =>
    fetch(`http://127.0.0.1:${port}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    ),
  );
  return async () => {
    worker.kill('SIGTERM');
    await ended;
  };
}

/** Empty where it has none to show any more. */
function figuresOfWorker(port: number): Promise<string> {
  return fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(2_000) }).then(
    (answer) => answer.text(),
    () => '',
  );
}

async function callApi(url: string, method: string, path: string, call: Call = {}): Promise<Answer> {
  const { key = ADMIN_KEY, body, raw, headers } = call;
  const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(path.startsWith('//') ? url + path.slice(1) : `${url}/api/v1/whatsapp${path}`, {
    method,
    headers: {
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...(payload !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(payload !== undefined && { body: payload }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    get json(): unknown {
      const parsed: unknown = JSON.parse(text);
      return parsed;
    },
  };
}

/** Looks again and again until it is so; fails after `ms`. */
export async function until(what: string, isSo: () => Promise<boolean> | boolean, ms = 20_000): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`waited ${ms} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
