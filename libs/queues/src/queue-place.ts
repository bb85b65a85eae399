import { createHash } from 'node:crypto';

/**
 * Where the queues are, in one word that other processes can compare: `postgres`, or `redis-` and a mark of hosts, ports and database.
 * Users and passwords do not count: they differ, for a while, where one is rotated.
 */
export function queuePlace(redisUrl: string | undefined): string {
  if (redisUrl === undefined) return 'postgres';
  const nodes = redisUrl
    .replace(/\?.*$/, '')
    .split(',')
    .map((node) =>
      node
        .trim()
        .replace(/^[\w+]+:\/\//, '')
        .replace(/^.*@/, ''),
    );
  return `redis-${createHash('sha256').update(nodes.toSorted().join()).digest('hex').slice(0, 8)}`;
}
