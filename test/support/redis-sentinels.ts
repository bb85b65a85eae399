import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askRedis } from './ask-redis.js';
import { type RedisAccess, type TestRedis, type TestRedisOptions, startTestRedis } from './local-servers.js';
import { until } from './stack.js';

/** Redis' own example of a name. */
const NAME = 'mymaster';
const SENTINELS = 3;
/** Milliseconds of silence after which a sentinel thinks that the master is gone. */
const DOWN_AFTER_MS = 1_000;
/** A busy machine starts a process slowly. */
const PATIENCE_MS = 60_000;

/** A master, its replica, and three sentinels that put the replica into its place when it is gone. */
export class RedisSentinels {
  private readonly servers: TestRedis[] = [];
  private readonly sentinels: TestRedis[] = [];

  private constructor(
    private readonly folder: string,
    /** To all of them, the sentinels too. */
    private readonly access: RedisAccess,
  ) {}

  static async start(access: RedisAccess = {}): Promise<RedisSentinels> {
    const folder = await mkdtemp(join(tmpdir(), 'recado-redis-sentinels-'));
    const redis = new RedisSentinels(folder, access);
    try {
      await redis.begin();
      return redis;
    } catch (error) {
      await redis.stop();
      throw error;
    }
  }

  /** As REDIS_URL names it. */
  get url(): string {
    const scheme = this.access.encrypted ? 'rediss+sentinel' : 'redis+sentinel';
    const hosts = this.sentinels.map(({ port }) => `${this.host}:${port}`).join(',');
    if (this.access.password === undefined) return `${scheme}://${hosts}/${NAME}`;
    const password = encodeURIComponent(this.access.password);
    return `${scheme}://:${password}@${hosts}/${NAME}?sentinelPassword=${password}`;
  }

  /** As they call each other; a certificate is for a name. */
  private get host(): string {
    return this.access.encrypted ? 'localhost' : '127.0.0.1';
  }

  /** Of one of the sentinels themselves. */
  get sentinelUrl(): string {
    return this.sentinels[0]?.url ?? '';
  }

  /** kill -9 of the master; resolves to the milliseconds until the sentinels name another, which takes what is written. */
  async killMaster(): Promise<number> {
    const gone = await this.master();
    const killedAt = performance.now();
    await gone.stop('SIGKILL');
    await until(
      'there is another master',
      async () => {
        const master = await this.master();
        return master !== gone && (await ask(master, 'ROLE').catch(() => '')).startsWith('master');
      },
      PATIENCE_MS,
    );
    return performance.now() - killedAt;
  }

  /** A replica for the present master, so that this one can be killed, too. */
  async addReplica(): Promise<void> {
    await this.startReplica(await this.master());
    await this.knowEachOther();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.sentinels, ...this.servers].map((server) => server.stop('SIGKILL')));
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private async begin(): Promise<void> {
    const master = await this.startMember();
    this.servers.push(master);
    await this.startReplica(master);
    for (let index = 0; index < SENTINELS; index += 1) {
      const sentinel = join(this.folder, `sentinel-${index}.conf`);
      await writeFile(sentinel, this.sentinelSettings(master.port));
      this.sentinels.push(await this.startServer({ sentinel }));
    }
    await this.knowEachOther();
  }

  private async startReplica(master: TestRedis): Promise<void> {
    const replica = await this.startMember();
    this.servers.push(replica);
    await ask(replica, 'REPLICAOF', this.host, String(master.port));
  }

  private async startServer(options: TestRedisOptions): Promise<TestRedis> {
    const server = await startTestRedis({ ...options, ...this.access });
    if (server === null) throw new Error('there was a redis-server a moment ago');
    return server;
  }

  private startMember(): Promise<TestRedis> {
    const settings = { ...(this.access.encrypted && { 'replica-announce-ip': this.host }) };
    return this.startServer({ appendonly: true, settings });
  }

  private sentinelSettings(masterPort: number): string {
    const { password, encrypted } = this.access;
    return [
      ...(encrypted ? ['sentinel resolve-hostnames yes', 'sentinel announce-hostnames yes'] : []),
      `sentinel monitor ${NAME} ${this.host} ${masterPort} 2`,
      `sentinel down-after-milliseconds ${NAME} ${DOWN_AFTER_MS}`,
      `sentinel failover-timeout ${NAME} 10000`,
      ...(password === undefined ? [] : [`sentinel auth-pass ${NAME} ${password}`]),
      '',
    ].join('\n');
  }

  /** As the first sentinel says. */
  private async master(): Promise<TestRedis> {
    const [sentinel] = this.sentinels;
    const address = sentinel && (await askRedis(sentinel.url, 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', NAME));
    const port = Number(Array.isArray(address) ? address[1] : 0);
    const master = this.servers.find((server) => server.port === port);
    if (master === undefined) throw new Error('the sentinels name a master that nobody started');
    return master;
  }

  /** All sentinels know each other, and a replica that has what the master has. */
  private async knowEachOther(): Promise<void> {
    await until(
      'the sentinels know each other and the replica',
      async () => {
        const ready = this.sentinels.map(async (sentinel) => {
          const quorum = await ask(sentinel, 'SENTINEL', 'CKQUORUM', NAME);
          return quorum.startsWith(`OK ${SENTINELS} usable`) && (await knowsReplica(sentinel));
        });
        return (await Promise.all(ready.map((one) => one.catch(() => false)))).every(Boolean);
      },
      PATIENCE_MS,
    );
  }
}

/** Whether it sees a replica that is up and follows the master. */
async function knowsReplica(sentinel: TestRedis): Promise<boolean> {
  const replicas = await askRedis(sentinel.url, 'SENTINEL', 'REPLICAS', NAME);
  if (!Array.isArray(replicas)) return false;
  return replicas.some((fields) => {
    const text = Array.isArray(fields) ? fields.join(' ') : '';
    return text.includes('flags slave ') && text.includes('master-link-status ok');
  });
}

async function ask({ url }: TestRedis, command: string, ...args: readonly string[]): Promise<string> {
  return String(await askRedis(url, command, ...args));
}
