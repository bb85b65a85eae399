import { cpuSeconds, residentMegabytes } from './process-usage.js';
import { quantile } from './quantile.js';
import type { Figures } from './scenario.js';
import type { Servers } from './servers.js';

/** Who does not count as ours: Meta's stand-in, and whoever makes the load. */
const OTHERS: readonly string[] = ['graph', 'load'];
const PING_EVERY_MS = 100;

interface Reading {
  readonly cpu: ReadonlyMap<string, number>;
  readonly walBytes: number;
  readonly toRedis: number;
  readonly fromRedis: number;
}

/** What some work takes of the machine, process by process, and how long whoever comes meanwhile is kept waiting. */
export class Costs {
  private readonly pings: number[] = [];
  private pinging: NodeJS.Timeout | null = null;

  private constructor(
    private readonly servers: Servers,
    private readonly before: Reading,
  ) {}

  static async begin(servers: Servers): Promise<Costs> {
    await servers.eventLoopDelays();
    const costs = new Costs(servers, await read(servers));
    costs.ping();
    return costs;
  }

  /**
   * `items`: messages or statuses that it was done for; `item`: what one of them is called.
   * @throws where a process has ended meanwhile: what it cost is not known, and what the others did instead is no result.
   */
  async end(items: number, item = 'message'): Promise<Figures> {
    clearInterval(this.pinging ?? undefined);
    this.servers.requireAll();
    const after = await read(this.servers);
    const spent = [...after.cpu].map(([name, seconds]) => [name, seconds - (this.before.cpu.get(name) ?? 0)] as const);
    const perItem = spent.map(([name, seconds]) => [name, (seconds * 1_000) / items] as const);
    const ours = perItem.filter(([name]) => !OTHERS.includes(name)).reduce((sum, [, each]) => sum + each, 0);
    const memory = await Promise.all(
      this.servers.parties().map(async ({ name, pids }) => {
        const each = await Promise.all(pids.map(residentMegabytes));
        return [`RSS MB: ${name}`, each.reduce((sum, one) => sum + one, 0)] as const;
      }),
    );
    const delays = (await this.servers.eventLoopDelays()).filter(({ party }) => !OTHERS.includes(party));
    return {
      [`CPU ms a ${item}, all of ours`]: ours,
      ...Object.fromEntries(perItem.map(([name, each]) => [`CPU ms a ${item}: ${name}`, each])),
      ...Object.fromEntries(spent.map(([name, seconds]) => [`CPU s: ${name}`, seconds])),
      [`WAL bytes a ${item}`]: (after.walBytes - this.before.walBytes) / items,
      [`Redis bytes a ${item}, in`]: (after.toRedis - this.before.toRedis) / items,
      [`Redis bytes a ${item}, out`]: (after.fromRedis - this.before.fromRedis) / items,
      ...Object.fromEntries(memory),
      ...Object.fromEntries(delays.map(({ name, p50 }) => [`event loop of ${name}, late by p50 ms`, p50])),
      ...Object.fromEntries(delays.map(({ name, p99 }) => [`event loop of ${name}, late by p99 ms`, p99])),
      ...(this.pings.length > 0 && {
        'Redis PING p50 ms': quantile(this.pings, 0.5),
        'Redis PING p99 ms': quantile(this.pings, 0.99),
      }),
    };
  }

  /** As `redis-cli --latency` does; from here, where the load is made, so that its own delay is part of it. */
  private ping(): void {
    this.pinging = setInterval(() => {
      const askedAt = performance.now();
      void this.servers.pingRedis().then((answered) => {
        if (answered) this.pings.push(performance.now() - askedAt);
      });
    }, PING_EVERY_MS).unref();
  }
}

async function read(servers: Servers): Promise<Reading> {
  const cpu = new Map<string, number>();
  for (const { name, pids } of servers.parties()) {
    const each = await Promise.all(pids.map(cpuSeconds));
    cpu.set(
      name,
      each.reduce((sum, one) => sum + one, 0),
    );
  }
  const { user, system } = process.cpuUsage();
  cpu.set('load', (user + system) / 1_000_000);
  return {
    cpu,
    walBytes: await servers.walBytes(),
    toRedis: await servers.redisInfo('total_net_input_bytes'),
    fromRedis: await servers.redisInfo('total_net_output_bytes'),
  };
}
