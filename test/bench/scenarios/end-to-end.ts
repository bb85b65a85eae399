import { Baseline } from '../baseline.js';
import { Costs } from '../costs.js';
import { everythingIsTold, graphStats } from '../graph.js';
import { allTaken, figuresOf } from '../load-report.js';
import { pacedLoad } from '../paced-load.js';
import { Product, type ProductOptions } from '../product.js';
import { SaturatingLoad } from '../saturating-load.js';
import type { Contender, Figures, RunOptions, Scenario } from '../scenario.js';
import type { System } from '../system.js';

/** After the last POST; what is not READ by then never will be. */
const LONGEST_TELLING_MS = 120_000;
/** Accepted and not yet at Meta: enough that nobody waits for messages, not so many that all the time goes into accepting them. */
const UNDER_WAY = 2_000;
const CONNECTIONS = 64;
const LOOK_EVERY_MS = 50;
const MOST_TO_WARM_UP = 2_000;
/** One number may have 1,000 a second. */
const SENDERS_AT_FULL_SPEED = 4;

/** Single POSTs at a rate, whatever becomes of them, until all are READ. */
export async function atItsRate(system: System, { seconds, rate }: RunOptions): Promise<Figures> {
  const count = Math.round(seconds * rate);
  const costs = await Costs.begin(system.servers);
  const load = await pacedLoad({ target: system.target, rate, count, request: (index) => system.request(index) });
  const lastAnswerAt = performance.now();
  const waiting = await system.waiting();
  const isTold = await everythingIsTold(system, load.answered, LONGEST_TELLING_MS);
  const sinceLastAnswer = (performance.now() - lastAnswerAt) / 1_000;
  const { acceptedIds = 0, duplicates = 0 } = await graphStats(system.graphUrl);
  const spent = await costs.end(acceptedIds);
  // The last POST was due then, however late it was made.
  const late = load.seconds - (count - 1) / rate;
  return {
    ...figuresOf('POST', load),
    'last answer, s after the last POST was due': late,
    'waiting after the last answer': waiting,
    'all READ, s after the last POST was due': isTold ? late + sinceLastAnswer : Number.NaN,
    'not READ': await system.unread(),
    'sent twice': duplicates,
    ...spent,
  };
}

/** Single POSTs as fast as they can be sent on. */
export async function atFullSpeed(system: System, { seconds }: RunOptions): Promise<Figures> {
  const first = await warmedUp(system, seconds);
  const costs = await Costs.begin(system.servers);
  const load = new SaturatingLoad(system.target, CONNECTIONS, (index) => system.request(first + index));
  load.allow(UNDER_WAY);
  const startedAt = performance.now();
  const posting = load.run();
  try {
    while (performance.now() - startedAt < seconds * 1_000) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      system.servers.requireAll();
      const { acceptedIds = 0 } = await graphStats(system.graphUrl);
      load.allow(acceptedIds - first + UNDER_WAY);
    }
  } finally {
    load.stop();
  }
  const report = await posting;
  await requireAllTold(system, first + report.answered);
  const took = (performance.now() - startedAt) / 1_000;
  const spent = await costs.end(report.answered);
  const { duplicates = 0 } = await graphStats(system.graphUrl);
  return {
    'messages a second': report.answered / took,
    'POST refused': report.refused,
    'not READ': await system.unread(),
    'sent twice': duplicates,
    ...spent,
  };
}

/** Code that is new is slow, for a second or two. How many messages that was. */
export async function warmedUp(system: System, seconds: number): Promise<number> {
  const count = Math.min(MOST_TO_WARM_UP, Math.ceil(seconds * 100));
  const load = new SaturatingLoad(system.target, CONNECTIONS, (index) =>
    index < count ? system.request(index) : null,
  );
  const report = await load.run();
  system.servers.requireAll();
  allTaken(report);
  await requireAllTold(system, count);
  return count;
}

/** @throws where they are not: what was not done in the end was not done fast. */
export async function requireAllTold(system: System, messages: number): Promise<void> {
  if (await everythingIsTold(system, messages, LONGEST_TELLING_MS)) return;
  const { acceptedIds = 0, webhooksPending = 0 } = await graphStats(system.graphUrl);
  throw new Error(`of ${messages} messages Meta has ${acceptedIds}, and ${webhooksPending} webhooks were not taken in`);
}

export const product = (
  name: string,
  options: ProductOptions,
  work: (system: System, run: RunOptions) => Promise<Figures>,
): Contender => ({
  name,
  async run(run) {
    const system = await Product.start(run, options);
    try {
      return await work(system, run);
    } finally {
      await system.servers.stop();
    }
  },
});

const baseline = (work: (system: System, run: RunOptions) => Promise<Figures>): Contender => ({
  name: 'NestJS, TypeORM save, BullMQ',
  async run(run) {
    const system = await Baseline.start(run, { senders: SENDERS_AT_FULL_SPEED });
    try {
      return await work(system, run);
    } finally {
      await system.servers.stop();
    }
  },
});

export const endToEnd: Scenario = {
  name: 'end-to-end',
  about:
    'single POSTs at a rate, sent on to Meta, which tells of each message three times and of a fifth of that twice',
  usual: { seconds: 60, rate: 1_000, messages: 0, rounds: 5 },
  contenders: [product('product', {}, atItsRate)],
  compared: [],
};

export const fullSpeed: Scenario = {
  name: 'full-speed',
  about: 'the same, as fast as it goes, from four numbers',
  usual: { seconds: 30, rate: 0, messages: 0, rounds: 5 },
  contenders: [product('product', { senders: SENDERS_AT_FULL_SPEED }, atFullSpeed), baseline(atFullSpeed)],
  compared: ['messages a second', 'CPU ms a message, all of ours'],
};

export const workers: Scenario = {
  name: 'workers',
  about: 'as fast as it goes, with one, two and four worker processes',
  usual: { seconds: 30, rate: 0, messages: 0, rounds: 5 },
  contenders: [1, 2, 4].map((count) =>
    product(
      count === 1 ? '1 worker' : `${count} workers`,
      { senders: SENDERS_AT_FULL_SPEED, workers: count },
      atFullSpeed,
    ),
  ),
  compared: ['messages a second', 'CPU ms a message, all of ours'],
};

export const manySenders: Scenario = {
  name: 'senders',
  about: 'end to end at its rate, from one number and from fifty',
  usual: { seconds: 30, rate: 1_000, messages: 0, rounds: 5 },
  contenders: [product('50 numbers', { senders: 50 }, atItsRate), product('1 number', {}, atItsRate)],
  compared: ['CPU ms a message, all of ours'],
};

export const postgresBackend: Scenario = {
  name: 'postgres-backend',
  about: 'as fast as it goes, with the queues in PostgreSQL and with Redis',
  usual: { seconds: 30, rate: 0, messages: 0, rounds: 5 },
  contenders: [
    product('queues in PostgreSQL', { senders: SENDERS_AT_FULL_SPEED, backend: 'postgres' }, atFullSpeed),
    product('queues in Redis', { senders: SENDERS_AT_FULL_SPEED }, atFullSpeed),
  ],
  compared: ['messages a second', 'CPU ms a message, all of ours'],
};
