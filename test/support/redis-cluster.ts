import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askRedis } from './ask-redis.js';
import { type RedisAccess, type TestRedis, startTestRedis } from './local-servers.js';
import { until } from './stack.js';

const NODES = 3;
const SLOTS = 16_384;
/**
 * Its nodes talk to each other on a port that is 10,000 higher than their own: from here, neither is one that `freePort` chooses,
 * nor one that an outgoing connection has.
 */
const [PORTS_FROM, PORTS_BEFORE] = [6_000, 10_000];
const TRIES = 20;
/** Whatever carries the hash tag of our queues. */
const KEY_OF_QUEUES = '{recado}:epoch';
const MOVED_AT_ONCE = 100;
/** A busy machine starts a process slowly. */
const PATIENCE_MS = 60_000;

interface Node {
  readonly folder: string;
  server: TestRedis;
}

/** Three primaries that share all slots, each with what it wrote on disk; no replicas. */
export class RedisCluster {
  private readonly nodes: Node[] = [];

  private constructor(
    private readonly folder: string,
    private readonly access: RedisAccess,
  ) {}

  static async start(access: RedisAccess = {}): Promise<RedisCluster> {
    const folder = await mkdtemp(join(tmpdir(), 'recado-redis-cluster-'));
    const cluster = new RedisCluster(folder, access);
    try {
      await cluster.begin();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** As REDIS_URL names it. */
  get url(): string {
    return this.urls.join(',');
  }

  get urls(): readonly string[] {
    return this.nodes.map(({ server }) => server.url);
  }

  /** kill -9 of the node that has the queues; after a pause it is back with what it had written. */
  async restartOwner(pauseMs: number): Promise<void> {
    const owner = await this.owner();
    await owner.server.stop('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    owner.server = await this.startServer(owner.server.port, owner.folder);
    await this.isWhole();
  }

  /** Hands the queues to the next node, key by key, as a resharding does. */
  async moveQueues(): Promise<void> {
    const from = await this.owner();
    const to = this.nodes[(this.nodes.indexOf(from) + 1) % NODES];
    if (to === undefined) throw new Error('a cluster has nodes');
    const slot = await ask(from, 'CLUSTER', 'KEYSLOT', KEY_OF_QUEUES);
    const [fromId, toId] = [await ask(from, 'CLUSTER', 'MYID'), await ask(to, 'CLUSTER', 'MYID')];
    await ask(to, 'CLUSTER', 'SETSLOT', slot, 'IMPORTING', fromId);
    await ask(from, 'CLUSTER', 'SETSLOT', slot, 'MIGRATING', toId);
    for (;;) {
      const keys = await askList(from, 'CLUSTER', 'GETKEYSINSLOT', slot, String(MOVED_AT_ONCE));
      if (keys.length === 0) break;
      await ask(from, 'MIGRATE', '127.0.0.1', String(to.server.port), '', '0', '5000', 'REPLACE', 'KEYS', ...keys);
    }
    for (const node of [to, from, ...this.nodes]) await ask(node, 'CLUSTER', 'SETSLOT', slot, 'NODE', toId);
  }

  /** Which of the nodes has the queues. */
  async ownerIndex(): Promise<number> {
    return this.nodes.indexOf(await this.owner());
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map(({ server }) => server.stop('SIGKILL')));
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private async begin(): Promise<void> {
    const share = Math.ceil(SLOTS / NODES);
    while (this.nodes.length < NODES) {
      const folder = await mkdtemp(join(this.folder, 'node-'));
      const node = { folder, server: await this.startSomewhere(folder) };
      const first = this.nodes[0] ?? node;
      const from = this.nodes.push(node) * share - share;
      const slots = Array.from({ length: Math.min(share, SLOTS - from) }, (_, slot) => String(from + slot));
      await ask(node, 'CLUSTER', 'ADDSLOTS', ...slots);
      await ask(node, 'CLUSTER', 'SET-CONFIG-EPOCH', String(this.nodes.length));
      if (node !== first) await ask(node, 'CLUSTER', 'MEET', '127.0.0.1', String(first.server.port));
    }
    await this.isWhole();
  }

  private async startSomewhere(folder: string): Promise<TestRedis> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.startServer(randomInt(PORTS_FROM, PORTS_BEFORE), folder);
      } catch (error) {
        if (tried === TRIES || !String(error).includes('Address already in use')) throw error;
      }
    }
  }

  private async startServer(port: number, folder: string): Promise<TestRedis> {
    const settings = {
      'cluster-enabled': 'yes',
      'cluster-node-timeout': '2000',
      // A certificate is for a name.
      ...(this.access.encrypted && {
        'tls-cluster': 'yes',
        'cluster-announce-hostname': 'localhost',
        'cluster-preferred-endpoint-type': 'hostname',
      }),
    };
    const server = await startTestRedis({ appendonly: true, port, folder, settings, ...this.access });
    if (server === null) throw new Error('there was a redis-server a moment ago');
    return server;
  }

  private async isWhole(): Promise<void> {
    await until(
      'all nodes say that the cluster is whole',
      async () => {
        const infos = await Promise.all(this.nodes.map((node) => ask(node, 'CLUSTER', 'INFO').catch(() => '')));
        return infos.every((info) => /cluster_state:ok/.test(info) && info.includes(`cluster_known_nodes:${NODES}`));
      },
      PATIENCE_MS,
    );
  }

  private async owner(): Promise<Node> {
    for (const node of this.nodes) {
      const isOwner = await ask(node, 'EXISTS', KEY_OF_QUEUES).then(
        () => true,
        () => false,
      );
      if (isOwner) return node;
    }
    throw new Error('no node has the queues');
  }
}

async function ask({ server }: Node, command: string, ...args: readonly string[]): Promise<string> {
  return String(await askRedis(server.url, command, ...args));
}

async function askList({ server }: Node, command: string, ...args: readonly string[]): Promise<readonly string[]> {
  const answer = await askRedis(server.url, command, ...args);
  return Array.isArray(answer) ? answer.map(String) : [];
}
