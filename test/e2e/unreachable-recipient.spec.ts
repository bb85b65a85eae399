import { afterAll, beforeAll, expect, it } from 'vitest';
import { at, exampleMessage, exampleOrder, textAt } from '../support/examples.js';
import { type Answer, type Stack, startStack, until } from '../support/stack.js';

/** The sandbox accepts what goes to it, and fails it with 131026. */
const UNREACHABLE = '+34602131026';

let stack: Stack;
beforeAll(async () => {
  const started = await startStack({ worker: true });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
afterAll(() => stack.stop());

const accept = (to: string): Promise<Answer> => stack.call('POST', '/messages', { body: exampleMessage({ to }) });

async function ended(answer: Answer, status: string): Promise<void> {
  expect(answer.status, answer.text).toBe(202);
  const id = textAt(answer.json, 'id');
  await until(
    `it is ${status}`,
    async () => at((await stack.call('GET', `/messages/${id}`)).json, 'status') === status,
  );
}

const WARNING = /^to: .*131026.*another channel/;

it('is taken all the same, with a warning that names the field, the reason and the remedy', async () => {
  const first = await accept(UNREACHABLE);
  expect(at(first.json, 'warnings')).toEqual([]);
  await ended(first, 'FAILED');
  expect(at((await accept(UNREACHABLE)).json, 'warnings')).toEqual([expect.stringMatching(WARNING)]);
  const order = exampleOrder({ supplier: { name: 'Proveedor ABC', phone: UNREACHABLE } });
  expect(at((await stack.call('POST', '/purchase-orders', { body: order })).json, 'warnings')).toEqual([
    expect.stringMatching(WARNING),
  ]);
  const messages = [exampleMessage({ to: '+34612345678' }), exampleMessage({ to: UNREACHABLE })];
  const batch = await stack.call('POST', '/messages/batch', { body: { messages } });
  expect(at(batch.json, 'results', 0, 'message', 'warnings')).toEqual([]);
  expect(at(batch.json, 'results', 1, 'message', 'warnings')).toEqual([expect.stringMatching(WARNING)]);
});

it('is remembered behind any number of messages that wait for a paused number', async () => {
  await until('nothing of the test before waits any more', async () => {
    return (await stack.sql('SELECT FROM send_queue LIMIT 1')).length === 0;
  });
  await stack.sql(
    `UPDATE senders SET state = 'PAUSED', paused_by = 'PERSON', pause_reason = 'holidays', paused_at = now()`,
  );
  const messages = Array.from({ length: 60 }, () => exampleMessage({ to: UNREACHABLE }));
  const batch = await stack.call('POST', '/messages/batch', { body: { messages } });
  expect(at(batch.json, 'results', 59, 'message', 'status')).toBe('PENDING');
  expect(at((await accept(UNREACHABLE)).json, 'warnings')).toEqual([expect.stringMatching(WARNING)]);
  await stack.sql(`DELETE FROM send_queue; DELETE FROM whatsapp_messages WHERE progress = 0;
    UPDATE senders SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL, paused_at = NULL`);
});

it('is forgiven as soon as a message arrives', async () => {
  await stack.sql(
    `UPDATE whatsapp_messages SET progress = 5, error_code = NULL, failed_at = NULL, delivered_at = now()
     WHERE id = (SELECT id FROM whatsapp_messages WHERE recipient_phone = $1 ORDER BY created_at DESC LIMIT 1)`,
    [UNREACHABLE],
  );
  expect(at((await accept(UNREACHABLE)).json, 'warnings')).toEqual([]);
});

it('is nobody whose message failed for another reason', async () => {
  const to = '+34602131049';
  await ended(await accept(to), 'FAILED');
  expect(at((await accept(to)).json, 'warnings')).toEqual([]);
});
