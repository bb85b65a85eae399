import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeysRepository } from '#clients';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { type Answer, type Stack, startStack } from '../support/stack.js';

let stack: Stack;
beforeAll(async () => {
  const started = await startStack();
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
  await stack.sql('UPDATE installation SET sending_enabled = true');
});
afterAll(() => stack.stop());

/** The id of a message of which nobody knows whether Meta has it. */
async function heldMessage(): Promise<string> {
  const { json } = await stack.call('POST', '/messages', { body: exampleMessage() });
  await stack.sql('UPDATE send_queue SET state = 3, attempt = 1, attempted_at = now() WHERE message_id = $1', [
    at(json, 'id'),
  ]);
  return textAt(json, 'id');
}

const decide = (id: string, decision: 'release' | 'fail'): Promise<Answer> =>
  stack.call('POST', `/messages/${id}/${decision}`);

describe('a HELD message', () => {
  it('is listed as such', async () => {
    const id = await heldMessage();
    const { json } = await stack.call('GET', '/messages?pendingReason=HELD');
    expect(at(json, 'items', 0)).toMatchObject({ id, status: 'PENDING', pendingReason: 'HELD' });
  });

  it('waits to be sent again when a person releases it', async () => {
    const answer = await decide(await heldMessage(), 'release');
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ status: 'PENDING', pendingReason: 'RETRYING' });
  });

  it('has failed when a person says so, and is counted as a failure', async () => {
    const id = await heldMessage();
    const answer = await decide(id, 'fail');
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      id,
      status: 'FAILED',
      error: { code: 'FAILED_BY_OPERATOR', source: 'RECADO' },
    });
    expect((await decide(id, 'fail')).status).toBe(409);
    const { text } = await stack.call('GET', '//metrics');
    expect(text).toMatch(/^recado_message_failures_total\{code="FAILED_BY_OPERATOR",.*\} 1$/m);
    expect(text).toMatch(/^recado_messages_total\{status="FAILED",.*\} 1$/m);
  });

  it('is not decided twice, nor is another', async () => {
    const { json } = await stack.call('POST', '/messages', { body: exampleMessage() });
    for (const decision of ['release', 'fail'] as const) {
      const answer = await decide(textAt(json, 'id'), decision);
      expect([answer.status, at(answer.json, 'code')]).toEqual([409, 'NOT_HELD']);
      expect((await decide('0199c5b2-0000-7000-8000-000000000000', decision)).status).toBe(404);
    }
  });

  it('is for those with the scope ops to decide', async () => {
    const { text: key } = await stack.app.get(ApiKeysRepository).create({
      clientName: 'writer',
      keyName: 'test',
      scopes: ['messages:write', 'messages:read'],
      senderIds: null,
      expiresAt: null,
    });
    const answer = await stack.call('POST', `/messages/${await heldMessage()}/release`, { key });
    expect([answer.status, at(answer.json, 'code')]).toEqual([403, 'SCOPE_MISSING']);
  });
});
