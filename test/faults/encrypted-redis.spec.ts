import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeQueue } from '#queues';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { encryptedRedisAtHand } from '../support/local-servers.js';
import { until } from '../support/stack.js';
import { FaultStack, type RedisKind } from './fault-stack.js';

interface Kind {
  readonly redis: RedisKind;
  readonly title: string;
  /** What is killed comes back, or another takes its place. */
  readonly break: (stack: FaultStack) => Promise<unknown>;
}

const KINDS: readonly Kind[] = [
  { redis: 'single', title: 'one server', break: (stack) => stack.restartRedis(500) },
  { redis: 'cluster', title: 'a Cluster', break: (stack) => stack.restartRedisNode(500) },
  { redis: 'sentinel', title: 'behind sentinels', break: (stack) => stack.killRedisMaster() },
];

/** A busy machine takes its time, and so do sentinels. */
const PATIENCE_MS = 60_000;

describe.runIf(encryptedRedisAtHand()).each(KINDS)('Redis with TLS and an authority of its own, $title', (kind) => {
  let stack: FaultStack;

  beforeAll(async () => {
    stack = await FaultStack.start({ backend: 'redis', redis: kind.redis, encryptedRedis: true, workers: 1 });
  });
  afterAll(() => stack.close());

  async function expectOneToBeSent(): Promise<void> {
    const answer = await fetch(`${stack.apiUrl}/messages`, {
      method: 'POST',
      headers: stack.headers,
      body: JSON.stringify(exampleMessage()),
    });
    expect(answer.status).toBe(202);
    const id = textAt(await answer.json(), 'id');
    await until(
      'it is read',
      async () => {
        const message = await fetch(`${stack.apiUrl}/messages/${id}`, { headers: stack.headers });
        return at(await message.json(), 'status') === 'READ';
      },
      PATIENCE_MS,
    );
  }

  it('keeps the queues: what is accepted is sent', () => expectOneToBeSent());

  it('goes on after the server that has the queues was killed', async () => {
    await kind.break(stack);
    await expectOneToBeSent();
  });

  it('control: is nobody whom a process without that authority would trust', async () => {
    const found = await probeQueue(stack.queueStorage);
    // Of nodes and sentinels ioredis tells no more than that.
    expect(found).toMatchObject({
      kind: 'away',
      reason: expect.stringMatching(/SELF_SIGNED_CERT_IN_CHAIN|Connection is closed/),
    });
  });
});
