import { Cluster, type Redis } from 'ioredis';
import pg from 'pg';
import { connectRedis } from './connect-redis.js';
import type { QueueStorageSettings } from './queue-storage.js';

export type QueueProbe =
  | {
      readonly kind: 'redis';
      readonly version: string;
      /** Null where Redis does not tell. */
      readonly evictionPolicy: string | null;
    }
  | { readonly kind: 'postgres'; readonly hasTables: boolean }
  | { readonly kind: 'away'; readonly reason: string };

const PATIENCE_MS = 3_000;

/** One look at where the queues are, by whoever adds and takes no jobs. Never throws for what the network does. */
export async function probeQueue({
  redisUrl,
  databaseUrl,
}: Pick<QueueStorageSettings, 'redisUrl' | 'databaseUrl'>): Promise<QueueProbe> {
  try {
    return await (redisUrl === undefined ? probePostgres(databaseUrl) : probeRedis(redisUrl));
  } catch (error) {
    return { kind: 'away', reason: reasonOf(error) };
  }
}

async function probeRedis(url: string): Promise<QueueProbe> {
  const redis = connectRedis(url, {
    maxRetriesPerRequest: 1,
    connectTimeout: PATIENCE_MS,
    commandTimeout: PATIENCE_MS,
    retryStrategy: () => null,
  });
  const problem = firstProblem(redis);
  try {
    const info = await redis.info();
    // Known by now. Each of them may have the queues tomorrow.
    const infos =
      redis instanceof Cluster ? await Promise.all(redis.nodes('master').map((node) => node.info())) : [info];
    const policies = infos.flatMap((one) => valueIn(one, 'maxmemory_policy') ?? []);
    return {
      kind: 'redis',
      version: valueIn(info, 'redis_version') ?? 'of unknown version',
      evictionPolicy: policies.find((policy) => policy !== 'noeviction') ?? policies[0] ?? null,
    };
  } catch (error) {
    // What the connection met says more than that the command could not be sent.
    return { kind: 'away', reason: reasonOf(problem.seen ?? error) };
  } finally {
    redis.disconnect();
  }
}

/** Unheard, an error event would end the process. */
function firstProblem(redis: Redis | Cluster): { seen: Error | null } {
  const problem: { seen: Error | null } = { seen: null };
  redis.on('error', (error: Error) => (problem.seen ??= error));
  return problem;
}

function valueIn(info: string, name: string): string | null {
  return new RegExp(`^${name}:(.+?)\r?$`, 'm').exec(info)?.[1] ?? null;
}

async function probePostgres(databaseUrl: string): Promise<QueueProbe> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: PATIENCE_MS });
  await client.connect();
  try {
    const { rows } = await client.query(`SELECT FROM information_schema.tables WHERE table_schema = 'bullmq' LIMIT 1`);
    return { kind: 'postgres', hasTables: rows.length > 0 };
  } finally {
    await client.end();
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A Cluster has asked all of its nodes; what the last one said is what is wrong.
  if ('lastNodeError' in error && error.lastNodeError instanceof Error) return reasonOf(error.lastNodeError);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
