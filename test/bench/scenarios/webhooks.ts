import { freePort } from '#local-postgres';
import { acceptedMessages } from '../accepted-messages.js';
import { Costs } from '../costs.js';
import { APP_SECRET, WEBHOOK_CONNECTIONS } from '../graph.js';
import type { Target } from '../http-lane.js';
import { allTaken, figuresOf } from '../load-report.js';
import { pacedLoad } from '../paced-load.js';
import { Product } from '../product.js';
import { SaturatingLoad } from '../saturating-load.js';
import type { Contender, Figures, RunOptions, Scenario } from '../scenario.js';
import { Servers } from '../servers.js';
import { type AcceptedByMeta, statusPosts } from '../status-posts.js';

/** A hundred statuses each: with more connections than that more would wait than the API lets wait. */
const BATCH_CONNECTIONS = 64;
/** Of all that is told: code that is new is slow, for a second or two. */
const WARM_UP = 0.05;
const STATUSES_A_MESSAGE = 3;
/** Messages that are prepared at the most: minutes, and a gigabyte of memory. */
const MOST_MESSAGES = 150_000;
const WEBHOOK = '/api/v1/whatsapp/webhook';

interface Told {
  readonly figures: Figures;
  /** Of all POSTs that were answered 200, the first ones included. */
  readonly statuses: number;
}

type Tell = (servers: Servers, target: Target, posts: readonly Buffer[], run: RunOptions) => Promise<Told>;

/** As many at once as there are connections, until all is told or the time is over. */
const saturated =
  (batch: number, connections: number): Tell =>
  async (servers, target, all, { seconds }) => {
    const posts = await warmedUp(target, all, connections);
    const costs = await Costs.begin(servers);
    const load = new SaturatingLoad(target, connections, (index) => posts[index] ?? null);
    const timer = setTimeout(() => load.stop(), seconds * 1_000);
    const report = await load.run();
    clearTimeout(timer);
    const statuses = report.answered * batch;
    const figures = {
      'statuses a second': statuses / report.seconds,
      ...figuresOf('webhook', report),
      ...(await costs.end(statuses, 'status')),
    };
    return { figures, statuses: statuses + (all.length - posts.length) * batch };
  };

/** Open loop: Meta does not wait for the answer before it tells of the next message. */
const paced: Tell = async (servers, target, all, { rate }) => {
  const posts = await warmedUp(target, all, WEBHOOK_CONNECTIONS);
  const costs = await Costs.begin(servers);
  const report = await pacedLoad({ target, rate, count: posts.length, request: (index) => posts[index] ?? '' });
  // What is refused comes again, later than any of them.
  const late = report.milliseconds.filter((milliseconds) => milliseconds > 250).length + report.refused;
  const figures = {
    ...figuresOf('webhook', report),
    'webhooks over 250 ms, %': (late / posts.length) * 100,
    ...(await costs.end(report.answered, 'status')),
  };
  return { figures, statuses: report.answered + all.length - posts.length };
};

/** What is left to tell. */
async function warmedUp(target: Target, all: readonly Buffer[], connections: number): Promise<readonly Buffer[]> {
  const first = Math.ceil(all.length * WARM_UP);
  const load = new SaturatingLoad(target, connections, (index) => (index < first ? (all[index] ?? null) : null));
  allTaken(await load.run());
  return all.slice(first);
}

/** So many that each POST is full. */
function messagesFor({ seconds, rate }: RunOptions, batch: number): number {
  const messages = Math.ceil((seconds * rate) / STATUSES_A_MESSAGE / batch) * batch;
  if (messages > MOST_MESSAGES) {
    throw new RangeError(`--seconds by --rate come to ${messages} messages; at most ${MOST_MESSAGES} are prepared`);
  }
  return messages;
}

const product = (batch: number, tell: Tell): Contender => ({
  name: 'product',
  async run(run) {
    const system = await Product.start(run, { workers: 0 });
    try {
      const { servers, target, senders } = system;
      const messages = await acceptedMessages(servers.databaseUrl, senders[0] ?? '', messagesFor(run, batch));
      // It has nothing to send: it keeps the figures of what is told.
      await system.startWorker();
      const { figures, statuses } = await tell(servers, target, statusPosts(messages, WEBHOOK, batch), run);
      const kept = await servers.number(
        `SELECT count(*) FROM message_events WHERE type IN ('sent', 'delivered', 'read')`,
      );
      if (kept !== statuses) throw new Error(`${statuses} statuses were answered 200, and ${kept} stand in timelines`);
      return figures;
    } finally {
      await system.servers.stop();
    }
  },
});

const bare = (batch: number, tell: Tell): Contender => ({
  name: 'bare Fastify and HMAC',
  async run(run) {
    const servers = await Servers.start({ redis: false, profileFolder: run.profileFolder });
    try {
      const port = await freePort();
      servers.begin('api', {
        script: 'test/bench/programs/bare-receiver.js',
        environment: { APP_SECRET, PORT: String(port) },
      });
      await servers.answers(`http://127.0.0.1:${port}/health/ready`);
      const messages = Array.from({ length: messagesFor(run, batch) }, (_, index): AcceptedByMeta => ({
        id: `01990000-0000-7000-8000-${String(index).padStart(12, '0')}`,
        sender: '106540352242922',
      }));
      const posts = statusPosts(messages, '/webhook', batch);
      return (await tell(servers, { host: '127.0.0.1', port }, posts, run)).figures;
    } finally {
      await servers.stop();
    }
  },
});

/** `rate`: statuses a second that are prepared for, where it is as fast as it goes. */
export const webhooksSingle: Scenario = {
  name: 'webhooks',
  about: "Meta's POSTs with one status each, over as many connections as Meta may need; answered when they are on disk",
  usual: { seconds: 15, rate: 15_000, messages: 0, rounds: 5 },
  contenders: [product(1, saturated(1, WEBHOOK_CONNECTIONS)), bare(1, saturated(1, WEBHOOK_CONNECTIONS))],
  compared: ['statuses a second'],
};

export const webhooksBatch: Scenario = {
  name: 'webhooks-batch',
  about: "Meta's POSTs with 100 statuses each, over 64 connections",
  usual: { seconds: 15, rate: 30_000, messages: 0, rounds: 5 },
  contenders: [product(100, saturated(100, BATCH_CONNECTIONS)), bare(100, saturated(100, BATCH_CONNECTIONS))],
  compared: ['statuses a second'],
};

export const webhooksPaced: Scenario = {
  name: 'webhooks-paced',
  about: 'POSTs with one status each at a rate, whatever becomes of them',
  usual: { seconds: 30, rate: 3_000, messages: 0, rounds: 5 },
  contenders: [product(1, paced), bare(1, paced)],
  compared: [],
};
