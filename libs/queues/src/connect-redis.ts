import { Cluster, Redis, type ClusterOptions, type RedisOptions } from 'ioredis';

/** A connection as REDIS_URL says: single, several comma-separated nodes (Cluster), or redis+sentinel://; rediss everywhere for TLS. */
export function connectRedis(url: string, options: RedisOptions): Redis | Cluster {
  if (/^rediss?\+sentinel:/.test(url)) return new Redis({ ...options, ...sentinelOptions(url, options) });
  const nodes = url.split(',').map((node) => node.trim());
  if (nodes.length === 1) return new Redis(url, options);
  return new Cluster(nodes.map(hostAndPort), clusterOptions(nodes[0] ?? '', options));
}

/** `redis[s]+sentinel://[[user]:password@]host:port,host:port/master-name[?sentinelPassword=…]` */
function sentinelOptions(url: string, { retryStrategy }: RedisOptions): RedisOptions {
  const match = /^(rediss?)\+sentinel:\/\/(?:([^@/]*)@)?([^/]+)\/([^/?]+)(?:\?(.*))?$/.exec(url);
  const [, scheme, access = '', hosts = '', name = '', query = ''] = match ?? [];
  const [username = '', password = ''] = access.split(':').map(decodeURIComponent);
  const sentinelPassword = new URLSearchParams(query).get('sentinelPassword');
  return {
    sentinels: hosts.split(',').map((host) => hostAndPort(host.trim(), 26_379)),
    name,
    ...(password !== '' && { password }),
    ...(password !== '' && username !== '' && { username }),
    ...(sentinelPassword !== null && { sentinelPassword }),
    ...(scheme === 'rediss' && { tls: {}, enableTLSForSentinelMode: true, sentinelTLS: {} }),
    // Who gives up where Redis is away gives up where its sentinels are.
    ...(typeof retryStrategy === 'function' && { sentinelRetryStrategy: retryStrategy }),
  };
}

/**
 * A Cluster tells addresses of its nodes, and nothing of how to be let in: whatever the first one of REDIS_URL asks for holds for
 * all of them.
 */
function clusterOptions(first: string, options: RedisOptions): ClusterOptions {
  const { protocol, username, password } = new URL(first);
  const encrypted = protocol === 'rediss:';
  return {
    redisOptions: {
      ...options,
      ...(password !== '' && { password: decodeURIComponent(password) }),
      ...(password !== '' && username !== '' && { username: decodeURIComponent(username) }),
      ...(encrypted && { tls: {} }),
    },
    // A certificate is for a name, and ioredis would go on with its address.
    ...(encrypted && { dnsLookup: (host, answer) => answer(null, host) }),
    ...(typeof options.retryStrategy === 'function' && { clusterRetryStrategy: options.retryStrategy }),
    ...(options.connectTimeout !== undefined && { slotsRefreshTimeout: options.connectTimeout }),
  };
}

function hostAndPort(node: string, portByDefault = 6_379): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(node.includes('://') ? node : `redis://${node}`);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? portByDefault : Number(port) };
}
