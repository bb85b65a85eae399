import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeysRepository, type Scope } from '#clients';
import { CallbackReceiver, isGenuine } from '../callbacks/callback-receiver.js';
import { recado } from '../support/recado.js';
import { at, exampleMessage, exampleOrder, textAt } from '../support/examples.js';
import { type Answer, SENDER, type Stack, startStack, until } from '../support/stack.js';

const ENVIRONMENT = { ENCRYPTION_KEY: randomBytes(32).toString('base64'), CALLBACK_ALLOWED_HOSTS: '127.0.0.1' };

interface Made {
  readonly id: string;
  readonly secret: string;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

async function makeKey(stack: Stack, name: string, scopes: readonly Scope[], senderIds: readonly string[] | null) {
  const made = { clientName: name, keyName: name, scopes, senderIds, expiresAt: null };
  return (await stack.app.get(ApiKeysRepository).create(made)).text;
}

for (const backend of ['postgres', 'redis'] as const) {
  describe(`with queues in ${backend}`, () => {
    let running: Stack | null = null;
    let receiver: CallbackReceiver;
    beforeAll(async () => {
      running = await startStack({ backend, worker: true, environment: ENVIRONMENT });
      receiver = await CallbackReceiver.start();
    });
    afterEach(async () => {
      await running?.sql('UPDATE callback_endpoints SET enabled = false, disabled_because = $1', ['PERSON']);
      receiver.received.length = 0;
      receiver.answer = (response) => response.writeHead(204).end();
    });
    afterAll(async () => {
      await running?.stop();
      await receiver.close();
    });

    async function endpoint(stack: Stack, change: Readonly<Record<string, unknown>> = {}, key?: string): Promise<Made> {
      const body = { url: receiver.url, ...change };
      const { status, json } = await stack.call('POST', '/callback-endpoints', {
        body,
        ...(key !== undefined && { key }),
      });
      expect(status).toBe(201);
      return { id: textAt(json, 'id'), secret: textAt(json, 'secret') };
    }

    const typesOf = (id: string) =>
      receiver.received.filter(({ json }) => at(json, 'data', 'id') === id).map(({ json }) => at(json, 'type'));

    it('a purchase order is told of to the end, signed as the public library wants it', async ({ skip }) => {
      const stack = running ?? skip();
      const { secret } = await endpoint(stack);
      const order = exampleOrder({ orderNumber: `PO-CALLBACK-${backend}` });
      const id = textAt((await stack.call('POST', '/purchase-orders', { body: order })).json, 'id');
      const types = ['message.sent', 'message.delivered', 'message.read'];
      await until('all is told', () => types.every((type) => typesOf(id).includes(type)));
      expect(new Set(typesOf(id))).toEqual(new Set(types));
      for (const received of receiver.received) {
        expect(isGenuine(received, secret)).toBe(true);
        expect(isGenuine({ ...received, body: received.body.replace('PO-', 'PX-') }, secret)).toBe(false);
        expect(received.headers['content-type']).toBe('application/json');
      }
      const shown = (await stack.call('GET', `/messages/${id}`)).json;
      // Meta's words come in any order: whoever keeps the highest version has what is shown.
      const versionOf = ({ json }: { readonly json: unknown }) => Number(at(json, 'data', 'version'));
      const last = receiver.received.toSorted((a, b) => versionOf(a) - versionOf(b)).at(-1);
      const { version, ...data } = record(at(last?.json, 'data'));
      expect(version).toBeGreaterThan(1_700_000_000_000_000);
      // Its timeline is not told with each event.
      const { events, ...message } = record(shown);
      expect(events).toBeInstanceOf(Array);
      expect(data).toEqual(message);
    });

    it('a test event arrives, and its log says so', async ({ skip }) => {
      const stack = running ?? skip();
      const { id } = await endpoint(stack);
      receiver.answer = (response) => response.writeHead(200).end('thank you');
      const delivery = textAt((await stack.call('POST', `/callback-endpoints/${id}/test`)).json, 'id');
      const read = () => stack.call('GET', `/callback-endpoints/${id}/deliveries/${delivery}`);
      await until('it is delivered', async () => at((await read()).json, 'state') === 'DELIVERED');
      expect((await read()).json).toMatchObject({
        type: 'callback.test',
        nextTryAt: null,
        attempts: [{ number: 1, status: 200, error: null, answer: 'thank you' }],
      });
      const list = await stack.call('GET', `/callback-endpoints/${id}/deliveries?state=DELIVERED`);
      expect(at(list.json, 'items', 0, 'id')).toBe(delivery);
      expect(at((await stack.call('GET', `/callback-endpoints/${id}/deliveries?state=FAILED`)).json, 'items')).toEqual(
        [],
      );
    });

    it('while a secret is replaced both are good', async ({ skip }) => {
      const stack = running ?? skip();
      const { id, secret } = await endpoint(stack);
      const rotated = (await stack.call('POST', `/callback-endpoints/${id}/rotate-secret`)).json;
      const fresh = textAt(rotated, 'secret');
      expect(fresh).not.toBe(secret);
      expect(at(rotated, 'previousSecretUntil')).toMatch(/Z$/);
      await stack.call('POST', `/callback-endpoints/${id}/test`);
      await until('it arrives', () => receiver.received.length === 1);
      for (const received of receiver.received)
        expect([isGenuine(received, secret), isGenuine(received, fresh)]).toEqual([true, true]);
      await stack.sql(`UPDATE callback_endpoints SET previous_until = now() - interval '1 second' WHERE id = $1`, [id]);
      // Whoever serves it just now has read it before.
      await until('the old one signs no more', async () => {
        const before = receiver.received.length;
        await stack.call('POST', `/callback-endpoints/${id}/test`);
        await until('it arrives', () => receiver.received.length > before);
        return receiver.received.slice(before).every((received) => !isGenuine(received, secret));
      });
      expect(receiver.received.every((received) => isGenuine(received, fresh))).toBe(true);
    });

    it('what was missed is told after all, by recovering and one by one', async ({ skip }) => {
      const stack = running ?? skip();
      const { id } = await endpoint(stack);
      const since = new Date().toISOString();
      receiver.answer = (response) => response.writeHead(503).end();
      for (let count = 0; count < 3; count += 1) await stack.call('POST', `/callback-endpoints/${id}/test`);
      await until('they have failed', () => receiver.received.length === 3);
      receiver.answer = (response) => response.writeHead(204).end();
      const recover = (body: Readonly<Record<string, unknown>>) =>
        stack.call('POST', `/callback-endpoints/${id}/recover`, { body });
      await until(
        'it is written down',
        async () => at((await recover({ since, dryRun: true })).json, 'recovered') === 3,
      );
      const missed = receiver.received.splice(0).map((received) => received.id);
      expect(await recover({ since })).toMatchObject({ status: 202, json: { recovered: 3, dryRun: false } });
      await until('they arrive', () => receiver.received.length === 3);
      expect(receiver.received.map((received) => received.id).toSorted()).toEqual(missed.toSorted());
      // What is still under way is not posted once more for being asked for.
      await until('all is written down', async () => {
        const { json } = await stack.call('GET', `/callback-endpoints/${id}/deliveries`);
        return [0, 1, 2].every((index) => at(json, 'items', index, 'state') === 'DELIVERED');
      });
      const again = await stack.call('POST', `/callback-endpoints/${id}/deliveries/${missed[0] ?? ''}/redeliver`);
      expect(again.status).toBe(202);
      const times = (): number => receiver.received.filter((received) => received.id === missed[0]).length;
      await until('it arrives', () => times() >= 2);
      expect(new Set(receiver.received.map((received) => received.id))).toEqual(new Set(missed));
    });

    it.runIf(backend === 'redis')('nothing is lost when the queue forgets everything', async ({ skip }) => {
      const stack = running ?? skip();
      await endpoint(stack, { events: ['message.read'] });
      const client = new Redis(stack.redisUrl ?? '');
      const ids: string[] = [];
      for (let count = 0; count < 10; count += 1) {
        const body = exampleMessage({ to: `+3460000010${count}` });
        ids.push(textAt((await stack.call('POST', '/messages', { body })).json, 'id'));
        await client.flushall();
      }
      client.disconnect();
      const untold = (): readonly string[] => ids.filter((id) => typesOf(id).length === 0);
      await until('all are told', () => untold().length === 0, 40_000);
      expect(untold()).toEqual([]);
    });

    it.runIf(backend === 'postgres')('a terminal shows and does the same', async ({ skip }) => {
      const stack = running ?? skip();
      const { id } = await endpoint(stack);
      const callbacks = (...words: readonly string[]) => recado(stack.databaseUrl, 'callbacks', ...words);
      const delivery = textAt((await stack.call('POST', `/callback-endpoints/${id}/test`)).json, 'id');
      const log = () => stack.call('GET', `/callback-endpoints/${id}/deliveries`);
      await until('it is delivered', async () => at((await log()).json, 'items', 0, 'state') === 'DELIVERED');
      expect(callbacks('deliveries', id).said).toMatch(`${delivery}  `);
      expect(callbacks('redeliver', id, delivery)).toMatchObject({ code: 0, complained: '' });
      await until('it arrives', () => receiver.received.length === 2);
      expect(callbacks('disable', id).said).toBe(`${id} is disabled.\n`);
      expect(callbacks('list').said).toMatch(new RegExp(`^${id}  DISABLED \\(PERSON\\) since`, 'm'));
      const refused = callbacks('recover', id, '--since', '2026-01-01');
      expect(refused).toMatchObject({ code: 1, complained: expect.stringContaining('is disabled') });
    });
  });
}

describe('endpoints', () => {
  let stack: Stack;
  let key: string;
  let bound: string;
  const URL_OF = 'https://198.51.100.7/callbacks';

  beforeAll(async () => {
    const environment = { ...ENVIRONMENT, CALLBACK_ALLOWED_HOSTS: '198.51.100.0/24' };
    const started = await startStack({ environment });
    if (started === null) throw new Error('PostgreSQL is always there');
    stack = started;
    key = await makeKey(stack, 'procurement', ['callbacks:write', 'messages:write'], null);
    bound = await makeKey(stack, 'procurement', ['callbacks:write'], [SENDER]);
  });
  afterAll(() => stack.stop());

  const create = (body: Readonly<Record<string, unknown>>, by = key): Promise<Answer> =>
    stack.call('POST', '/callback-endpoints', { body: { url: URL_OF, ...body }, key: by });

  it('show their secret once, and keep it sealed', async () => {
    const { json, text } = await create({ description: 'Production' });
    const secret = textAt(json, 'secret');
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(text).toContain('Production');
    const id = textAt(json, 'id');
    const read = await stack.call('GET', `/callback-endpoints/${id}`, { key });
    expect(read.json).toMatchObject({ url: URL_OF, events: null, senders: null, enabled: true, waiting: 0 });
    expect(read.text).not.toContain('whsec_');
    const rows = JSON.stringify(await stack.sql('SELECT * FROM callback_endpoints'));
    expect(rows).not.toContain(secret.slice(6, 40));
    expect(stack.logged.join('')).not.toContain(secret.slice(6, 40));
  });

  it('are changed field by field, disabled, enabled and deleted', async () => {
    const id = textAt((await create({ events: ['message.read'], senders: [SENDER], rateLimit: 5 })).json, 'id');
    const patch = (body: Readonly<Record<string, unknown>>) =>
      stack.call('PATCH', `/callback-endpoints/${id}`, { body, key });
    expect((await patch({ rateLimit: null })).json).toMatchObject({
      events: ['message.read'],
      senders: [SENDER],
      rateLimit: null,
    });
    expect((await patch({ events: null, enabled: false })).json).toMatchObject({
      events: null,
      enabled: false,
      disabledBecause: 'PERSON',
    });
    for (const path of ['test', 'recover']) {
      const body = path === 'recover' ? { body: { since: '2026-12-01T00:00:00Z' } } : {};
      const { status, json } = await stack.call('POST', `/callback-endpoints/${id}/${path}`, { key, ...body });
      expect([status, at(json, 'code')]).toEqual([409, 'CALLBACK_ENDPOINT_DISABLED']);
    }
    expect((await patch({ enabled: true })).json).toMatchObject({
      enabled: true,
      disabledBecause: null,
      disabledAt: null,
    });
    expect((await stack.call('DELETE', `/callback-endpoints/${id}`, { key })).status).toBe(204);
    expect((await stack.call('GET', `/callback-endpoints/${id}`, { key })).status).toBe(404);
    expect((await patch({ enabled: true })).status).toBe(404);
  });

  it('can be disabled though their number was removed from the configuration', async () => {
    const id = textAt((await create({ senders: [SENDER] })).json, 'id');
    await stack.sql(`UPDATE callback_endpoints SET sender_ids = '{999}' WHERE id = $1`, [id]);
    const patch = (body: Readonly<Record<string, unknown>>) =>
      stack.call('PATCH', `/callback-endpoints/${id}`, { body, key });
    const disabled = await patch({ enabled: false });
    expect([disabled.status, at(disabled.json, 'senders', 0)]).toEqual([200, '999']);
    expect((await patch({ senders: ['999'] })).status).toBe(422);
  });

  it.each([
    [{ url: 'https://127.0.0.1/' }, 422, 'CALLBACK_URL_REFUSED', 'url'],
    [{ url: 'https://169.254.169.254/latest' }, 422, 'CALLBACK_URL_REFUSED', 'url'],
    [{ url: 'https://localhost/' }, 422, 'CALLBACK_URL_REFUSED', 'url'],
    [{ url: 'https://a:b@198.51.100.7/' }, 422, 'CALLBACK_URL_REFUSED', 'url'],
    [{ url: 7 }, 400, 'INVALID_REQUEST', 'url'],
    [{ events: ['message.lost'] }, 422, 'VALIDATION_FAILED', 'events'],
    [{ events: [] }, 422, 'VALIDATION_FAILED', 'events'],
    [{ senders: ['1'] }, 422, 'SENDER_UNKNOWN', 'senders[0]'],
    [{ rateLimit: 0 }, 422, 'VALIDATION_FAILED', 'rateLimit'],
    [{ secret: 'mine' }, 400, 'INVALID_REQUEST', 'secret'],
  ])('are refused with %j', async (body, status, code, path) => {
    const answer = await create(body);
    expect([answer.status, at(answer.json, 'code'), at(answer.json, 'errors', 0, 'path')]).toEqual([
      status,
      code,
      path,
    ]);
  });

  it('of another client, or of senders that a key is not bound to, are as if they did not exist', async () => {
    const other = await makeKey(stack, 'another', ['callbacks:write'], null);
    const elsewhere = await makeKey(stack, 'procurement', ['callbacks:write'], ['209876543210987']);
    const all = textAt((await create({})).json, 'id');
    const ofSender = textAt((await create({}, bound)).json, 'id');
    const seen = async (by: string) =>
      [all, ofSender].map(async (id) => (await stack.call('GET', `/callback-endpoints/${id}`, { key: by })).status);
    expect(await Promise.all(await seen(key))).toEqual([200, 200]);
    expect(await Promise.all(await seen(bound))).toEqual([404, 200]);
    expect(await Promise.all(await seen(other))).toEqual([404, 404]);
    expect(await Promise.all(await seen(elsewhere))).toEqual([404, 404]);
    const read = await stack.call('GET', `/callback-endpoints/${ofSender}`, { key });
    expect(at(read.json, 'senders')).toEqual([SENDER]);
    const refused = await create({ senders: [SENDER] }, elsewhere);
    expect([refused.status, at(refused.json, 'code')]).toEqual([403, 'SENDER_NOT_ALLOWED']);
    const widened = await stack.call('PATCH', `/callback-endpoints/${ofSender}`, {
      body: { senders: null },
      key: bound,
    });
    expect(at(widened.json, 'senders')).toEqual([SENDER]);
  });

  it('cannot be made without a key to seal their secrets', async () => {
    const bare = await startStack({ databaseUrl: stack.databaseUrl });
    if (bare === null) throw new Error('PostgreSQL is always there');
    const answer = await bare.call('POST', '/callback-endpoints', { body: { url: 'https://8.8.8.8/' } });
    await bare.stop();
    expect([answer.status, at(answer.json, 'code')]).toEqual([503, 'CALLBACKS_NOT_CONFIGURED']);
  });

  it('in production want TLS', async () => {
    const environment = { ...ENVIRONMENT, NODE_ENV: 'production', PUBLIC_URL: 'https://recado.example' };
    const production = await startStack({ databaseUrl: stack.databaseUrl, environment });
    if (production === null) throw new Error('PostgreSQL is always there');
    const answers = await Promise.all(
      ['http', 'https'].map((scheme) =>
        production.call('POST', '/callback-endpoints', { body: { url: `${scheme}://8.8.8.8/` } }),
      ),
    );
    await production.stop();
    expect(answers.map(({ status }) => status)).toEqual([422, 201]);
  });
});
