import { Cluster, Redis, type RedisOptions } from 'ioredis';

/** A connection as REDIS_URL says: single, several comma-separated nodes (Cluster), or redis+sentinel://. */
export function connectRedis(url: string, options: RedisOptions): Redis | Cluster {
  if (url.startsWith('redis+sentinel://')) return new Redis({ ...options, ...sentinelOptions(url) });
  const nodes = url.split(',');
  if (nodes.length === 1) return new Redis(url, options);
  return new Cluster(
    nodes.map((node) => node.trim()),
    { redisOptions: options },
  );
}

/** `redis+sentinel://[:password@]host:port,host:port/master-name` */
function sentinelOptions(url: string): {
  sentinels: { host: string; port: number }[];
  name: string;
  password?: string;
} {
  const match = /^redis\+sentinel:\/\/(?:[^@/]*:([^@/]+)@)?([^/]+)\/([^/?]+)$/.exec(url);
  const [, password, hosts = '', name = ''] = match ?? [];
  const sentinels = hosts.split(',').map((entry) => {
    const [host = '', port = '26379'] = entry.split(':');
    return { host, port: Number(port) };
  });
  return password === undefined ? { sentinels, name } : { sentinels, name, password };
}
