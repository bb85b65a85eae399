import type { ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiKeysRepository } from '#clients';
import { openDataSource } from '#database';
import { freePort } from '#local-postgres';
import { ACCESS_TOKEN, APP_SECRET, VERIFY_TOKEN, WABA, senderIds, startGraph } from './graph.js';
import type { Target } from './http-lane.js';
import { orderFor } from './order.js';
import { postRequest } from './post-request.js';
import type { RunOptions } from './scenario.js';
import { Servers } from './servers.js';
import type { System } from './system.js';

const ADMIN_KEY = 'bench-admin-key-0123456789abcdefghij';
const PATH = '/api/v1/whatsapp';

export interface ProductOptions {
  readonly workers?: number;
  /** Numbers to send from, by turns. */
  readonly senders?: number;
  readonly backend?: 'redis' | 'postgres';
  /** A database that is there already. */
  readonly dataDir?: string;
  /** Messages a second that each number may send. */
  readonly mps?: number;
  /** Instead of the sandbox. */
  readonly startGraph?: (servers: Servers) => Promise<string>;
  /** A module that API and workers load first. */
  readonly nodeArguments?: readonly string[];
}

/** The product as it is in production: an API, workers, and everything that is on unless somebody turns it off. */
export class Product implements System {
  readonly children: ChildProcess[] = [];
  private readonly workerPorts: number[] = [];

  private constructor(
    readonly servers: Servers,
    readonly target: Target,
    readonly graphUrl: string,
    readonly senders: readonly string[],
    private readonly environment: Readonly<Record<string, string>>,
    private readonly options: ProductOptions,
    private readonly key: string,
  ) {}

  static async start(run: RunOptions, options: ProductOptions = {}): Promise<Product> {
    const { workers = 1, senders = 1, backend = 'redis', mps = 1_000, dataDir } = options;
    const servers = await Servers.start({
      redis: backend === 'redis',
      profileFolder: run.profileFolder,
      ...(dataDir !== undefined && { dataDir }),
    });
    try {
      const ids = senderIds(senders);
      const port = await freePort();
      const webhookUrl = `http://127.0.0.1:${port}${PATH}/webhook`;
      const start = options.startGraph ?? (() => startGraph(servers, { senders: ids, webhookUrl, seed: run.seed }));
      const graphUrl = await start(servers);
      const environment = { ...(await environmentOf(servers, ids, port, graphUrl)), WHATSAPP_MAX_MPS: String(mps) };
      const key = await procurementKey(servers, run.round);
      const product = new Product(servers, { host: '127.0.0.1', port }, graphUrl, ids, environment, options, key);
      await product.startApi();
      for (let worker = 0; worker < workers; worker += 1) await product.startWorker();
      return product;
    } catch (error) {
      await servers.stop();
      throw error;
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.target.port}${PATH}`;
  }

  /** Of whoever sees all messages. */
  get adminHeaders(): Readonly<Record<string, string>> {
    return { authorization: `Bearer ${ADMIN_KEY}` };
  }

  /** Of the client that has messages sent. */
  private get headers(): Readonly<Record<string, string>> {
    return { authorization: `Bearer ${this.key}` };
  }

  request(index: number): string {
    const body = JSON.stringify(orderFor(index, this.senderOf(index)));
    return postRequest(`${PATH}/messages`, { ...this.headers, 'idempotency-key': `bench-${index}` }, body);
  }

  /** Of a batch of `size`, which begins with message `index`. */
  batchRequest(index: number, size: number): string {
    const messages = Array.from({ length: size }, (_, offset) => ({
      ...orderFor(index + offset, this.senderOf(index + offset)),
      idempotencyKey: `bench-${index + offset}`,
    }));
    return postRequest(`${PATH}/messages/batch`, this.headers, JSON.stringify({ messages }));
  }

  private senderOf(index: number): string {
    return this.senders[index % this.senders.length] ?? '';
  }

  unread(): Promise<number> {
    return this.servers.number(
      `SELECT count(*) FROM whatsapp_messages WHERE status <> 'READ' AND reference LIKE 'PO-bench-%'`,
    );
  }

  waiting(): Promise<number> {
    return this.servers.number('SELECT count(*) FROM send_queue');
  }

  private async startApi(): Promise<void> {
    const { environment } = this;
    this.children.push(this.servers.begin('api', { script: 'apps/api/src/main.js', environment, ...this.arguments }));
    await this.servers.answers(`http://127.0.0.1:${this.target.port}/health/ready`);
  }

  async startWorker(): Promise<void> {
    const port = await freePort();
    this.workerPorts.push(port);
    const environment = { ...this.environment, WORKER_PORT: String(port) };
    const script = 'apps/worker/src/main.js';
    this.children.push(this.servers.begin('worker', { script, environment, ...this.arguments }));
    await this.servers.answers(`http://127.0.0.1:${port}/health/ready`);
  }

  private get arguments(): { readonly nodeArguments: readonly string[] } {
    return { nodeArguments: this.options.nodeArguments ?? [] };
  }
}

/** Of a client of its own each round, whose idempotency keys nobody has used, in a database that was there before either. */
async function procurementKey({ databaseUrl }: Servers, round: number): Promise<string> {
  const database = await openDataSource(databaseUrl, { applicationName: 'bench', maxConnections: 1 });
  try {
    const made = { clientName: `procurement ${round}`, keyName: 'bench', senderIds: null, expiresAt: null };
    return (await new ApiKeysRepository(database).create({ ...made, scopes: ['messages:write', 'messages:read'] }))
      .text;
  } finally {
    await database.destroy();
  }
}

async function environmentOf(
  servers: Servers,
  senders: readonly string[],
  port: number,
  graphUrl: string,
): Promise<Readonly<Record<string, string>>> {
  const [first = '', ...others] = senders;
  const file = join(servers.folder, 'senders.json');
  await writeFile(
    file,
    JSON.stringify(others.map((phoneNumberId) => ({ phoneNumberId, wabaId: WABA, token: ACCESS_TOKEN }))),
  );
  return {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'production',
    DATABASE_URL: servers.databaseUrl,
    ...(servers.redisUrl && { REDIS_URL: servers.redisUrl }),
    ENABLE_WHATSAPP_NOTIFICATIONS: 'true',
    LISTEN_HOST: '127.0.0.1',
    API_PORT: String(port),
    API_RATE_LIMIT: '0',
    ADMIN_API_KEY: ADMIN_KEY,
    WHATSAPP_GRAPH_URL: graphUrl,
    WHATSAPP_ACCESS_TOKEN: ACCESS_TOKEN,
    WHATSAPP_APP_SECRET: APP_SECRET,
    WHATSAPP_PHONE_NUMBER_ID: first,
    WHATSAPP_BUSINESS_ACCOUNT_ID: WABA,
    WHATSAPP_WEBHOOK_VERIFY_TOKEN: VERIFY_TOKEN,
    ...(others.length > 0 && { WHATSAPP_SENDERS_FILE: file }),
  };
}
