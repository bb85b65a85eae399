import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeysRepository, type NewKey } from '#clients';
import { at, exampleMessage, exampleOrder, textAt } from '../support/examples.js';
import { SENDER, type Stack, startStack, until } from '../support/stack.js';

/** Every message to this recipient is refused by the sandbox with Meta's code 131026. */
const REFUSED = '+34601131026';
const DAY_MS = 86_400_000;

let stack: Stack;
let stranger: string;
let bound: string;
beforeAll(async () => {
  const environment = { RATE_CARD_FILE: join(import.meta.dirname, '../../deploy/rate-card.example.yaml') };
  const started = await startStack({ worker: true, environment });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
  stranger = await newKey('stranger', { senderIds: null });
  bound = await newKey('bound', { senderIds: ['999'] });
  await stack.call('POST', '/purchase-orders', { body: exampleOrder() });
  await stack.call('POST', '/messages', { body: exampleMessage({ to: REFUSED }) });
  await stack.call('POST', '/messages', { key: stranger, body: exampleMessage({ to: '+351912345678' }) });
  await until('two are read, one has failed, and all of it is counted', async () => {
    const { json } = await stack.call('GET', '/stats');
    return at(json, 'total', 'read') === 2 && at(json, 'total', 'failed') === 1;
  });
});
afterAll(() => stack.stop());

async function newKey(clientName: string, change: Pick<NewKey, 'senderIds'>): Promise<string> {
  const key = { clientName, keyName: 'test', scopes: ['messages:write', 'messages:read'], expiresAt: null } as const;
  return (await stack.app.get(ApiKeysRepository).create({ ...key, ...change })).text;
}

const total = async (query = '', key?: string): Promise<unknown> =>
  at((await stack.call('GET', `/stats${query}`, key === undefined ? {} : { key })).json, 'total');

describe('GET /stats', () => {
  it('shows the last thirty days, every one of them, and what to do about what has failed', async () => {
    const { status, json } = await stack.call('GET', '/stats');
    expect(status).toBe(200);
    expect(at(json, 'total')).toEqual({
      accepted: 3,
      sent: 2,
      delivered: 2,
      read: 2,
      failed: 1,
      cancelled: 0,
      deliveryRate: 1,
      timeToSent: { p50: expect.any(Number), p95: expect.any(Number), p99: expect.any(Number) },
      timeToDelivered: { p50: expect.any(Number), p95: expect.any(Number), p99: expect.any(Number) },
      failures: [
        {
          code: '131026',
          count: 1,
          source: 'META',
          title: 'Message Undeliverable',
          advice: expect.stringMatching(/\w+/),
        },
      ],
    });
    const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    expect(at(json, 'to')).toBe(new Date(today + DAY_MS).toISOString());
    expect(at(json, 'items', 0, 'start')).toBe(new Date(today - 29 * DAY_MS).toISOString());
    expect(at(json, 'items', 0)).toMatchObject({ accepted: 0, deliveryRate: null, timeToSent: null, failures: [] });
    expect(at(json, 'items', 29)).toMatchObject({ accepted: 3, failures: [{ code: '131026', count: 1 }] });
    expect(at(json, 'items', 30)).toBeUndefined();
  });

  it('shows hours, and whole ones', async () => {
    const { json } = await stack.call('GET', '/stats?by=hour');
    expect(at(json, 'items', 23)).toBeDefined();
    expect(at(json, 'items', 24)).toBeUndefined();
    expect(textAt(json, 'from')).toMatch(/T\d\d:00:00.000Z$/);
    expect(at(json, 'total')).toMatchObject({ accepted: 3 });
  });

  it('counts one sender or template', async () => {
    expect(await total(`?sender=${SENDER}&template=po_notification`)).toMatchObject({ accepted: 3 });
    expect(await total('?sender=1')).toMatchObject({ accepted: 0 });
    expect(await total('?template=another')).toMatchObject({ accepted: 0 });
  });

  it('counts for a key the messages that it may read', async () => {
    expect(await total('', stranger)).toMatchObject({ accepted: 1, failed: 0 });
    expect(await total('', bound)).toMatchObject({ accepted: 0 });
    expect(await total(`?sender=${SENDER}`, bound)).toMatchObject({ accepted: 0 });
  });

  it.each([
    ['from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z', 'from'],
    ['from=2026-01-01T00:00:00Z&to=2026-11-01T00:00:00Z', 'from'],
    ['by=hour&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z', 'from'],
    ['from=2026-11-01', 'from'],
    ['to=0000-01-01T00:00:00Z', 'from'],
    ['to=9999-12-31T23:59:59Z', 'to'],
    ['by=month', 'by'],
  ])('refuses %s', async (query, path) => {
    const { status, json } = await stack.call('GET', `/stats?${query}`);
    expect([status, at(json, 'code'), at(json, 'errors', 0, 'path')]).toEqual([422, 'VALIDATION_FAILED', path]);
  });
});

describe('GET /usage', () => {
  it('shows the present month: conversations, the free tier, what is billable and what it costs', async () => {
    const { status, json } = await stack.call('GET', '/usage');
    expect([status, at(json, 'timezone')]).toEqual([200, 'UTC']);
    expect(at(json, 'items', 0)).toEqual({
      month: new Date().toISOString().slice(0, 7),
      sender: SENDER,
      conversations: 2,
      freeTier: { limit: 1_000, used: 2, left: 998, shared: false },
      messages: {
        delivered: 2,
        billable: [{ category: 'utility', type: 'regular', messages: 2 }],
        free: [],
        withoutPricing: 0,
      },
      cost: {
        currency: 'EUR',
        estimated: '0.03',
        lines: [
          { market: 'Spain', category: 'utility', messages: 1, price: '0.015', cost: '0.015' },
          { market: 'Rest of Western Europe', category: 'utility', messages: 1, price: '0.015', cost: '0.015' },
        ],
        unpriced: [],
      },
      forecast: { conversations: expect.any(Number), cost: expect.stringMatching(/^\d+\.\d{2,6}$/) },
    });
    expect(at(json, 'items', 1)).toBeUndefined();
  });

  it('shows earlier months, without a forecast', async () => {
    const { json } = await stack.call('GET', `/usage?from=2026-01&to=2026-02&sender=${SENDER}`);
    expect(at(json, 'items', 0)).toMatchObject({ month: '2026-02', conversations: 0, forecast: null });
    expect(at(json, 'items', 1)).toMatchObject({ month: '2026-01' });
  });

  it('shows a key what its client used, and nothing of what others did, nor which numbers there are', async () => {
    await stack.sql(`INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ('777', '888', 80)`);
    const { json } = await stack.call('GET', '/usage', { key: stranger });
    expect(at((await stack.call('GET', '/usage')).json, 'items', 1, 'sender')).toBe('777');
    expect(at(json, 'items', 1)).toBeUndefined();
    await stack.sql(`DELETE FROM senders WHERE phone_number_id = '777'`);
    expect(at(json, 'items', 0)).toMatchObject({
      conversations: 1,
      freeTier: { limit: 1_000, used: 1, left: 999, shared: true },
      messages: { delivered: 1 },
      cost: { estimated: '0.015' },
    });
    expect(at((await stack.call('GET', '/usage', { key: bound })).json, 'items')).toEqual([]);
    expect(at((await stack.call('GET', `/usage?sender=${SENDER}`, { key: bound })).json, 'items')).toEqual([]);
  });

  it.each(['from=2026-11&to=2026-10', 'from=2020-01&to=2026-10', 'from=2026-13', 'to=2026-11-01'])(
    'refuses %s',
    async (query) => {
      const { status, json } = await stack.call('GET', `/usage?${query}`);
      expect([status, at(json, 'code')]).toEqual([422, 'VALIDATION_FAILED']);
    },
  );

  it('counts no conversation that a recipient begins, only what is delivered', async () => {
    await stack.sql(
      `INSERT INTO inbound_messages (sender_id, wamid, recipient_phone, type, body_text, occurred_at)
       VALUES ($1, 'wamid.asks', '+34655443322', 'text', 'Hola', now())`,
      [SENDER],
    );
    const { json } = await stack.call('GET', '/usage');
    expect(at(json, 'items', 0, 'conversations')).toBe(2);
  });
});

describe('the metrics of usage', () => {
  it('are those of the present month', async () => {
    const text = await (await fetch(`${stack.workerUrl}/metrics`)).text();
    const figure = (name: string): string | undefined =>
      new RegExp(`^recado_${name}\\{[^}]*\\} (.*)$`, 'm').exec(text)?.[1];
    expect(figure('conversations_month')).toBe('2');
    expect(figure('free_tier_remaining')).toBe('998');
    expect(figure('estimated_cost_month')).toBe('0.03');
    expect(text).toContain('currency="EUR"');
  });
});
