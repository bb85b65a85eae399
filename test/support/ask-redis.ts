import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { REDIS_AUTHORITY_FILE } from './tls-certificates.js';

/** One command to one server, on a connection of its own; rejects where nobody listens there. */
export async function askRedis(url: string, command: string, ...args: readonly string[]): Promise<unknown> {
  const client = new Redis(url, {
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    lazyConnect: true,
    ...(url.startsWith('rediss:') && { tls: { ca: readFileSync(REDIS_AUTHORITY_FILE) } }),
  });
  // What the connection meets is what the command is rejected with.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.call(command, ...args);
  } finally {
    client.disconnect();
  }
}
