import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, exampleMessage, exampleOrder, textAt } from '../support/examples.js';
import { type Stack, startStack, until } from '../support/stack.js';

for (const backend of ['postgres', 'redis'] as const) {
  describe(`with its queue in ${backend}`, () => {
    let stack: Stack | null = null;
    beforeAll(async () => {
      stack = await startStack({ backend, worker: true });
    });
    afterAll(() => stack?.stop());

    it('an order goes from PENDING to READ, and its timeline says how', async ({ skip }) => {
      // Without a redis-server that half is left out, loudly; on a build machine that is a failure.
      const running = stack ?? skip();
      const accepted = await running.call('POST', '/purchase-orders', { body: exampleOrder() });
      expect(at(accepted.json, 'status')).toBe('PENDING');
      const path = `/messages/${textAt(accepted.json, 'id')}`;
      await until('the message is read', async () => {
        const { json } = await running.call('GET', path);
        return at(json, 'status') === 'READ';
      });
      const { json } = await running.call('GET', path);
      expect(json).toMatchObject({ attempts: 1, error: null, whatsappMessageId: expect.stringMatching(/^wamid\./) });
      for (const time of ['sentAt', 'deliveredAt', 'readAt']) {
        expect(Date.parse(textAt(json, time))).toBeGreaterThanOrEqual(Date.parse(textAt(json, 'createdAt')));
      }
    });

    it('a hundred equal requests at once are one row and one send', async ({ skip }) => {
      const running = stack ?? skip();
      const call = { body: exampleMessage({ reference: 'once' }), headers: { 'idempotency-key': 'once' } };
      const answers = await Promise.all(Array.from({ length: 100 }, () => running.call('POST', '/messages', call)));
      const ids = new Set(answers.map((answer) => textAt(answer.json, 'id')));
      expect([ids.size, new Set(answers.map((answer) => answer.status))]).toEqual([1, new Set([202])]);
      const [id = ''] = ids;
      await until('the message is read', async () => {
        const { json } = await running.call('GET', `/messages/${id}`);
        return at(json, 'status') === 'READ';
      });
      const seen = await fetch(`${running.sandboxUrl}/sandbox/accepted?id=${id}`);
      expect(await seen.json()).toEqual({ [id]: 1 });
      expect(await running.sql(`SELECT count(*)::int AS n FROM whatsapp_messages WHERE reference = 'once'`)).toEqual([
        { n: 1 },
      ]);
    });

    it('the table answers the query that people know by heart', async ({ skip }) => {
      const running = stack ?? skip();
      const rows = await running.sql(
        `SELECT id, recipient_phone, status, template_name, sent_at, delivered_at, error_message
FROM whatsapp_messages ORDER BY created_at DESC LIMIT 10;`,
      );
      expect(rows[0]).toMatchObject({ status: 'READ', template_name: 'po_notification', error_message: null });
    });

    it('ready says so', async ({ skip }) => {
      const running = stack ?? skip();
      const answer = await running.call('GET', '//health/ready', { key: null });
      expect(answer.json).toMatchObject({
        status: 'ok',
        details: { postgresql: { status: 'up' }, queue: { status: 'up' } },
      });
    });
  });
}
