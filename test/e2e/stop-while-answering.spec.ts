import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataSource } from '#database';
import { exampleMessage, textAt } from '../support/examples.js';
import { ADMIN_KEY, type Stack, startStack } from '../support/stack.js';

/** Far below that after which Node lets go of a connection that is kept. */
const LONGEST_MS = 10_000;

let stack: Stack;
const agent = new Agent({ keepAlive: true });

beforeAll(async () => {
  const started = await startStack();
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
afterAll(async () => {
  agent.destroy();
  await stack.stop();
});

function post(): Promise<{ readonly answer: IncomingMessage; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const call = request(`${stack.url}/api/v1/whatsapp/messages`, {
      method: 'POST',
      agent,
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    });
    call.once('error', reject);
    call.once('response', (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => (body += text));
      answer.once('error', reject).once('end', () => resolve({ answer, body }));
    });
    call.end(JSON.stringify(exampleMessage()));
  });
}

describe('an API that is told to stop while it answers', () => {
  it('finishes the answer, and does not wait for clients that would keep their connections', async () => {
    expect((await post()).answer.headers.connection).toBe('keep-alive');
    const elsewhere = await openDataSource(stack.databaseUrl, { applicationName: 'recado-test', maxConnections: 1 });
    const holder = elsewhere.createQueryRunner();
    await holder.startTransaction();
    await holder.query('LOCK TABLE whatsapp_messages IN ACCESS EXCLUSIVE MODE');
    const answering = [post(), post(), post()];
    await setTimeout(500);
    const startedAt = performance.now();
    const stopped = stack.app.close();
    await setTimeout(500);
    await holder.commitTransaction();
    await holder.release();
    await elsewhere.destroy();
    const answers = await Promise.all(answering);
    const told = answers.map(({ answer, body }) => [
      answer.statusCode,
      answer.headers.connection,
      textAt(JSON.parse(body), 'status'),
    ]);
    expect(told).toEqual(Array.from({ length: 3 }, () => [202, 'close', 'PENDING']));
    await stopped;
    expect(performance.now() - startedAt).toBeLessThan(LONGEST_MS);
  });
});
