import { cpuSeconds, residentMegabytes } from './process-usage.js';
import type { Figures } from './scenario.js';
import type { Servers } from './servers.js';

/** Who does not count as ours: Meta's stand-in, and whoever makes the load. */
const OTHERS: readonly string[] = ['graph', 'load'];

interface Reading {
  readonly cpu: ReadonlyMap<string, number>;
  readonly walBytes: number;
  readonly toRedis: number;
  readonly fromRedis: number;
}

/** What some work takes of the machine, process by process. */
export class Costs {
  private constructor(
    private readonly servers: Servers,
    private readonly before: Reading,
  ) {}

  static async begin(servers: Servers): Promise<Costs> {
    return new Costs(servers, await read(servers));
  }

  /** `items`: messages or statuses that it was done for; `item`: what one of them is called. */
  async end(items: number, item = 'message'): Promise<Figures> {
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
    return {
      [`CPU ms a ${item}, all of ours`]: ours,
      ...Object.fromEntries(perItem.map(([name, each]) => [`CPU ms a ${item}: ${name}`, each])),
      ...Object.fromEntries(spent.map(([name, seconds]) => [`CPU s: ${name}`, seconds])),
      [`WAL bytes a ${item}`]: (after.walBytes - this.before.walBytes) / items,
      [`Redis bytes a ${item}, in`]: (after.toRedis - this.before.toRedis) / items,
      [`Redis bytes a ${item}, out`]: (after.fromRedis - this.before.fromRedis) / items,
      ...Object.fromEntries(memory),
    };
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
