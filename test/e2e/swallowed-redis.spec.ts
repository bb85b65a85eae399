import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '#local-postgres';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { Firewall } from '../support/firewall.js';
import { type TestRedis, redisAtHand, startTestRedis } from '../support/local-servers.js';
import { type Stack, startStack, until } from '../support/stack.js';

describe.runIf(redisAtHand())('when a firewall forgets the connections to Redis', () => {
  let redis: TestRedis;
  let firewall: Firewall;
  let stack: Stack;

  beforeAll(async () => {
    const started = await startTestRedis();
    if (started === null) throw new Error('there was a redis-server a moment ago');
    redis = started;
    const port = await freePort();
    firewall = new Firewall(redis.port);
    await firewall.listen(port);
    const running = await startStack({ worker: true, environment: { REDIS_URL: `redis://127.0.0.1:${port}` } });
    if (running === null) throw new Error('PostgreSQL is always there');
    stack = running;
  });
  afterAll(async () => {
    await stack.stop();
    firewall.close();
    await redis.stop();
  });

  it('messages are accepted, and sent as soon as the connections are made anew, by the same processes', async () => {
    const first = await post();
    await until('a message is sent', () => isSent(first), 20_000);
    firewall.forget();
    const waiting = await post();
    await until('both have noticed', async () => !(await hasQueue(stack.url)) && !(await hasQueue(stack.workerUrl)));
    await until('the worker has its queue again', () => hasQueue(stack.workerUrl), 30_000);
    await until('the message is sent', () => isSent(waiting));
    await until('the API has its queue again', () => hasQueue(stack.url), 30_000);
    const next = await post();
    await until('the next one is sent', () => isSent(next));
    const [{ count } = { count: null }] = await stack.sql(`SELECT count(*)::integer AS count FROM send_attempts`);
    expect(count).toBe(3);
  });

  async function post(): Promise<string> {
    const answer = await stack.call('POST', '/messages', { body: exampleMessage() });
    expect(answer.status).toBe(202);
    return textAt(answer.json, 'id');
  }

  async function isSent(id: string): Promise<boolean> {
    const rows = await stack.sql('SELECT FROM whatsapp_messages WHERE id = $1 AND sent_at IS NOT NULL', [id]);
    return rows.length > 0;
  }

  /** As told to whoever probes its readiness, which is what makes a process without traffic notice. */
  async function hasQueue(url: string): Promise<boolean> {
    const answer: unknown = await (await fetch(`${url}/health/ready`)).json();
    return at(answer, 'details', 'queue', 'status') === 'up';
  }
});
