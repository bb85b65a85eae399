import { readFileSync, readdirSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';
import { LONG } from './fault-stack.js';
import { until } from '../support/stack.js';
import { acceptedForMutation, effects, mutated, saidOf } from './mutated-webhook.js';
import { WebhookReceiver } from './webhook-receiver.js';
import { MetaCalls, bodyOf, quantile, sentMessages, sign, statusOf } from './webhook-traffic.js';

const SEED = Number(process.env['FAULT_SEED'] ?? 20_261_123);
const LIMIT = 900_000;
const MEGABYTE = 1_024 * 1_024;
/** As apps/api/src/border/http-adapter.ts has them, in milliseconds. */
const [REQUEST_TIMEOUT, HEADERS_TIMEOUT] = [10_000, 5_000];
const BODY_LIMIT = 4 * MEGABYTE;

let receiver: WebhookReceiver;

beforeAll(async () => {
  receiver = await WebhookReceiver.start();
});
afterAll(() => receiver.close());

function tell(test: string, figures: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ test, seed: SEED, ...figures })}\n`);
}

/** A client that writes what it likes, and what it was answered. */
class RawClient {
  private readonly socket: Socket;
  private readonly openedAt = performance.now();
  answer = '';
  /** Milliseconds from the connection to the first byte of the answer, and to its end. */
  answeredAfter: number | null = null;
  closedAfter: number | null = null;

  constructor() {
    this.socket = connect({ ...receiver.address, noDelay: true });
    this.socket.on('data', (chunk) => {
      this.answeredAfter ??= performance.now() - this.openedAt;
      this.answer += String(chunk);
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.closedAfter ??= performance.now() - this.openedAt;
    });
  }

  get status(): string {
    return /^HTTP\/1\.1 (\d{3})/.exec(this.answer)?.[1] ?? 'none';
  }

  get milliseconds(): number {
    return performance.now() - this.openedAt;
  }

  write(bytes: string | Buffer): Promise<void> {
    return new Promise((resolve) => {
      if (this.closedAfter !== null || !this.socket.writable) resolve();
      else this.socket.write(bytes, () => resolve());
    });
  }

  async closed(ms = 20_000): Promise<void> {
    const deadline = performance.now() + ms;
    while (this.closedAfter === null) {
      if (performance.now() > deadline) throw new Error(`the connection is still open after ${ms} ms: ${this.answer}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  end(): void {
    this.socket.destroy();
  }
}

const HEAD = 'POST /api/v1/whatsapp/webhook HTTP/1.1\r\nHost: recado\r\nContent-Type: application/json\r\n';

/** Meanwhile a client that goes on writing would lose the answer: TCP resets a connection that is closed with bytes unread. */
async function answered(client: RawClient): Promise<void> {
  await until('it is answered', () => client.answeredAfter !== null);
}

describe('a body that is too large (C4)', () => {
  it.each<[string, (client: RawClient) => Promise<number>]>([
    [
      'of ten megabytes',
      async (client) => {
        const limitAt = client.milliseconds;
        await client.write(`${HEAD}Content-Length: ${10 * MEGABYTE}\r\n\r\n`);
        await answered(client);
        const chunk = Buffer.alloc(64 * 1_024, 'x');
        for (let sent = 0; sent < 10 * MEGABYTE && client.closedAfter === null; sent += chunk.length) {
          await client.write(chunk);
        }
        return limitAt;
      },
    ],
    [
      'without an end',
      async (client) => {
        await client.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
        const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x1_0000, 'x'), Buffer.from('\r\n')]);
        for (let sent = 0; sent < BODY_LIMIT; sent += 0x1_0000) await client.write(chunk);
        const limitAt = client.milliseconds;
        await client.write('1\r\nx\r\n');
        await answered(client);
        for (let more = 0; more < 1_000 && client.closedAfter === null; more += 1) await client.write(chunk);
        return limitAt;
      },
    ],
  ])('%s is answered with 413 at once, and the connection is closed', async (name, send) => {
    const before = await receiver.residentMegabytes();
    const client = new RawClient();
    const limitAt = await send(client);
    await client.closed();
    const grown = (await receiver.residentMegabytes()) - before;
    const after = Math.round((client.answeredAfter ?? Number.NaN) - limitAt);
    const closedAfter = Math.round((client.closedAfter ?? Number.NaN) - limitAt);
    tell(`body ${name}`, {
      status: client.status,
      answeredMs: after,
      closedMs: closedAfter,
      grownMb: Math.round(grown),
    });
    expect(client.status).toBe('413');
    expect(after).toBeLessThanOrEqual(100);
    expect(closedAfter).toBeLessThanOrEqual(LONG ? 100 : 5_000);
    expect(grown).toBeLessThan(20);
  });

  it('that unpacks to a gigabyte is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * MEGABYTE));
    const before = await receiver.residentMegabytes();
    const meta = new MetaCalls(receiver);
    const statuses = [
      await meta.post(bomb, sign(bomb), { 'content-encoding': 'gzip' }),
      await meta.post(bomb, 'sha256=0', { 'content-encoding': 'gzip' }),
    ];
    await meta.close();
    const grown = (await receiver.residentMegabytes()) - before;
    tell('gzip-bomb', { statuses, packedKb: Math.round(bomb.length / 1_024), grownMb: Math.round(grown) });
    expect(statuses).toEqual([415, 415]);
    expect(grown).toBeLessThan(20);
  });
});

it('bodies of those who show no key are not held, wherever they go', { timeout: LIMIT }, async () => {
  const half = Buffer.alloc(MEGABYTE / 2, 'x');
  const head = (path: string): string =>
    `POST ${path} HTTP/1.1\r\nHost: recado\r\nContent-Type: application/json\r\nContent-Length: ${MEGABYTE}\r\n\r\n`;
  const before = await receiver.residentMegabytes();
  const clients = Array.from({ length: 300 }, () => new RawClient());
  const paths = ['/api/v1/whatsapp/messages', '/api/v1/whatsapp/purchase-orders', '/nowhere'];
  await Promise.all(clients.map((client, index) => client.write(head(paths[index % 3] ?? ''))));
  await Promise.all(clients.map((client) => client.write(half)));
  await Promise.all(clients.map(answered));
  const grown = (await receiver.residentMegabytes()) - before;
  const statuses = [...new Set(clients.map(({ status }) => status))].toSorted();
  for (const client of clients) client.end();
  tell('bodies without a key', { clients: clients.length, statuses, grownMb: Math.round(grown) });
  expect(statuses).toEqual(['401', '404']);
  expect(grown).toBeLessThan(60);
});

it('clients that dawdle are cut off with 408, and others do not notice (C5)', { timeout: LIMIT }, async () => {
  const clients = Array.from({ length: 500 }, () => new RawClient());
  const [slowHeads, slowBodies] = [clients.slice(0, 250), clients.slice(250)];
  await Promise.all(
    slowHeads.map((client) => client.write('POST /api/v1/whatsapp/webhook HTTP/1.1\r\nHost: recado\r\n')),
  );
  await Promise.all(slowBodies.map((client) => client.write(`${HEAD}Content-Length: 1000\r\n\r\n`)));
  const dripping = setInterval(() => {
    for (const client of slowHeads) void client.write('x-slow: 1\r\n');
    for (const client of slowBodies) void client.write(' ');
  }, 400);
  const meta = new MetaCalls(receiver);
  const fates = await sentMessages(receiver.database, 250);
  for (const { id } of fates) {
    await Promise.all([
      meta.post(bodyOf([statusOf(id, 'delivered', 1_893_484_800)])),
      new Promise((resolve) => setTimeout(resolve, 40)),
    ]);
  }
  await Promise.all(clients.map((client) => client.closed()));
  clearInterval(dripping);
  await meta.close();
  const longest = (of: readonly RawClient[]): number =>
    Math.round(Math.max(...of.map(({ closedAfter }) => closedAfter ?? Number.NaN)));
  const healthy = meta.answers.map(({ milliseconds }) => milliseconds);
  const figures = {
    clients: clients.length,
    cutOff: clients.filter(({ status }) => status === '408').length,
    headsClosedMs: longest(slowHeads),
    bodiesClosedMs: longest(slowBodies),
    healthy: healthy.length,
    healthyP99Ms: Math.round(quantile(healthy, 0.99)),
  };
  tell('slow-clients', figures);
  expect(figures.cutOff).toBe(clients.length);
  // That somebody dawdles is no failure of ours.
  expect(await receiver.log()).not.toContain('request.failed');
  // Node looks once a second.
  expect(figures.headsClosedMs).toBeLessThanOrEqual(HEADERS_TIMEOUT + 2_000);
  expect(figures.bodiesClosedMs).toBeLessThanOrEqual(REQUEST_TIMEOUT + 2_000);
  expect(meta.answers.every(({ status }) => status === 200)).toBe(true);
  expect(figures.healthyP99Ms).toBeLessThan(LONG ? 250 : 2_000);
});

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

/** Stands in a body as JSON where `"POISON"` stands; `aside`: how many statuses are set aside because of it. */
const POISONS: readonly (readonly [name: string, poison: string, aside: number])[] = [
  ['an unknown field', '{"meta_has_invented":{"this":[1,2,3]}}', 1],
  ['null', 'null', 1],
  ['a number', '1e400', 1],
  ['nested a million levels deep', deep(1_000_000), 1],
  ['an object with a __proto__', '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}', 1],
  [
    'half a character in a reason',
    String.raw`{"id":"wamid.x","status":"failed","timestamp":"1893484800","biz_opaque_callback_data":"ID.1","errors":[{"code":1,"title":"\ud800"}]}`,
    0,
  ],
  [
    'a NUL in a reason',
    String.raw`{"id":"wamid.x","status":"failed","timestamp":"1893484800","biz_opaque_callback_data":"ID.1","errors":[{"code":1,"title":"\u0000"}]}`,
    0,
  ],
  ['a NUL in an id', String.raw`{"id":"wamid.\u0000","status":"read","timestamp":"1893484800"}`, 1],
  [
    'a time that is a huge number',
    '{"id":"wamid.x","status":"read","timestamp":99999999999999999999999,"biz_opaque_callback_data":"ID.1"}',
    0,
  ],
  [
    'a time that is a word',
    '{"id":"wamid.x","status":"read","timestamp":"tomorrow","biz_opaque_callback_data":"ID.1"}',
    0,
  ],
  [
    'an error code that is a huge number',
    '{"id":"wamid.x","status":"failed","timestamp":"1893484800","biz_opaque_callback_data":"ID.1","errors":[{"code":1e300}]}',
    0,
  ],
];

describe('poison in a signed POST (C8)', () => {
  it.each(POISONS)(
    '%s: the POST is taken, its neighbours are applied, the process lives',
    async (_name, poison, aside) => {
      const [good, other] = await sentMessages(receiver.database, 2);
      const meta = new MetaCalls(receiver);
      const body = Buffer.from(
        bodyOf([statusOf(good?.id ?? '', 'read', 1_893_484_800), 'POISON'])
          .toString()
          .replace('"POISON"', () => poison.replace('ID', other?.id ?? '')),
      );
      // The same part stands there once, whichever test told it.
      await receiver.database.query('DELETE FROM webhook_quarantine');
      const answer = await meta.post(body);
      const [setAside]: { count: number }[] = await receiver.database.query(
        'SELECT count(*)::integer FROM webhook_quarantine',
      );
      const kept: unknown[] = await receiver.database.query('SELECT FROM webhook_payloads WHERE body = $1', [body]);
      const [row]: { status: string }[] = await receiver.database.query(
        'SELECT status FROM whatsapp_messages WHERE id = $1',
        [good?.id],
      );
      await meta.close();
      expect({
        answer,
        kept: kept.length,
        status: row?.status,
        aside: setAside?.count,
      }).toEqual({
        answer: 200,
        kept: 1,
        status: 'READ',
        aside,
      });
      expect(receiver.alive).toBe(true);
    },
  );

  it.each([
    ['whose statuses are null', '{"entry":[{"changes":[{"field":"messages","value":{"statuses":null}}]}]}'],
    ['that is nested a million levels deep', deep(1_000_000)],
    ['that is no JSON', 'entry=1'],
    ['that is empty JSON', '{}'],
    ['with a __proto__ at its root', '{"__proto__":{"entry":[]},"entry":{"length":-1}}'],
  ])('a body %s is kept and answered with 200', async (_name, text) => {
    const meta = new MetaCalls(receiver);
    const body = Buffer.from(text);
    expect(await meta.post(body)).toBe(200);
    await meta.close();
    expect(await receiver.database.query('SELECT FROM webhook_payloads WHERE body = $1', [body])).toHaveLength(1);
    expect(receiver.alive).toBe(true);
  });
});

const FIXTURES = join(import.meta.dirname, '../fixtures/meta');

it(
  `${LONG ? '50,000' : '2,000'} mutated bodies with a valid signature do no harm (C15)`,
  { timeout: LIMIT },
  async () => {
    const [count, perSecond] = LONG ? [50_000, 167] : [2_000, 1_000];
    const random = seededRandom(SEED);
    const originals = readdirSync(FIXTURES)
      .filter((name) => name.startsWith('webhook-'))
      .map((name) => readFileSync(join(FIXTURES, name), 'utf8'));
    // Each of them is said of one of our messages, so that what follows from it follows.
    const ids = await acceptedForMutation(receiver.database, count / 10);
    const before = await effects(receiver.database);
    const meta = new MetaCalls(receiver);
    const heap: { readonly minutes: number; readonly megabytes: number }[] = [];
    const began = performance.now();
    const lanes: Promise<number>[] = [];
    for (let index = 0; index < count; index += 1) {
      const wait = began + (index * 1_000) / perSecond - performance.now();
      if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
      const original = originals[Math.floor(random() * originals.length)] ?? '';
      const said = saidOf(original, Math.floor(random() * ids.length), ids, index);
      lanes.push(meta.post(mutated(said, random)));
      if (lanes.length >= 64) await Promise.all(lanes.splice(0));
      // What is made once and kept is there after the first fifth.
      if (index >= count / 5 && index % (count / 10) === 0) {
        heap.push({ minutes: (performance.now() - began) / 60_000, megabytes: await receiver.heapMegabytes() });
      }
    }
    await Promise.all(lanes);
    await meta.close();
    const others = meta.answers.filter(({ status }) => status !== 200);
    const grown = (heap.at(-1)?.megabytes ?? Number.NaN) - (heap[0]?.megabytes ?? Number.NaN);
    const log = await receiver.log();
    const after = await effects(receiver.database);
    const effected = Object.fromEntries(
      Object.entries(after).map(([kind, rows]) => [kind, rows - (before[kind] ?? 0)]),
    );
    const figures = {
      bodies: meta.answers.length,
      other: others.length,
      unhandled: (log.match(/unhandled/gi) ?? []).length,
      failedRequests: (log.match(/request\.failed/g) ?? []).length,
      heapGrownMb: Number(grown.toFixed(2)),
      heapMbPerMinute: Number(slope(heap).toFixed(2)),
      seconds: Math.round((performance.now() - began) / 1_000),
      effected,
    };
    tell('mutated-bodies', figures);
    expect(figures).toMatchObject({ bodies: count, other: 0, unhandled: 0, failedRequests: 0 });
    expect(receiver.alive).toBe(true);
    for (const [kind, rows] of Object.entries(effected)) expect(rows, kind).toBeGreaterThan(0);
    // A slope of some seconds is noise: the short tier looks at the sum.
    expect(LONG ? figures.heapMbPerMinute : figures.heapGrownMb).toBeLessThan(LONG ? 1 : 5);
  },
);

/** Least squares, in megabytes a minute. */
function slope(points: readonly { readonly minutes: number; readonly megabytes: number }[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(({ minutes }) => minutes)), mean(points.map(({ megabytes }) => megabytes))];
  const above = points.reduce((sum, { minutes, megabytes }) => sum + (minutes - x) * (megabytes - y), 0);
  return above / points.reduce((sum, { minutes }) => sum + (minutes - x) ** 2, 0);
}
