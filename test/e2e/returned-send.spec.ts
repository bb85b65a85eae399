import { afterAll, beforeAll, expect, it } from 'vitest';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { ADMIN_KEY, type Stack, startStack } from '../support/stack.js';

let stack: Stack;
beforeAll(async () => {
  const started = await startStack({ worker: true });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
afterAll(() => stack.stop());

async function faults(change: Readonly<Record<string, unknown>>): Promise<void> {
  const response = await fetch(`${stack.sandboxUrl}/sandbox/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(change),
  });
  expect(response.status).toBe(200);
}

it('sends what Meta gave back for want of payment, as soon as the bill is paid and the sender resumed', async () => {
  await faults({ failWith: 131_042 });
  const ids = await Promise.all(
    [1, 2, 3].map(async () => textAt((await stack.call('POST', '/messages', { body: exampleMessage() })).json, 'id')),
  );
  for (const id of ids) {
    await expect
      .poll(async () => (await stack.call('GET', `/messages/${id}`)).json, { timeout: 15_000 })
      .toMatchObject({ status: 'PENDING', pendingReason: 'SENDER_PAUSED', error: null, whatsappMessageId: null });
  }
  expect(await stack.sql('SELECT state, pause_reason FROM senders')).toEqual([
    { state: 'PAUSED', pause_reason: '131042: by webhook' },
  ]);

  await faults({});
  await stack.sql(`UPDATE senders SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL, half_open = true`);
  for (const id of ids) {
    await expect
      .poll(async () => at((await stack.call('GET', `/messages/${id}`)).json, 'status'), { timeout: 30_000 })
      .toBe('READ');
  }
  // At least the first came back; what was still waiting then was never tried.
  const came = await stack.sql(`SELECT FROM message_events r JOIN message_events f USING (message_id)
    WHERE r.type = 'returned' AND f.type = 'failed'`);
  expect(came.length).toBeGreaterThan(0);
  for (const url of [`${stack.url}/metrics`, `${stack.workerUrl}/metrics`]) {
    const text = await (await fetch(url, { headers: { authorization: `Bearer ${ADMIN_KEY}` } })).text();
    expect(text).toMatch(/^recado_duplicate_sends_total\{.*\} 0$/m);
  }
});
