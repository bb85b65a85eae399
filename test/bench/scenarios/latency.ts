import { isJsonObject } from '#graph-api';
import { everythingIsTold } from '../graph.js';
import { figuresOf } from '../load-report.js';
import { pacedLoad } from '../paced-load.js';
import { share } from '../quantile.js';
import type { Figures, RunOptions, Scenario } from '../scenario.js';
import type { System } from '../system.js';
import { product, warmedUp } from './end-to-end.js';

/** How long after a POST was due its message came to Meta, and how long after it was answered. */
async function latency(system: System, { seconds, rate }: RunOptions): Promise<Figures> {
  const first = await warmedUp(system, seconds);
  const count = Math.round(seconds * rate);
  const posts = new Map<string, { readonly dueAt: number; readonly answeredAt: number }>();
  const load = await pacedLoad({
    target: system.target,
    rate,
    count,
    request: (index) => system.request(first + index),
    heard: (_index, _status, body, dueAt) => {
      const answer: unknown = JSON.parse(body.toString('utf8'));
      posts.set(isJsonObject(answer) ? String(answer['id']) : '', { dueAt, answeredAt: Date.now() });
    },
  });
  await everythingIsTold(system.graphUrl, first + count, 60_000);
  const answer: unknown = await (await fetch(`${system.graphUrl}/sandbox/messages?limit=${first + count}`)).json();
  const messages =
    isJsonObject(answer) && Array.isArray(answer['messages']) ? answer['messages'].filter(isJsonObject) : [];
  const waits = messages.flatMap((message) => {
    const post = posts.get(String(message['callbackData']).split('.')[0] ?? '');
    const at = Date.parse(String(message['acceptedAt']));
    return post === undefined ? [] : [{ sinceDue: at - post.dueAt, sinceAnswered: at - post.answeredAt }];
  });
  const sinceDue = waits.map((wait) => wait.sinceDue);
  const sinceAnswered = waits.map((wait) => wait.sinceAnswered);
  return {
    'messages seen at Meta': waits.length,
    'POST due to Graph request p50 ms': share(sinceDue, 0.5),
    'POST due to Graph request p99 ms': share(sinceDue, 0.99),
    'POST due to Graph request max ms': share(sinceDue, 1),
    '202 to Graph request p50 ms': share(sinceAnswered, 0.5),
    '202 to Graph request p99 ms': share(sinceAnswered, 0.99),
    ...figuresOf('POST', load),
  };
}

export const acceptToGraph: Scenario = {
  name: 'latency',
  about: 'how long a message takes from its POST to the request at Meta, at a rate that leaves everybody time',
  usual: { seconds: 60, rate: 100, messages: 0, rounds: 5 },
  contenders: [product('product', {}, latency)],
  compared: [],
};
