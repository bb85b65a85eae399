import { isJsonObject } from '#graph-api';
import { Costs } from '../costs.js';
import { figuresOf } from '../load-report.js';
import { pacedLoad } from '../paced-load.js';
import { quantile } from '../quantile.js';
import type { Figures, RunOptions, Scenario } from '../scenario.js';
import type { System } from '../system.js';
import { product, requireAllTold, warmedUp } from './end-to-end.js';

/** How long after a POST was due its message came to Meta, and how long after it was answered. */
async function latency(system: System, { seconds, rate }: RunOptions): Promise<Figures> {
  const first = await warmedUp(system, seconds);
  const count = Math.round(seconds * rate);
  const costs = await Costs.begin(system.servers);
  const posts = new Map<string, { readonly dueAt: number; readonly answeredAt: number }>();
  const load = await pacedLoad({
    target: system.target,
    rate,
    count,
    request: (index) => system.request(first + index),
    heard: (_index, status, body, dueAt) => {
      if (status !== 202) return;
      const answer: unknown = JSON.parse(body.toString('utf8'));
      posts.set(isJsonObject(answer) ? String(answer['id']) : '', { dueAt, answeredAt: Date.now() });
    },
  });
  await requireAllTold(system, first + load.answered);
  const spent = await costs.end(load.answered);
  const answer: unknown = await (await fetch(`${system.graphUrl}/sandbox/messages?limit=${first + count}`)).json();
  const messages =
    isJsonObject(answer) && Array.isArray(answer['messages']) ? answer['messages'].filter(isJsonObject) : [];
  const waits = messages.flatMap((message) => {
    const post = posts.get(String(message['callbackData']).split('.')[0] ?? '');
    const at = Date.parse(String(message['acceptedAt']));
    return post === undefined ? [] : [{ sinceDue: at - post.dueAt, sinceAnswered: at - post.answeredAt }];
  });
  if (waits.length !== load.answered) throw new Error(`the sandbox shows ${waits.length} of ${load.answered} messages`);
  const sinceDue = waits.map((wait) => wait.sinceDue);
  const sinceAnswered = waits.map((wait) => wait.sinceAnswered);
  return {
    'messages seen at Meta': waits.length,
    'POST due to Graph request p50 ms': quantile(sinceDue, 0.5),
    'POST due to Graph request p99 ms': quantile(sinceDue, 0.99),
    'POST due to Graph request max ms': quantile(sinceDue, 1),
    '202 to Graph request p50 ms': quantile(sinceAnswered, 0.5),
    '202 to Graph request p99 ms': quantile(sinceAnswered, 0.99),
    ...figuresOf('POST', load),
    ...spent,
  };
}

export const acceptToGraph: Scenario = {
  name: 'latency',
  about: 'how long a message takes from its POST to the request at Meta, at a rate that leaves everybody time',
  usual: { seconds: 60, rate: 100, messages: 0, rounds: 5 },
  contenders: [product('product', {}, latency)],
  compared: [],
};
