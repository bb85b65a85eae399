import { Costs } from '../costs.js';
import { graphStats } from '../graph.js';
import { residentMegabytes } from '../process-usage.js';
import { Product } from '../product.js';
import { allTaken } from '../load-report.js';
import { quantile } from '../quantile.js';
import { SaturatingLoad } from '../saturating-load.js';
import { slopeOf } from '../slope.js';
import type { Figures, RunOptions, Scenario } from '../scenario.js';

const BATCH = 1_000;
const LOOK_EVERY_MS = 1_000;
/** Over which a rate is looked at. */
const WINDOW_MS = 10_000;

export interface Look {
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
    allTaken(await load.run());
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
    const rates = ratesOf(looks, count);
    if (rates.length === 0)
      throw new RangeError(`it was over, or began, within ${WINDOW_MS} ms: more --messages, or --seconds`);
    const grown = looks.slice(Math.floor(looks.length / 5));
    const memory = grown.map(({ workerMb }) => workerMb);
    const furthest = Math.max(...rates.map((rate) => Math.abs(rate - run.rate)));
    return {
      'messages a second, median of ten': quantile(rates, 0.5),
      'messages a second, slowest ten': quantile(rates, 0),
      'messages a second, fastest ten': quantile(rates, 1),
      'furthest from its rate, %': (furthest * 100) / run.rate,
      'Redis MB with all of it': fullRedisMb,
      'Redis MB at the most': Math.max(fullRedisMb, ...looks.map(({ redisMb }) => redisMb)),
      'worker MB after a fifth': memory[0] ?? Number.NaN,
      'worker MB at the most': Math.max(...memory),
      'worker MB at the end': memory.at(-1) ?? Number.NaN,
      'worker MB more an hour': slopeOf(grown.map(({ at, workerMb }) => [at / 3_600_000, workerMb])),
      sent,
      ...(await costs.end(sent)),
    };
  } finally {
    await product.servers.stop();
  }
}

/** Over each ten seconds from the first message on, until all `count` are gone; where nothing was sent that is a rate, too. */
export function ratesOf(looks: readonly Look[], count: number): readonly number[] {
  const first = looks.findIndex(({ accepted }) => accepted > 0);
  const last = looks.findIndex(({ accepted }) => accepted >= count);
  const under = looks.slice(Math.max(0, first), last === -1 ? undefined : last + 1);
  return under.flatMap((look, index) => {
    const later = under.slice(index).find(({ at }) => at - look.at >= WINDOW_MS);
    return later === undefined ? [] : [((later.accepted - look.accepted) * 1_000) / (later.at - look.at)];
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
