import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';
import { CallbackReceiver, isGenuine } from '../callbacks/callback-receiver.js';
import { at, textAt } from '../support/examples.js';
import { BACKENDS, FaultStack, type FaultStackOptions, LONG, SEED } from './fault-stack.js';
import { every, pause } from './run-fault.js';
import { steadyLoad } from './steady-load.js';
import { tell } from './tell.js';

/*
 * Callbacks while things break. Of the long tier: what can be shown in seconds is shown in test/callbacks and test/e2e.
 */
const LIMIT = 900_000;

const started: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of started.splice(0).toReversed()) await one.close();
});

async function start(options: Partial<FaultStackOptions> = {}): Promise<FaultStack> {
  const stack = await FaultStack.start({
    backend: BACKENDS[0] ?? 'postgres',
    workers: 2,
    ...options,
    environment: {
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      CALLBACK_ALLOWED_HOSTS: '127.0.0.1',
      ...options.environment,
    },
  });
  started.push(stack);
  return stack;
}

async function listen(): Promise<CallbackReceiver> {
  const receiver = await CallbackReceiver.start();
  started.push(receiver);
  return receiver;
}

interface Endpoint {
  readonly id: string;
  readonly secret: string;
}

async function call(stack: FaultStack, method: string, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${stack.apiUrl}/callback-endpoints${path}`, {
    method,
    headers: stack.headers,
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function endpoint(stack: FaultStack, { url }: CallbackReceiver, change = {}): Promise<Endpoint> {
  const made = await call(stack, 'POST', '', { url, ...change });
  return { id: textAt(made, 'id'), secret: textAt(made, 'secret') };
}

/** Waits until every message has come to its end, or waits for a person, and nothing more is due for this endpoint. */
async function told(stack: FaultStack, endpointId: string, limitMs = 300_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const [left]: { messages: number; deliveries: number }[] = await stack.database.query(
      `SELECT (SELECT count(*) FROM whatsapp_messages m WHERE progress NOT IN (2, 4, 6)
           AND NOT EXISTS (SELECT FROM send_queue q WHERE q.message_id = m.id AND q.state = 3))::integer AS messages,
         (SELECT count(*) FROM callback_deliveries WHERE endpoint_id = $1 AND state = 0)::integer AS deliveries`,
      [endpointId],
    );
    if (left?.messages === 0 && left.deliveries === 0) return;
    if (performance.now() > deadline) throw new Error(`still ${JSON.stringify(left)} after ${limitMs} ms`);
    await pause(500);
  }
}

/** What came of a load, by what the receiver heard and what the database says. */
async function audit(stack: FaultStack, receiver: CallbackReceiver, accepted: readonly string[]) {
  const rows: { id: string; status: string }[] = await stack.database.query(
    `SELECT m.id, CASE q.state WHEN 3 THEN 'HELD' ELSE m.status END AS status
     FROM whatsapp_messages m LEFT JOIN send_queue q ON q.message_id = m.id`,
  );
  const statusOf = new Map(rows.map((row) => [row.id, row.status]));
  const heard = new Map<string, Set<string>>();
  for (const { id, json } of receiver.received) {
    const event = `${textAt(json, 'data', 'id')} ${textAt(json, 'type')}`;
    heard.set(event, (heard.get(event) ?? new Set()).add(id));
  }
  const final = new Map([
    ['READ', 'message.read'],
    // Two calls for it died: a person decides.
    ['HELD', 'message.held'],
  ]);
  const finalOf = (id: string): string => final.get(statusOf.get(id) ?? '') ?? 'message.failed';
  return {
    messages: accepted.length,
    events: heard.size,
    received: receiver.received.length,
    lostFinal: accepted.filter((id) => !heard.has(`${id} ${finalOf(id)}`)).length,
    lostSent: accepted.filter((id) => statusOf.get(id) === 'READ' && !heard.has(`${id} message.sent`)).length,
    severalIds: [...heard.values()].filter((ids) => ids.size > 1).length,
  };
}

/** Milliseconds that this share of the values does not exceed. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}

describe.runIf(LONG)('callbacks', () => {
  it.each(BACKENDS)(
    'are all told under 50 × kill -9 of the workers, repetitions by the same id (queues in %s)',
    { timeout: LIMIT },
    async (backend) => {
      const stack = await start({ backend });
      const receiver = await listen();
      const { id, secret } = await endpoint(stack, receiver);
      const random = seededRandom(SEED);
      const stop = new AbortController();
      const chaos = every(1_400, 50, stop.signal, () => stack.killWorker(random()));
      // Three events each: a little more than 10,000 in all, the last of them after the last kill.
      const load = await steadyLoad(stack, 3_400, 45, `callbacks-kills-${backend}`);
      await chaos;
      await told(stack, id);
      const figures = { ...(await audit(stack, receiver, load.accepted)), killed: stack.deeds.workersReplaced };
      tell(`callbacks-kills-${backend}`, figures);
      expect(figures).toMatchObject({ messages: 3_400, lostFinal: 0, lostSent: 0, severalIds: 0 });
      expect(figures.killed).toBeGreaterThanOrEqual(50);
      expect(figures.events).toBeGreaterThanOrEqual(10_000);
      expect(receiver.received.every((received) => isGenuine(received, secret) || isOld(received))).toBe(true);
    },
  );

  it('control: would be lost if they counted as delivered when they are read', { timeout: LIMIT }, async () => {
    const stack = await start({ preload: 'without-protection.mjs', environment: { WITHOUT: 'afterwards' } });
    const receiver = await listen();
    const { id } = await endpoint(stack, receiver);
    receiver.answer = (response) => void setTimeout(() => response.writeHead(204).end(), 50);
    const random = seededRandom(SEED);
    const chaos = every(1_500, 15, new AbortController().signal, () => stack.killWorker(random()));
    const load = await steadyLoad(stack, 1_000, 45, 'callbacks-control');
    await chaos;
    await told(stack, id);
    const figures = await audit(stack, receiver, load.accepted);
    tell('callbacks-control', figures);
    expect(figures.lostFinal + figures.lostSent).toBeGreaterThan(0);
  });

  /** Milliseconds from an event to its callback, and seconds in which the messages were sent. */
  async function measure(stack: FaultStack, receiver: CallbackReceiver, label: string) {
    receiver.received.length = 0;
    const load = await steadyLoad(stack, 1_500, 50, label);
    const ids = new Set(load.accepted);
    const deadline = performance.now() + 120_000;
    const reads = (): number =>
      receiver.received.filter(({ json }) => at(json, 'type') === 'message.read' && ids.has(textAt(json, 'data', 'id')))
        .length;
    while (reads() < ids.size && performance.now() < deadline) await pause(200);
    const delays = receiver.received.map(
      (received) => performance.timeOrigin + received.at - Date.parse(textAt(received.json, 'timestamp')),
    );
    const [sent]: { rate: number; p99: number }[] = await stack.database.query(
      `SELECT count(*) / extract(epoch FROM max(sent_at) - min(created_at))::float8 AS rate,
         percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM sent_at - created_at) * 1000)::float8 AS p99
       FROM whatsapp_messages WHERE id = ANY($1::uuid[])`,
      [[...ids]],
    );
    return {
      told: reads(),
      callbackP50: quantile(delays, 0.5),
      callbackP99: quantile(delays, 0.99),
      sendRate: sent?.rate ?? 0,
      sendP99: Math.round(sent?.p99 ?? 0),
    };
  }

  const hang = async (stack: FaultStack): Promise<void> => {
    const hanging = await listen();
    // Longer than anybody waits.
    hanging.answer = () => undefined;
    await endpoint(stack, hanging);
  };

  it('to endpoints that hang hold up neither those to others nor the sending', { timeout: LIMIT }, async () => {
    const stack = await start();
    const receiver = await listen();
    await endpoint(stack, receiver);
    await measure(stack, receiver, 'callbacks-warm');
    const before = await measure(stack, receiver, 'callbacks-before');
    for (let count = 0; count < 3; count += 1) await hang(stack);
    const beside = await measure(stack, receiver, 'callbacks-beside');
    const ratio = beside.sendRate / before.sendRate;
    tell('callbacks-hanging', { before: JSON.stringify(before), beside: JSON.stringify(beside), ratio });
    expect([before.told, beside.told]).toEqual([1_500, 1_500]);
    expect(beside.callbackP99).toBeLessThan(1_000);
    expect(ratio).toBeGreaterThan(0.95);
    expect(ratio).toBeLessThan(1.05);
  });

  it('control: would be held up if endpoints were served one after the other', { timeout: LIMIT }, async () => {
    const stack = await start({ preload: 'without-protection.mjs', environment: { WITHOUT: 'places' } });
    const receiver = await listen();
    await endpoint(stack, receiver);
    for (let count = 0; count < 3; count += 1) await hang(stack);
    const beside = await measure(stack, receiver, 'callbacks-one-place');
    tell('callbacks-one-place', beside);
    expect(beside.callbackP99).toBeGreaterThan(1_000);
  });

  it('cost the statements that change a status next to nothing while nobody listens', { timeout: LIMIT }, async () => {
    const stack = await start({ workers: 0 });
    const { database } = stack;
    const [client]: { id: string }[] = await database.query('SELECT id FROM clients LIMIT 1');
    await database.query(
      `INSERT INTO whatsapp_messages (id, client_id, sender_id, recipient_phone, template_name, template_language,
         template_parameters, body_text, expires_at, created_at, updated_at)
       SELECT gen_random_uuid(), $1, '1', '+34600000000', 'po_notification', 'es', '["Proveedor ABC", "PO-1", "1"]', repeat('x', 100),
         now() + interval '1 day', now(), now() FROM generate_series(1, 20000)`,
      [client?.id],
    );
    const ids: { id: string }[] = await database.query('SELECT id FROM whatsapp_messages ORDER BY id');
    /** Milliseconds for a status of every message, fifty at a time. */
    const change = async (progress: number): Promise<number> => {
      await database.query('VACUUM ANALYZE whatsapp_messages');
      const startedAt = performance.now();
      for (let from = 0; from < ids.length; from += 50) {
        const batch = ids.slice(from, from + 50).map(({ id }) => id);
        await database.query(
          'UPDATE whatsapp_messages SET progress = $1, updated_at = now() WHERE id = ANY($2::uuid[])',
          [progress, batch],
        );
      }
      return performance.now() - startedAt;
    };
    const trigger = (verb: 'ENABLE' | 'DISABLE'): Promise<unknown> =>
      database.query(`ALTER TABLE whatsapp_messages ${verb} TRIGGER whatsapp_messages_callbacks`);
    const times = { without: 0, nobody: 0, one: 0 };
    await change(0);
    for (const progress of [3, 5, 6]) {
      await trigger('DISABLE');
      times.without += await change(progress);
      await change(0);
      await trigger('ENABLE');
      times.nobody += await change(progress);
      await change(0);
    }
    await endpoint(stack, await listen());
    for (const progress of [3, 5, 6]) times.one += await change(progress);
    const ratio = { nobody: times.nobody / times.without, one: times.one / times.without };
    tell('callbacks-cost', { ...ratio, millisecondsABatch: times.without / 1_200 });
    expect(ratio.nobody).toBeLessThan(1.15);
  });

  it(
    'are all told after an outage of the receiver, once each, when they are recovered',
    { timeout: LIMIT },
    async () => {
      const stack = await start();
      const receiver = await listen();
      const { id } = await endpoint(stack, receiver);
      receiver.answer = (response) => response.writeHead(503).end();
      const since = new Date(Date.now() - 2 * 3_600_000).toISOString();
      const load = await steadyLoad(stack, 1_000, 50, 'callbacks-outage');
      const deadline = performance.now() + 120_000;
      const untold = async (): Promise<number> => {
        const [row]: { count: number }[] = await stack.database.query(
          'SELECT count(*)::integer AS count FROM whatsapp_messages WHERE progress NOT IN (2, 4, 6)',
        );
        return row?.count ?? 0;
      };
      while ((await untold()) > 0 && performance.now() < deadline) await pause(500);
      // An hour passes: what was to be tried in it was tried in vain.
      await stack.database.query(
        `UPDATE callback_deliveries SET failures = 3, occurred_at = occurred_at - interval '1 hour', due_at = now() + interval '2 hours'`,
      );
      await pause(20_000);
      const refused = receiver.received.length;
      receiver.received.length = 0;
      receiver.answer = (response) => response.writeHead(204).end();
      const recovered = at(await call(stack, 'POST', `/${id}/recover`, { since }), 'recovered');
      await told(stack, id);
      const ids = receiver.received.map((received) => received.id);
      const figures = { ...(await audit(stack, receiver, load.accepted)), refused, recovered };
      tell('callbacks-outage', figures);
      expect(figures).toMatchObject({ lostFinal: 0, lostSent: 0, severalIds: 0 });
      expect(new Set(ids).size).toBe(ids.length);
      expect(recovered).toBe(ids.length);
    },
  );
});

/** The public library takes no timestamp for genuine that is older than five minutes. */
function isOld({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): boolean {
  return Date.now() / 1_000 - Number(headers['webhook-timestamp']) > 280;
}
