import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CallbackDatabase, type EndpointWish, type TestEndpoint } from './callback-database.js';
import { CallbackReceiver } from './callback-receiver.js';
import { type CallbackService, callbackService } from './callback-service.js';
import { at } from '../support/examples.js';

/** Seconds from each failure to the next try. */
const PLANNED = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

let database: CallbackDatabase;
let receiver: CallbackReceiver;
let service: CallbackService;

beforeAll(async () => {
  database = await CallbackDatabase.start();
});
beforeEach(async () => {
  await database.empty();
  receiver = await CallbackReceiver.start();
  service = callbackService(database, 300);
});
afterEach(async () => {
  await service.close();
  await receiver.close();
});
afterAll(() => database.stop());

const endpointAt = (change: EndpointWish = {}): Promise<TestEndpoint> =>
  database.endpoint({ url: receiver.url, ...change });

const answerWith = (status: number, headers: Readonly<Record<string, string>> = {}, text = ''): void => {
  receiver.answer = (response) => response.writeHead(status, headers).end(text);
};

/** Seconds until the next try, by PostgreSQL's clock; null where there is none. */
async function nextTryIn(deliveryId: string): Promise<number | null> {
  const [row] = await database.sending.sql<{ seconds: number | null }>(
    `SELECT CASE WHEN state = 0 THEN extract(epoch FROM due_at - now())::float8 END AS seconds
     FROM callback_deliveries WHERE id = $1`,
    [deliveryId],
  );
  return row?.seconds ?? null;
}

/** As if that time were over. */
const letItBeDue = () => database.sending.sql('UPDATE callback_deliveries SET due_at = now() WHERE state = 0');

describe('a delivery that fails', () => {
  it('is tried ten times within three days, each at its time, and then the endpoint is disabled', async () => {
    answerWith(500, {}, 'no such table');
    const { id: endpoint } = await endpointAt();
    const delivery = await database.deliveries.test(endpoint);
    for (const planned of PLANNED) {
      await service.serve.execute(endpoint);
      const seconds = (await nextTryIn(delivery)) ?? 0;
      expect(seconds).toBeGreaterThan(planned - 1);
      expect(seconds).toBeLessThan(planned * 1.1 + 1);
      await letItBeDue();
    }
    await service.serve.execute(endpoint);
    expect(await nextTryIn(delivery)).toBeNull();
    expect(receiver.received).toHaveLength(10);
    expect(new Set(receiver.received.map(({ id }) => id))).toEqual(new Set([delivery]));
    const [disabled] = await database.endpoints.list({ clientId: null, senderIds: null });
    expect(disabled).toMatchObject({ enabled: false, disabledBecause: 'EXHAUSTED' });
    expect(service.logged.join('')).toContain('"event":"callback.endpoint_disabled"');
    expect(await service.metrics.registry.metrics()).toMatch(
      /^recado_callback_deliveries_total\{.*result="failed".*\} 1$/m,
    );
    const [logged] = (await database.deliveries.list(endpoint, { limit: 10 })).items;
    expect(logged).toMatchObject({ state: 'FAILED', dueAt: null });
    expect(logged?.attempts).toHaveLength(10);
    expect(logged?.attempts[9]).toMatchObject({ number: 10, status: 500, error: null, answer: 'no such table' });
  });

  it('says of its endpoint since when, for as long as it waits', async () => {
    const { id: endpoint } = await endpointAt();
    const failingSince = async (): Promise<Date | null | undefined> =>
      (await database.endpoints.find({ clientId: null, senderIds: null }, endpoint))?.failingSince;
    const failed = async (deliveryId: string, minutesAgo: number): Promise<Date> => {
      const startedAt = new Date(Date.now() - minutesAgo * 60_000);
      const answer = { durationMs: 1, status: 500, error: null, answer: '' };
      await database.deliveries.settle([{ deliveryId, startedAt, ...answer, outcome: { kind: 'again', inMs: 5_000 } }]);
      return startedAt;
    };
    const [first, second] = [await database.deliveries.test(endpoint), await database.deliveries.test(endpoint)];
    expect(await failingSince()).toBeNull();
    const since = await failed(first, 60);
    await failed(first, 55);
    const later = await failed(second, 50);
    expect(await failingSince()).toEqual(since);
    // Begun anew: what it failed before counts no more.
    await database.deliveries.redeliver(endpoint, first);
    expect(await failingSince()).toEqual(later);
    await failed(first, 2);
    const last = await failed(first, 1);
    expect(await failingSince()).not.toEqual(last);
    await letItBeDue();
    await service.serve.execute(endpoint);
    expect(await failingSince()).toBeNull();
  });

  it('finds by an index since when an endpoint fails, however much waits for it', async () => {
    const { id: endpoint } = await endpointAt();
    await database.sending.sql(
      `INSERT INTO callback_deliveries (endpoint_id, type, version, occurred_at, state, attempts, failures)
       SELECT $1, 'endpoint.test', n, now(), 0, 1, 1 FROM generate_series(1, 5000) n`,
      [endpoint],
    );
    await database.sending.sql('ANALYZE callback_deliveries');
    const scans = `SELECT idx_scan::integer AS count FROM pg_stat_user_indexes WHERE indexrelname = 'callback_deliveries_failing'`;
    const read = async (): Promise<unknown> => {
      await database.endpoints.list({ clientId: null, senderIds: null });
      return at(await database.sending.sql(scans), 0, 'count');
    };
    // PostgreSQL counts with a delay.
    await expect.poll(read, { timeout: 20_000 }).toBeGreaterThan(0);
  });

  it('ends its endpoint in the statement that gives it up: no worker dies between them', async () => {
    const { id: endpoint } = await endpointAt();
    const [last, other] = [await database.deliveries.test(endpoint), await database.deliveries.test(endpoint)];
    const failed = { startedAt: new Date(), durationMs: 1, status: 500, error: null, answer: '' };
    const tries = [
      { deliveryId: other, ...failed, outcome: { kind: 'again', inMs: 5_000 } },
      { deliveryId: last, ...failed, outcome: { kind: 'failed', because: 'EXHAUSTED' } },
    ] as const;
    expect(await database.deliveries.settle(tries)).toEqual([false, true]);
    const [disabled] = await database.endpoints.list({ clientId: null, senderIds: null });
    expect(disabled).toMatchObject({ enabled: false, disabledBecause: 'EXHAUSTED', waiting: 1 });
  });

  it('waits as long as the endpoint asks for', async () => {
    answerWith(503, { 'retry-after': '120' });
    const { id: endpoint } = await endpointAt();
    const delivery = await database.deliveries.test(endpoint);
    await service.serve.execute(endpoint);
    expect(await nextTryIn(delivery)).toBeGreaterThan(118);
  });

  it.each([
    ['a redirect', 307],
    ['a refusal', 401],
    ['an error', 500],
  ])('has failed by %s', async (_what, status) => {
    answerWith(status, { location: receiver.url });
    const { id: endpoint } = await endpointAt();
    await database.deliveries.test(endpoint);
    await service.serve.execute(endpoint);
    expect(receiver.received).toHaveLength(1);
    const [logged] = (await database.deliveries.list(endpoint, { limit: 1 })).items;
    expect(logged).toMatchObject({ state: 'WAITING', attempts: [expect.objectContaining({ status })] });
  });

  it('has failed by silence, and by nobody being there', async () => {
    receiver.answer = () => undefined;
    const { id: silent } = await endpointAt();
    const { id: nobody } = await database.endpoint({ url: 'http://127.0.0.1:1/' });
    for (const [endpoint, error] of [
      [silent, 'TIMEOUT'],
      [nobody, 'ECONNREFUSED'],
    ] as const) {
      await database.deliveries.test(endpoint);
      await service.serve.execute(endpoint);
      const [logged] = (await database.deliveries.list(endpoint, { limit: 1 })).items;
      expect(logged?.attempts[0]).toMatchObject({ status: null, error, answer: null });
    }
  });

  it('is no longer tried when the endpoint says that it is gone (410)', async () => {
    answerWith(410);
    const { id: endpoint } = await endpointAt();
    await database.deliveries.test(endpoint);
    await service.serve.execute(endpoint);
    const [gone] = await database.endpoints.list({ clientId: null, senderIds: null });
    expect(gone).toMatchObject({ enabled: false, disabledBecause: 'GONE', waiting: 0 });
    expect(await service.serve.execute(endpoint)).toContain('nothing to do');
  });
});

describe('recovering', () => {
  it('delivers all that was missed since then, once each, and nothing that was delivered', async () => {
    const { id: endpoint } = await endpointAt();
    await database.deliveries.test(endpoint);
    await service.serve.execute(endpoint);
    answerWith(500);
    const since = new Date();
    const missed = [await database.deliveries.test(endpoint), await database.deliveries.test(endpoint)];
    await service.serve.execute(endpoint);
    await database.exhaust(endpoint);
    // While it is disabled, events begin as given up.
    missed.push(await database.deliveries.test(endpoint));
    await database.sending.sql('UPDATE callback_deliveries SET state = 2 WHERE state = 0');

    answerWith(204);
    const [settings] = await database.endpoints.list({ clientId: null, senderIds: null });
    if (settings === undefined) throw new Error('it is there');
    await database.endpoints.change(endpoint, { ...settings, enabled: true });
    receiver.received.length = 0;
    expect(await database.deliveries.recover(endpoint, since, true)).toBe(3);
    expect(await database.deliveries.recover(endpoint, since, false)).toBe(3);
    await service.serve.execute(endpoint);
    expect(receiver.received.map(({ id }) => id).toSorted()).toEqual(missed.toSorted());
    expect(await database.deliveries.recover(endpoint, since, false)).toBe(0);
  });

  it('delivers one once more, whatever became of it, under the same id', async () => {
    const { id: endpoint } = await endpointAt();
    const delivery = await database.deliveries.test(endpoint);
    await service.serve.execute(endpoint);
    expect(await database.deliveries.redeliver(endpoint, delivery)).toBe(true);
    await service.serve.execute(endpoint);
    expect(receiver.received.map(({ id }) => id)).toEqual([delivery, delivery]);
    const { id: other } = await endpointAt();
    expect(await database.deliveries.redeliver(other, delivery)).toBe(false);
  });
});

describe('an endpoint', () => {
  it('is served by one worker at a time, and by the next one when that has died', async () => {
    const { id: endpoint } = await endpointAt();
    await database.deliveries.test(endpoint);
    const dead = '00000000-0000-4000-8000-000000000000';
    expect(await database.lanes.take(endpoint, dead)).not.toBeNull();
    expect(await service.serve.execute(endpoint)).toContain('another worker serves it');
    expect(await database.lanes.wake()).toEqual([]);
    await database.sending.sql(`UPDATE callback_lanes SET held_until = now() - interval '1 millisecond'`);
    expect(await database.lanes.keep(endpoint, dead)).toBe(false);
    expect(await database.lanes.wake()).toEqual([{ endpointId: endpoint, wakes: 1 }]);
    expect(await service.serve.execute(endpoint)).toBe('1 tried');
  });

  it('is put into the queue once, and again when the queue has lost it', async () => {
    const { id: endpoint } = await endpointAt();
    await database.deliveries.test(endpoint);
    expect(await database.lanes.wake()).toHaveLength(1);
    expect(await database.lanes.wake()).toEqual([]);
    await database.sending.sql(`UPDATE callback_lanes SET woken_at = now() - interval '6 seconds'`);
    expect(await database.lanes.wake()).toEqual([{ endpointId: endpoint, wakes: 2 }]);
  });

  it('hears no more in a second than it wants', async () => {
    const { id: endpoint } = await endpointAt({ rateLimit: 20 });
    for (let count = 0; count < 12; count += 1) await database.deliveries.test(endpoint);
    await service.serve.execute(endpoint);
    const [first, last] = [receiver.received[0]?.at ?? 0, receiver.received.at(-1)?.at ?? 0];
    // Twelve at twenty a second; the first few may come together.
    expect(last - first).toBeGreaterThan(300);
    expect(receiver.received).toHaveLength(12);
  });

  it('hears no more in a second than it wants though its events come one by one', async () => {
    const { id: endpoint } = await endpointAt({ rateLimit: 1 });
    const delivery = await database.deliveries.test(endpoint);
    expect(await service.serve.execute(endpoint)).toBe('1 tried');
    const [lane] = await database.sending.sql<{ restMs: number }>(
      `SELECT extract(epoch FROM l.held_until - a.started_at)::float8 * 1000 AS "restMs"
       FROM callback_lanes l JOIN callback_attempts a ON a.delivery_id = $1`,
      [delivery],
    );
    // Read by two clocks of one machine.
    expect(lane?.restMs).toBeGreaterThan(950);
    await database.sending.sql(`UPDATE callback_lanes SET held_until = now() + interval '1 minute'`);
    await database.deliveries.test(endpoint);
    expect(await database.lanes.wake()).toEqual([]);
    expect(await service.serve.execute(endpoint)).toContain('nothing to do');
  });

  it('is served by what it has become within seconds of a change', async () => {
    const { id: endpoint } = await endpointAt();
    const holder = '00000000-0000-4000-8000-000000000000';
    await database.lanes.take(endpoint, holder);
    const [settings] = await database.endpoints.list({ clientId: null, senderIds: null });
    if (settings === undefined) throw new Error('it is there');
    await database.endpoints.change(endpoint, { ...settings, url: 'https://elsewhere.example/', enabled: null });
    expect(await database.lanes.keep(endpoint, holder)).toBe(false);
    const [lane] = await database.sending.sql<{ seconds: number }>(
      'SELECT extract(epoch FROM held_until - now())::float8 AS seconds FROM callback_lanes',
    );
    expect(lane?.seconds).toBeLessThanOrEqual(3);
  });

  it('hears what happens to one message one after the other', async () => {
    const { id: endpoint } = await endpointAt({ events: ['message.sent', 'message.delivered', 'message.read'] });
    const ids = await database.sending.messages(15);
    for (const progress of [3, 5, 6]) {
      await database.sending.sql('UPDATE whatsapp_messages SET progress = $1, sent_at = now()', [progress]);
    }
    await service.serve.execute(endpoint);
    for (const id of ids) {
      const heard = receiver.received.filter(({ json }) => at(json, 'data', 'id') === id);
      expect(heard.map(({ json }) => at(json, 'type'))).toEqual(['message.sent', 'message.delivered', 'message.read']);
    }
  });

  it('loses nothing where its secret cannot be read: it waits for the key', async () => {
    const { id: endpoint } = await endpointAt();
    const delivery = await database.deliveries.test(endpoint);
    await database.sending.sql(`UPDATE callback_endpoints SET secret = 'v1.00000000.AAAA'`);
    expect(await service.serve.execute(endpoint)).toContain('ENCRYPTION_KEY');
    expect(receiver.received).toEqual([]);
    expect(await nextTryIn(delivery)).toBeLessThanOrEqual(0);
  });
});

describe('deliveries', () => {
  it('are forgotten a week after they were settled, with their tries, and those of a deleted endpoint at once', async () => {
    const { id: endpoint } = await endpointAt();
    const { id: deleted } = await endpointAt();
    const [old, young] = [await database.deliveries.test(endpoint), await database.deliveries.test(endpoint)];
    await database.deliveries.test(deleted);
    await service.serve.execute(endpoint);
    await database.endpoints.remove(deleted);
    await database.sending.sql(
      `UPDATE callback_deliveries SET occurred_at = now() - interval '8 days', settled_at = now() - interval '8 days' WHERE id = $1`,
      [old],
    );
    expect(await database.deliveries.forget()).toBe(2);
    expect(await database.sending.sql('SELECT id FROM callback_deliveries')).toEqual([{ id: young }]);
    expect(await database.sending.sql('SELECT delivery_id AS id FROM callback_attempts')).toEqual([{ id: young }]);
    expect(await database.deliveries.forget()).toBe(0);
  });

  it('are forgotten a week after they happened also where nobody gave them up, because they came while it was disabled', async () => {
    const { id: endpoint } = await endpointAt();
    const { id: enabled } = await endpointAt();
    await database.exhaust(endpoint);
    const late = await database.deliveries.test(endpoint);
    const waits = await database.deliveries.test(enabled);
    await database.sending.sql(`UPDATE callback_deliveries SET occurred_at = now() - interval '8 days'`);
    expect(await database.deliveries.forget()).toBe(1);
    const left = await database.sending.sql<{ id: string }>('SELECT id FROM callback_deliveries');
    expect(left).toEqual([{ id: waits }]);
    expect(late).not.toBe(waits);
  });
});
