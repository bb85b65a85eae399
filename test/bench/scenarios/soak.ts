import { descriptorsOf } from '../descriptors.js';
import { Product } from '../product.js';
import { saidBy } from '../said-by.js';
import type { Figures, RunOptions, Scenario } from '../scenario.js';
import { slopeOf } from '../slope.js';
import { atItsRate } from './end-to-end.js';

/** How often it is looked at in a run; what is true of the first quarter is that everything is still new. */
const LOOKS = 40;
const FIRST = LOOKS / 4;
const HEAP = [
  '--expose-gc',
  '--import',
  new URL('../../faults/preload/heap-after-collection.mjs', import.meta.url).href,
];

/** One process, or the queue, at one moment. */
interface Look {
  readonly of: string;
  readonly hours: number;
  readonly figure: number;
}

interface Looks {
  readonly heapMb: readonly Look[];
  readonly descriptors: readonly Look[];
  readonly callers: readonly Look[];
  readonly queueMb: number;
}

async function lookAt(product: Product, startedAt: number): Promise<Looks> {
  const hours = (performance.now() - startedAt) / 3_600_000;
  const [api, worker] = product.children;
  if (api === undefined || worker === undefined) throw new Error('it is an API and a worker that are looked at');
  const processes = [
    { of: 'API', child: api },
    { of: 'worker', child: worker },
  ];
  const heapMb = processes.map(async ({ of, child }) => {
    const figure = Number(await saidBy(child, 'heap', 'heapUsed')) / 1_048_576;
    return { of, hours, figure };
  });
  const opened = await Promise.all(
    processes.map(async ({ of, child }) => ({ of, hours, ...(await descriptorsOf(child.pid ?? Number.NaN)) })),
  );
  return {
    heapMb: await Promise.all(heapMb),
    descriptors: opened.map(({ own, ...look }) => ({ ...look, figure: own })),
    callers: opened.map(({ callers, ...look }) => ({ ...look, figure: callers })),
    queueMb: (await product.servers.number(`pg_total_relation_size('send_queue')`)) / 1_048_576,
  };
}

/** The full collections of whoever looks are part of what is measured: each keeps a process waiting for some tens of milliseconds. */
async function soak(product: Product, run: RunOptions): Promise<Figures> {
  const startedAt = performance.now();
  const everyMs = (run.seconds * 1_000) / LOOKS;
  const looks: Looks[] = [];
  const lookAgain = async (): Promise<void> => {
    while (looks.length < LOOKS) {
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      looks.push(await lookAt(product, startedAt));
    }
  };
  const [figures] = await Promise.all([atItsRate(product, run), lookAgain()]);
  const seen = looks.slice(FIRST);
  const hot = `SELECT n_tup_hot_upd * 100.0 / NULLIF(n_tup_upd, 0) FROM pg_stat_user_tables WHERE relname = 'whatsapp_messages'`;
  return {
    ...figures,
    ...ofEach(
      'heap MB after a full collection',
      seen.flatMap(({ heapMb }) => heapMb),
    ),
    ...ofEach(
      'open descriptors without callers',
      seen.flatMap(({ descriptors }) => descriptors),
    ),
    ...ofEach(
      'connections of callers',
      seen.flatMap(({ callers }) => callers),
    ),
    'send_queue MB at the most': Math.max(...looks.map(({ queueMb }) => queueMb)),
    'HOT updates of messages, %': await product.servers.number(hot),
  };
}

function ofEach(what: string, looks: readonly Look[]): Figures {
  const names = [...new Set(looks.map(({ of }) => of))];
  const figures = names.flatMap((name) => {
    const own = looks.filter(({ of }) => of === name);
    const all = own.map(({ figure }) => figure);
    return Object.entries({
      first: all[0] ?? Number.NaN,
      least: Math.min(...all),
      most: Math.max(...all),
      last: all.at(-1) ?? Number.NaN,
      'more an hour': slopeOf(own.map(({ hours, figure }) => [hours, figure])),
    }).map(([which, figure]) => [`${name}: ${what}, ${which}`, figure] as const);
  });
  return Object.fromEntries(figures);
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
