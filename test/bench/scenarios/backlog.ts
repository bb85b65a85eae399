import { Costs } from '../costs.js';
import { graphStats } from '../graph.js';
import { residentMegabytes } from '../process-usage.js';
import { Product } from '../product.js';
import { share } from '../quantile.js';
import { SaturatingLoad } from '../saturating-load.js';
import type { Figures, RunOptions, Scenario } from '../scenario.js';

const BATCH = 1_000;
const LOOK_EVERY_MS = 1_000;
/** Seconds over which a rate is looked at; the first and the last of them begin or end in the middle. */
const WINDOW = 10;

interface Look {
  readonly at: number;
  readonly accepted: number;
  readonly workerMb: number;
  readonly redisMb: number;
}

async function lookAt(product: Product): Promise<Look> {
  const { accepted = 0 } = await graphStats(product.graphUrl);
  const workers = product.servers.parties().find(({ name }) => name === 'worker');
  const memory = await Promise.all((workers?.pids ?? []).map(residentMegabytes));
  return {
    at: performance.now(),
    accepted,
    workerMb: memory.reduce((sum, each) => sum + each, 0),
    redisMb: (await product.servers.redisInfo('used_memory')) / 1_048_576,
  };
}

/** All of them are accepted while nobody sends; then one worker sends of them for a while, as fast as the number may. */
async function backlog(run: RunOptions): Promise<Figures> {
  const product = await Product.start(run, { workers: 0, mps: run.rate });
  try {
    const count = Math.ceil(run.messages / BATCH) * BATCH;
    const load = new SaturatingLoad(product.target, 2, (index) =>
      index * BATCH < count ? product.batchRequest(index * BATCH, BATCH) : null,
    );
    await load.run();
    const fullRedisMb = (await product.servers.redisInfo('used_memory')) / 1_048_576;
    const costs = await Costs.begin(product.servers);
    await product.startWorker();
    const looks = [await lookAt(product)];
    const deadline = performance.now() + run.seconds * 1_000;
    while ((looks.at(-1)?.accepted ?? 0) < count && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      looks.push(await lookAt(product));
    }
    const sent = looks.at(-1)?.accepted ?? 0;
    const rates = ratesOf(looks);
    const memory = looks.slice(Math.floor(looks.length / 5)).map(({ workerMb }) => workerMb);
    return {
      'messages a second, median of ten': share(rates, 0.5),
      'messages a second, slowest ten': share(rates, 0),
      'messages a second, fastest ten': share(rates, 1),
      'Redis MB with all of it': fullRedisMb,
      'Redis MB at the most': Math.max(fullRedisMb, ...looks.map(({ redisMb }) => redisMb)),
      'worker MB after a fifth': memory[0] ?? Number.NaN,
      'worker MB at the end': memory.at(-1) ?? Number.NaN,
      sent,
      ...(await costs.end(sent)),
    };
  } finally {
    await product.servers.stop();
  }
}

/** Over each ten seconds or so; of a backlog that is gone sooner, over all of it. */
function ratesOf(looks: readonly Look[]): readonly number[] {
  const moving = looks.filter(({ accepted }, index) => accepted !== (looks[index + 1]?.accepted ?? accepted));
  const step = Math.min(WINDOW, Math.max(1, moving.length - 1));
  return moving.flatMap((look, index) => {
    const before = moving[index - step];
    return before === undefined ? [] : [((look.accepted - before.accepted) * 1_000) / (look.at - before.at)];
  });
}

/** `rate`: what the number may send. */
export const backlogDrained: Scenario = {
  name: 'backlog',
  about:
    'a backlog of one number, accepted while there was no worker: how evenly it goes out, and what it takes meanwhile',
  usual: { seconds: 600, rate: 300, messages: 1_000_000, rounds: 1 },
  contenders: [{ name: 'product', run: backlog }],
  compared: [],
  long: true,
};
