import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, exampleOrder, textAt } from '../support/examples.js';
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
