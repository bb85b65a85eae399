import {
  type ConnectionOptions,
  type Worker,
  createPostgresBackend,
  runMigrations,
  setDefaultBackendFactory,
} from 'bullmq';
import { Cluster, type Redis } from 'ioredis';
import pg from 'pg';
import { connectRedis } from './connect-redis.js';

export interface QueueStorageSettings {
  /** REDIS_URL; without it BullMQ keeps its queues in PostgreSQL. */
  readonly redisUrl: string | undefined;
  readonly databaseUrl: string;
  readonly role: 'producer' | 'worker';
  /** Milliseconds that a statement of the queue in PostgreSQL may take: it cancels what takes longer. */
  readonly statementTimeoutMs?: number;
}

/** What PostgreSQL itself would have ended before. */
const LONGER_THAN_ANY_STATEMENT_MS = 2_000;

/** Where BullMQ keeps its queues, and the connection that it is given. */
export class QueueStorage {
  private constructor(
    readonly backend: 'redis' | 'postgres',
    /** What BullMQ's Queue and Worker take; both kinds of backend have a type of their own, BullMQ's defaults know Redis'. */
    readonly connection: ConnectionOptions,
    readonly close: () => Promise<void>,
    private readonly redis: Redis | Cluster | null,
  ) {}

  static open(settings: QueueStorageSettings): QueueStorage {
    return settings.redisUrl === undefined ? openPostgres(settings) : openRedis(settings.redisUrl);
  }

  static ofRedis(redis: Redis | Cluster): QueueStorage {
    setDefaultBackendFactory();
    const close = (): Promise<void> => {
      redis.disconnect();
      return Promise.resolve();
    };
    return new QueueStorage('redis', redis, close, redis);
  }

  static ofPostgres(pool: pg.Pool): QueueStorage {
    setDefaultBackendFactory(createPostgresBackend);
    return new QueueStorage('postgres', pool, () => pool.end(), null);
  }

  /**
   * A worker whose first connection to PostgreSQL failed asks for it again without a pause, and for ever: nothing else of its process
   * gets a turn, not even the signal that is to end it. It ends with 69, as where the database is away at the start.
   */
  endUnlessReached(worker: Pick<Worker, 'waitUntilReady' | 'closing'>, tell: (error: unknown) => void): void {
    if (this.backend !== 'postgres') return;
    worker.waitUntilReady().catch((error: unknown) => {
      if (worker.closing !== undefined) return;
      tell(error);
      process.exit(69);
    });
  }

  /** False while Redis is known to be away; PostgreSQL says so by its own errors. */
  available(): boolean {
    return this.redis === null || this.redis.status === 'ready';
  }

  /**
   * A connection that swallows what it is given (a firewall that forgot it, a failover without a word) looks alive for a quarter
   * of an hour, until the kernel gives up. What waits for an answer is asked again on the new one. On PostgreSQL there are many
   * connections, and each is given up by itself.
   */
  reconnect(): void {
    this.redis?.disconnect(true);
  }

  /**
   * How Redis makes room where its memory is full. Anything but `noeviction` throws jobs away, and leaves halves of them behind
   * that no sweep mends. Null on PostgreSQL, and where Redis does not say.
   */
  async evictionPolicy(): Promise<string | null> {
    if (this.redis === null) return null;
    const nodes = this.redis instanceof Cluster ? this.redis.nodes('master') : [this.redis];
    const policies = (await Promise.all(nodes.map((node) => node.info('memory')))).flatMap(
      (info) => /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? [],
    );
    return policies.find((policy) => policy !== 'noeviction') ?? policies[0] ?? null;
  }

  /**
   * A mark that lives exactly as long as Redis' memory: another mark than last time means that everything queued is gone.
   * Null on PostgreSQL, which forgets no more than what was added in the moment before it crashed; the sweep brings that back.
   */
  async epoch(fresh: string): Promise<string | null> {
    if (this.redis === null) return null;
    await this.redis.set(EPOCH_KEY, fresh, 'NX');
    return this.redis.get(EPOCH_KEY);
  }
}

const EPOCH_KEY = '{recado}:epoch';

/** Creates BullMQ's own tables (schema `bullmq`) where they are missing; part of `npm run migration:run`. */
export async function prepareQueueTables(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}

function openPostgres(settings: QueueStorageSettings): QueueStorage {
  const max = settings.role === 'worker' ? 20 : 5;
  const statementTimeoutMs = settings.statementTimeoutMs ?? 10_000;
  const pool = new pg.Pool({
    connectionString: settings.databaseUrl,
    max,
    application_name: 'recado-queue',
    // Who would wait for an answer of a server that fell silent would wait for a quarter of an hour (see `reconnect`): BullMQ's
    // worker asks for its next job, and takes none until it hears. The pool drops a connection whose answer did not come.
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + LONGER_THAN_ANY_STATEMENT_MS,
    connectionTimeoutMillis: 10_000,
    // The one on which BullMQ listens for jobs asks for nothing: only the kernel notices. Until then it polls every 5 s.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // BullMQ's functions and tables live in a schema of their own; it leaves a pool that it is given as it is. They wait for
    // each other's commits, which on a disk that takes 10 ms is most of their time. A crash of PostgreSQL may forget the last of
    // them, as one of Redis may forget all: what is to be sent stands in `send_queue`, and is put into the queue again.
    options: '-c search_path=bullmq -c synchronous_commit=off',
  });
  // An idle connection that the server closes is replaced by the pool; unheard, its error would end the process.
  pool.on('error', () => undefined);
  // So would one that BullMQ holds for itself.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return QueueStorage.ofPostgres(pool);
}

function openRedis(url: string): QueueStorage {
  const options = {
    // BullMQ's first commands wait for the connection: one that fails would leave the queue useless for good. Who adds jobs
    // asks `available()` first, so nothing piles up behind a Redis that is away.
    maxRetriesPerRequest: null,
    connectTimeout: 3_000,
    // After a failover the old primary answers READONLY: connect again, to the new one.
    reconnectOnError: (error: Error) => error.message.includes('READONLY'),
  };
  const redis = connectRedis(url, options);
  redis.on('error', () => undefined);
  return QueueStorage.ofRedis(redis);
}
