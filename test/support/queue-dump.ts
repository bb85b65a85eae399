import { Redis } from 'ioredis';
import { Client } from 'pg';

/** Everything that Redis holds, as text: keys and values of all kinds. */
export async function dumpOfRedis(url: string): Promise<string> {
  const redis = new Redis(url);
  try {
    const keys = await redis.keys('*');
    const values = await Promise.all(keys.map(async (key) => [key, await valueOf(redis, key)]));
    return JSON.stringify(values);
  } finally {
    redis.disconnect();
  }
}

async function valueOf(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'string':
      return redis.get(key);
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, 0, -1, 'WITHSCORES');
    case 'stream':
      return redis.xrange(key, '-', '+');
    default:
      return null;
  }
}

/** The same where BullMQ keeps its queues in PostgreSQL: every row of its schema. */
export async function dumpOfPostgresQueue(databaseUrl: string): Promise<string> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables WHERE table_schema = 'bullmq'`,
    );
    const rows: unknown[] = [];
    for (const { name } of tables) rows.push([name, (await client.query(`SELECT * FROM ${name}`)).rows]);
    return JSON.stringify(rows);
  } finally {
    await client.end();
  }
}
