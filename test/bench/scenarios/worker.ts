import { Queue } from 'bullmq';
import { isJsonObject } from '#graph-api';
import { freePort } from '#local-postgres';
import { Costs } from '../costs.js';
import { senderIds } from '../graph.js';
import { Product } from '../product.js';
import { allTaken } from '../load-report.js';
import { SaturatingLoad } from '../saturating-load.js';
import type { Contender, Figures, RunOptions, Scenario } from '../scenario.js';
import { Servers } from '../servers.js';

const GRAPH_MS = 50;
const SENDERS = 4;
const BATCH = 1_000;
const LONGEST_MS = 300_000;
const LOOK_EVERY_MS = 250;
/** Of the calls, those in between: begin and end are slower for everybody. */
const [FIRST, LAST] = [0.1, 0.9];

async function slowGraph(servers: Servers): Promise<string> {
  const port = await freePort();
  servers.begin('graph', {
    script: 'test/bench/programs/slow-graph.js',
    environment: { PORT: String(port), DELAY_MS: String(GRAPH_MS) },
  });
  const url = `http://127.0.0.1:${port}`;
  await servers.answers(`${url}/count`);
  return url;
}

async function askGraph(graphUrl: string, key: 'count' | 'arrivals'): Promise<unknown> {
  const answer: unknown = await (await fetch(`${graphUrl}/${key}`)).json();
  return isJsonObject(answer) ? answer[key] : undefined;
}

/** Waits until Graph has all calls; how many it had a second, and what they took. */
async function drained(servers: Servers, graphUrl: string, count: number): Promise<Figures> {
  const deadline = performance.now() + LONGEST_MS;
  const seen = async (least: number): Promise<number> => {
    for (;;) {
      servers.requireAll();
      const calls = Number(await askGraph(graphUrl, 'count'));
      if (calls >= least) return calls;
      if (performance.now() > deadline)
        throw new Error(`of ${count} messages Graph had ${calls} after ${LONGEST_MS} ms`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  };
  const before = await seen(count * FIRST);
  const costs = await Costs.begin(servers);
  const after = await seen(count * LAST);
  const spent = await costs.end(Math.max(1, after - before));
  await seen(count);
  const arrivals = await askGraph(graphUrl, 'arrivals');
  const times = Array.isArray(arrivals) ? arrivals.map(Number) : [];
  const [first, last] = [Math.floor(times.length * FIRST), Math.floor(times.length * LAST)];
  const seconds = ((times[last] ?? 0) - (times[first] ?? 0)) / 1_000;
  return { 'messages a second': (last - first) / seconds, 'messages seen at Meta': times.length, ...spent };
}

const countOf = ({ seconds, rate }: RunOptions): number => Math.ceil((seconds * rate) / BATCH) * BATCH;

const product: Contender = {
  name: 'product',
  async run(run) {
    let graphUrl = '';
    const system = await Product.start(run, {
      workers: 0,
      senders: SENDERS,
      startGraph: async (servers) => (graphUrl = await slowGraph(servers)),
    });
    try {
      const count = countOf(run);
      const batches = count / BATCH;
      const load = new SaturatingLoad(system.target, 2, (index) =>
        index < batches ? system.batchRequest(index * BATCH, BATCH) : null,
      );
      allTaken(await load.run());
      await system.startWorker();
      return await drained(system.servers, graphUrl, count);
    } finally {
      await system.servers.stop();
    }
  },
};

const plainBullMq: Contender = {
  name: 'BullMQ and undici, no database',
  async run(run) {
    const servers = await Servers.start({ redis: true, profileFolder: run.profileFolder });
    try {
      const graphUrl = await slowGraph(servers);
      const count = countOf(run);
      const queue = new Queue('plain', { connection: { url: servers.redisUrl } });
      const [sender = ''] = senderIds(1);
      for (let start = 0; start < count; start += BATCH) {
        await queue.addBulk(
          Array.from({ length: BATCH }, (_, offset) => ({
            name: 'send',
            // A call that did not come through is made again, as by the product.
            opts: { attempts: 5 },
            data: { path: `/v25.0/${sender}/messages`, body: JSON.stringify(templateMessage(start + offset)) },
          })),
        );
      }
      await queue.close();
      servers.begin('worker', {
        script: 'test/bench/programs/plain-worker.js',
        environment: { REDIS_URL: servers.redisUrl, GRAPH_URL: graphUrl },
      });
      return await drained(servers, graphUrl, count);
    } finally {
      await servers.stop();
    }
  },
};

/** What the product hands to Meta, too. */
function templateMessage(index: number): object {
  const texts = ['Proveedor ABC', `PO-bench-${index}`, '€1,250.00'];
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: `346${String(index).padStart(8, '0')}`,
    type: 'template',
    template: {
      name: 'po_notification',
      language: { code: 'es' },
      components: [{ type: 'body', parameters: texts.map((text) => ({ type: 'text', text })) }],
    },
    biz_opaque_callback_data: `01990000-0000-7000-8000-${String(index).padStart(12, '0')}.1`,
  };
}

/** `rate`: messages a second that are prepared for. */
export const worker: Scenario = {
  name: 'worker',
  about: 'one worker process that drains a queue into a Graph API that takes 50 ms for each answer',
  usual: { seconds: 20, rate: 1_500, messages: 0, rounds: 5 },
  contenders: [product, plainBullMq],
  compared: ['messages a second', 'CPU ms a message: worker'],
};
