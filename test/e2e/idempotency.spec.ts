import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, exampleMessage, exampleTemplate, textAt } from '../support/examples.js';
import { type Answer, type Stack, startStack, until } from '../support/stack.js';

let stack: Stack;
beforeAll(async () => {
  const started = await startStack();
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
afterAll(() => stack.stop());

const post = (key: string, body: unknown): Promise<Answer> =>
  stack.call('POST', '/messages', { body, headers: { 'idempotency-key': key } });

describe('an Idempotency-Key', () => {
  it('makes one message of a hundred equal requests at once, and gives all the same answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => post('hundred', exampleMessage({ reference: 'hundred' }))),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 100 }, () => 202));
    expect(new Set(answers.map((answer) => textAt(answer.json, 'id'))).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.headers.get('location'))).size).toBe(1);
    expect(answers.filter((answer) => answer.headers.get('idempotent-replayed') === null)).toHaveLength(1);
    const rows = await stack.sql(`SELECT count(*)::int AS n FROM whatsapp_messages WHERE reference = 'hundred'`);
    expect(rows).toEqual([{ n: 1 }]);
    expect(await stack.sql('SELECT count(*)::int AS n FROM send_queue')).toEqual([{ n: 1 }]);
  });

  it('shows the message as it is now when the request is repeated', async () => {
    const { json } = await post('now', exampleMessage());
    await stack.call('POST', `/messages/${textAt(json, 'id')}/cancel`);
    const again = await post('now', exampleMessage());
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
    expect(again.json).toMatchObject({ id: at(json, 'id'), status: 'CANCELLED' });
  });

  it('takes the order of fields for nothing', async () => {
    const { json } = await post('order', exampleMessage({ reference: 'a', metadata: { x: 1, y: 2 } }));
    const { template, to } = exampleMessage();
    const again = await post('order', { metadata: { y: 2, x: 1 }, reference: 'a', template, to });
    expect(at(again.json, 'id')).toBe(at(json, 'id'));
  });

  it.each([
    ['phone', { to: '+34612345679' }],
    ['parameter', { template: exampleTemplate({ parameters: ['Proveedor ABC', 'PO-2024-001', '€1,250.01'] }) }],
    ['reference', { reference: 'another' }],
  ])('is refused for a request with another %s', async (what, change) => {
    await post(`reused-${what}`, exampleMessage());
    const answer = await post(`reused-${what}`, exampleMessage(change));
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('belongs to the client, not to its key or to the installation', async () => {
    const { json } = await post('mine', exampleMessage());
    await stack.sql(`INSERT INTO clients (id, name) VALUES ('01990000-0000-7000-8000-00000000000a', 'other')`);
    const [row] = await stack.sql(
      `SELECT count(*)::int AS n FROM whatsapp_messages WHERE idempotency_key = 'mine' AND id = $1`,
      [at(json, 'id')],
    );
    expect(row).toEqual({ n: 1 });
  });

  it('finds its message even if the same request would be refused by now', async () => {
    const expiresAt = new Date(Date.now() + 1_500).toISOString();
    const first = await post('expiring', exampleMessage({ expiresAt }));
    expect(first.status).toBe(202);
    await until('its time is past', () => Date.now() > Date.parse(expiresAt));
    const again = await post('expiring', exampleMessage({ expiresAt }));
    expect([again.status, at(again.json, 'id')]).toEqual([202, at(first.json, 'id')]);
    const fresh = await post('too-late', exampleMessage({ expiresAt }));
    expect(fresh.status).toBe(422);
  });

  it('lets two messages be where none is given', async () => {
    const [first, second] = await Promise.all([
      stack.call('POST', '/messages', { body: exampleMessage() }),
      stack.call('POST', '/messages', { body: exampleMessage() }),
    ]);
    expect(at(first.json, 'id')).not.toBe(at(second.json, 'id'));
  });
});
