import type { ChildProcess } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { at } from '../../support/examples.js';
import { Product } from '../product.js';
import type { Figures, RunOptions, Scenario } from '../scenario.js';
import type { System } from '../system.js';
import { atItsRate } from './end-to-end.js';

/** How often it is looked at in a run; what is true of the first quarter is that everything is still new. */
const LOOKS = 40;
const FIRST = LOOKS / 4;
const HEAP = [
  '--expose-gc',
  '--import',
  new URL('../../faults/preload/heap-after-collection.mjs', import.meta.url).href,
];

interface Look {
  readonly hours: number;
  readonly heapMb: number;
  readonly descriptors: number;
  readonly queueMb: number;
}

async function heapMegabytes(child: ChildProcess): Promise<number> {
  const answer = new Promise<unknown>((resolve) => {
    child.once('message', resolve);
  });
  child.send('heap');
  return Number(at(await answer, 'heapUsed')) / 1_048_576;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

async function lookAt(product: Product, startedAt: number): Promise<Look> {
  const heaps = await Promise.all(product.children.map(heapMegabytes));
  const descriptors = await Promise.all(
    product.children.map(async ({ pid }) => (await readdir(`/proc/${pid}/fd`)).length),
  );
  return {
    hours: (performance.now() - startedAt) / 3_600_000,
    heapMb: sum(heaps),
    descriptors: sum(descriptors),
    queueMb: (await product.servers.number(`pg_total_relation_size('send_queue')`)) / 1_048_576,
  };
}

async function soak(product: Product, run: RunOptions): Promise<Figures> {
  const startedAt = performance.now();
  const looks: Promise<Look>[] = [];
  const timer = setInterval(() => looks.push(lookAt(product, startedAt)), (run.seconds * 1_000) / LOOKS);
  const system: System = product;
  const figures = await atItsRate(system, run);
  clearInterval(timer);
  const seen = (await Promise.all(looks)).slice(FIRST);
  const hot = `SELECT n_tup_hot_upd * 100.0 / NULLIF(n_tup_upd, 0) FROM pg_stat_user_tables WHERE relname = 'whatsapp_messages'`;
  return {
    ...figures,
    'heap MB after a full collection, first': seen[0]?.heapMb ?? Number.NaN,
    'heap MB after a full collection, last': seen.at(-1)?.heapMb ?? Number.NaN,
    'heap MB more an hour': slope(seen.map(({ hours, heapMb }) => [hours, heapMb])),
    'open descriptors, first': seen[0]?.descriptors ?? Number.NaN,
    'open descriptors, last': seen.at(-1)?.descriptors ?? Number.NaN,
    'send_queue MB at the most': Math.max(...seen.map(({ queueMb }) => queueMb)),
    'HOT updates of messages, %': await product.servers.number(hot),
  };
}

/** Of the line with the least squares. */
function slope(points: readonly (readonly [number, number])[]): number {
  const meanX = sum(points.map(([x]) => x)) / points.length;
  const meanY = sum(points.map(([, y]) => y)) / points.length;
  return sum(points.map(([x, y]) => (x - meanX) * (y - meanY))) / sum(points.map(([x]) => (x - meanX) ** 2));
}

export const soaked: Scenario = {
  name: 'soak',
  about: 'half an hour at a steady rate: what grows that should not',
  usual: { seconds: 1_800, rate: 300, messages: 0, rounds: 1 },
  contenders: [
    {
      name: 'product',
      async run(run) {
        const product = await Product.start(run, { nodeArguments: HEAP });
        try {
          return await soak(product, run);
        } finally {
          await product.servers.stop();
        }
      },
    },
  ],
  compared: [],
  long: true,
};
