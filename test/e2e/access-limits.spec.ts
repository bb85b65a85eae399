import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeysRepository } from '#clients';
import { at, textAt } from '../support/examples.js';
import { type Stack, startStack, until } from '../support/stack.js';

let stack: Stack;
beforeAll(async () => {
  const started = await startStack({ environment: { API_RATE_LIMIT: '10' } });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
afterAll(() => stack.stop());

describe('a key that asks too often', () => {
  it('hears 429 and when to come again, and others do not', async () => {
    const { text } = await stack.app.get(ApiKeysRepository).create({
      clientName: 'patient',
      keyName: 'test',
      scopes: ['messages:read'],
      senderIds: null,
      expiresAt: null,
    });
    const answers = await Promise.all(Array.from({ length: 25 }, () => stack.call('GET', '/messages')));
    const refused = answers.filter((answer) => answer.status === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expect(at(answer.json, 'code')).toBe('RATE_LIMITED');
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    expect((await stack.call('GET', '/messages', { key: text })).status).toBe(200);
    await until('there is room again', async () => (await stack.call('GET', '/messages')).status === 200);
  });
});

describe('an address that tries keys', () => {
  it('hears 429 after thirty, whatever address it says it comes from, while right keys pass from there, even those that were never seen before', async () => {
    const { text } = await stack.app.get(ApiKeysRepository).create({
      clientName: 'behind the same ingress',
      keyName: 'test',
      scopes: ['messages:read'],
      senderIds: null,
      expiresAt: null,
    });
    const guess = (n: number): string => `rk_guess${String(n).padStart(3, '0')}_${'0'.repeat(32)}`;
    const codes = new Set<string>();
    for (let n = 0; n < 35; n += 1) {
      const answer = await stack.call('GET', '/messages', {
        key: guess(n),
        headers: { 'x-forwarded-for': `192.0.2.${n}` },
      });
      codes.add(`${answer.status} ${textAt(answer.json, 'code')}`);
    }
    expect([...codes]).toEqual(['401 UNAUTHENTICATED', '429 TOO_MANY_FAILED_ATTEMPTS']);
    expect((await stack.call('GET', '/messages', { key: text })).status).toBe(200);
    expect((await stack.call('GET', '/messages')).status).toBe(200);
  });
});

describe('somebody who shows no key', () => {
  const lines = (from: number, event: string): readonly string[] =>
    stack.logged.slice(from).filter((line) => line.includes(`"event":"${event}"`));

  it.each([
    [
      'a handshake with a wrong token',
      'GET',
      '/webhook?hub.mode=subscribe&hub.verify_token=x&hub.challenge=1',
      'request.refused',
    ],
    ['a webhook that is not signed', 'POST', '/webhook', 'webhook.signature_refused'],
    ['what is no JSON', 'POST', '/messages', 'request.refused'],
  ])('fills no log, however often they send %s', async (_what, method, path, event) => {
    const [from, startedAt] = [stack.logged.length, performance.now()];
    for (let call = 0; call < 100; call += 1)
      await stack.call(method, path, { key: null, ...(method === 'POST' && { raw: '{' }) });
    const seconds = (performance.now() - startedAt) / 1_000;
    expect(lines(from, event).length).toBeLessThanOrEqual(Math.ceil(seconds));
  });

  it('does not hide the refusals of clients, each of which is told with its request', async () => {
    const from = stack.logged.length;
    for (let call = 0; call < 5; call += 1)
      expect((await stack.call('POST', '/messages', { raw: '{' })).status).toBe(400);
    expect(lines(from, 'request.refused')).toHaveLength(5);
  });
});
