import { freePort } from '#local-postgres';
import { ACCESS_TOKEN, APP_SECRET, senderIds, startGraph } from './graph.js';
import type { Target } from './http-lane.js';
import { orderFor } from './order.js';
import { postRequest } from './post-request.js';
import type { RunOptions } from './scenario.js';
import { Servers } from './servers.js';
import type { System } from './system.js';

/** test/bench/baseline: what one would write first, with NestJS, TypeORM's `save` and BullMQ. */
export class Baseline implements System {
  private constructor(
    readonly servers: Servers,
    readonly target: Target,
    readonly graphUrl: string,
    private readonly senders: readonly string[],
    private readonly databaseUrl: string,
  ) {}

  static async start(run: RunOptions, { senders = 1, workers = 1 } = {}): Promise<Baseline> {
    const servers = await Servers.start({ redis: true, profileFolder: run.profileFolder });
    try {
      const ids = senderIds(senders);
      const databaseUrl = await servers.emptyDatabase('baseline');
      const port = await freePort();
      const webhookUrl = `http://127.0.0.1:${port}/webhook`;
      const graphUrl = await startGraph(servers, { senders: ids, webhookUrl, seed: run.seed });
      const environment = {
        PATH: process.env['PATH'] ?? '',
        NODE_ENV: 'production',
        PORT: String(port),
        DATABASE_URL: databaseUrl,
        REDIS_URL: servers.redisUrl,
        GRAPH_URL: graphUrl,
        ACCESS_TOKEN,
        APP_SECRET,
      };
      servers.begin('api', { script: 'test/bench/baseline/api.js', environment });
      await servers.answers(`http://127.0.0.1:${port}/health/ready`);
      for (let worker = 0; worker < workers; worker += 1)
        servers.begin('worker', { script: 'test/bench/baseline/worker.js', environment });
      return new Baseline(servers, { host: '127.0.0.1', port }, graphUrl, ids, databaseUrl);
    } catch (error) {
      await servers.stop();
      throw error;
    }
  }

  request(index: number): string {
    const body = JSON.stringify(orderFor(index, this.senders[index % this.senders.length] ?? ''));
    return postRequest('/messages', { 'idempotency-key': `bench-${index}` }, body);
  }

  unread(): Promise<number> {
    return this.count(`status <> 'READ'`);
  }

  waiting(): Promise<number> {
    return this.count(`status = 'PENDING'`);
  }

  private async count(condition: string): Promise<number> {
    const sql = `SELECT count(*)::integer AS count FROM messages WHERE ${condition}`;
    const [row] = await Servers.ask(this.databaseUrl, sql);
    return Number(row?.['count']);
  }
}
