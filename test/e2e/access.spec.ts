import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeysRepository, type NewKey, type Scope } from '#clients';
import { at, exampleMessage, exampleOrder, textAt } from '../support/examples.js';
import { lastAcceptedAt } from '../support/last-accepted.js';
import { ADMIN_KEY, SENDER, type Stack, startStack } from '../support/stack.js';

let stack: Stack;
beforeAll(async () => {
  const started = await startStack();
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
afterAll(() => stack.stop());

let made = 0;
async function newKey(scopes: readonly Scope[], change: Partial<NewKey> = {}): Promise<{ id: string; text: string }> {
  made += 1;
  const key = { clientName: `client ${made}`, keyName: 'test', scopes, senderIds: null, expiresAt: null, ...change };
  return stack.app.get(ApiKeysRepository).create(key);
}

describe('a key', () => {
  it('lets its client in', async () => {
    const { text } = await newKey(['messages:write']);
    expect((await stack.call('POST', '/messages', { key: text, body: exampleMessage() })).status).toBe(202);
  });

  it.each(['', 'Bearer', 'Bearer ', 'Basic abc', 'Bearer rk_00000000_00000000000000000000000000000000', 'Bearer x y'])(
    'is asked for where the header is "%s"',
    async (authorization) => {
      const answer = await stack.call('GET', '/messages', { key: null, headers: { authorization } });
      expect([answer.status, at(answer.json, 'code')]).toEqual([401, 'UNAUTHENTICATED']);
    },
  );

  it('is not taken from the address', async () => {
    expect((await stack.call('GET', `/messages?key=${ADMIN_KEY}`, { key: null })).status).toBe(401);
  });

  it('may do what its scopes say and nothing else', async () => {
    const { text: writer } = await newKey(['messages:write']);
    const { text: reader } = await newKey(['messages:read']);
    const refused = [
      await stack.call('GET', '/messages', { key: writer }),
      await stack.call('POST', '/messages', { key: reader, body: exampleMessage() }),
      await stack.call('POST', '/templates/sync', { key: reader }),
      await stack.call('POST', '/templates', { key: reader, body: { name: 'po_notification' } }),
      await stack.call('GET', '/senders', { key: reader }),
      await stack.call('GET', '/suppressions', { key: reader }),
      await stack.call('POST', '/suppressions', { key: reader, body: { to: '+34612345678', scope: 'all' } }),
      await stack.call('DELETE', '/suppressions/00000000-0000-7000-8000-000000000000', { key: reader }),
      await stack.call('GET', '//metrics', { key: reader }),
      await stack.call('GET', '//queues', { key: reader }),
    ];
    for (const answer of refused) expect([answer.status, at(answer.json, 'code')]).toEqual([403, 'SCOPE_MISSING']);
    expect((await stack.call('GET', '/messages', { key: reader })).status).toBe(200);
  });

  it('shows a client only its own messages, and the admin all', async () => {
    const [mine, yours] = [
      await newKey(['messages:write', 'messages:read']),
      await newKey(['messages:read', 'messages:write']),
    ];
    const { json } = await stack.call('POST', '/messages', { key: mine.text, body: exampleMessage() });
    const id = textAt(json, 'id');
    expect((await stack.call('GET', `/messages/${id}`, { key: mine.text })).status).toBe(200);
    expect((await stack.call('GET', `/messages/${id}`)).status).toBe(200);
    expect((await stack.call('GET', `/messages/${id}`, { key: yours.text })).status).toBe(404);
    expect((await stack.call('POST', `/messages/${id}/cancel`, { key: yours.text })).status).toBe(404);
    expect(at((await stack.call('GET', '/messages', { key: yours.text })).json, 'items')).toEqual([]);
  });

  it('shares idempotency keys with the other keys of its client, and with nobody else', async () => {
    const post = (key: string): ReturnType<Stack['call']> =>
      stack.call('POST', '/messages', { key, body: exampleMessage(), headers: { 'idempotency-key': 'shared' } });
    const first = await newKey(['messages:write'], { clientName: 'rotating' });
    const second = await newKey(['messages:write'], { clientName: 'rotating' });
    const stranger = await newKey(['messages:write']);
    const { json } = await post(first.text);
    expect(at((await post(second.text)).json, 'id')).toBe(at(json, 'id'));
    expect(at((await post(stranger.text)).json, 'id')).not.toBe(at(json, 'id'));
  });

  it('bound to a sender uses and sees no other', async () => {
    const scopes: readonly Scope[] = ['messages:write', 'messages:read'];
    const bound = await newKey(scopes, { clientName: 'bound', senderIds: ['999'] });
    const free = await newKey(scopes, { clientName: 'bound' });
    const { json } = await stack.call('POST', '/messages', { key: free.text, body: exampleMessage() });
    const named = await stack.call('POST', '/messages', { key: bound.text, body: exampleMessage({ sender: SENDER }) });
    expect([named.status, at(named.json, 'code')]).toEqual([403, 'SENDER_NOT_ALLOWED']);
    const unnamed = await stack.call('POST', '/messages', { key: bound.text, body: exampleMessage() });
    expect(unnamed.status).toBe(403);
    expect((await stack.call('GET', `/messages/${textAt(json, 'id')}`, { key: bound.text })).status).toBe(404);
    expect((await stack.call('POST', `/messages/${textAt(json, 'id')}/cancel`, { key: bound.text })).status).toBe(404);
    expect(at((await stack.call('GET', '/messages', { key: bound.text })).json, 'items')).toEqual([]);
    expect((await stack.call('GET', `/messages/${textAt(json, 'id')}`, { key: free.text })).status).toBe(200);
  });

  it('bound to a sender hears nothing of what its client sent from another, not even by repeating it', async () => {
    const bound = await newKey(['messages:write'], { clientName: 'replaying', senderIds: [SENDER] });
    const headers = { 'idempotency-key': 'of-another-sender' };
    const repeats: readonly (() => ReturnType<Stack['call']>)[] = [
      () => stack.call('POST', '/messages', { key: bound.text, body: exampleMessage(), headers }),
      () => stack.call('POST', '/purchase-orders', { key: bound.text, body: exampleOrder() }),
    ];
    for (const repeat of repeats) {
      const id = textAt((await repeat()).json, 'id');
      expect((await repeat()).headers.get('idempotent-replayed')).toBe('true');
      await stack.sql(`UPDATE whatsapp_messages SET sender_id = 'another' WHERE id = $1`, [id]);
      const answer = await repeat();
      expect([answer.status, at(answer.json, 'code')]).toEqual([403, 'SENDER_NOT_ALLOWED']);
      expect(answer.text).not.toContain(id);
    }
    const total = { amount: '7.00', currency: 'EUR' };
    const changed = await stack.call('POST', '/purchase-orders', { key: bound.text, body: exampleOrder({ total }) });
    expect([changed.status, at(changed.json, 'code')]).toEqual([403, 'SENDER_NOT_ALLOWED']);
    const raised = await stack.call('POST', '/purchase-orders', {
      key: bound.text,
      body: exampleOrder({ total, revision: 2 }),
    });
    expect([raised.status, at(raised.json, 'code')]).toEqual([403, 'SENDER_NOT_ALLOWED']);
  });

  it('that expired is none', async () => {
    const { text } = await newKey(['messages:read'], { expiresAt: new Date(Date.now() - 1_000) });
    expect((await stack.call('GET', '/messages', { key: text })).status).toBe(401);
  });

  it('stops working within five seconds of being revoked', async () => {
    const { id, text } = await newKey(['messages:read']);
    expect((await stack.call('GET', '/messages', { key: text })).status).toBe(200);
    const revokedAt = Date.now();
    await stack.app.get(ApiKeysRepository).revoke(id);
    const lastIn = await lastAcceptedAt(async () => [(await stack.call('GET', '/messages', { key: text })).status]);
    expect(lastIn - revokedAt).toBeLessThan(5_000);
  });

  it('is answered alike whether its id is known or not', async () => {
    const { id } = await newKey(['messages:read']);
    const wrong = [`rk_${id}_${'0'.repeat(32)}`, `rk_00000000_${'0'.repeat(32)}`, 'rk_', 'nonsense'];
    const answers = await Promise.all(wrong.map((key) => stack.call('GET', '/messages', { key })));
    const told = answers.map(({ status, json }) => ({ status, detail: at(json, 'detail'), code: at(json, 'code') }));
    expect(new Set(told.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(told[0]).toMatchObject({ status: 401, detail: expect.stringContaining('unknown, expired or revoked') });
  });

  it('that calls what it may not is written down once a minute, with the key', async () => {
    const { id, text } = await newKey(['messages:read']);
    for (let call = 0; call < 5; call += 1) await stack.call('GET', '/senders', { key: text });
    const lines = stack.logged.filter((line) => line.includes('"access.refused"') && line.includes(id));
    expect(lines).toEqual([expect.stringContaining('"reason":"scope"')]);
    expect(lines[0]).not.toContain(text.slice(12));
  });

  it('is kept as a hash only', async () => {
    const { text } = await newKey(['messages:read']);
    const secret = text.slice(-32);
    const rows = await stack.sql('SELECT row_to_json(k)::text AS row FROM api_keys k');
    expect(JSON.stringify(rows)).not.toContain(secret);
  });
});
