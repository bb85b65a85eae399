import { afterAll, beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';
import { LONG } from './fault-stack.js';
import { WebhookReceiver } from './webhook-receiver.js';
import {
  MetaCalls,
  bodyOf,
  exactOnes,
  nowSeconds,
  quantile,
  sentMessages,
  shuffled,
  sign,
  statusOf,
} from './webhook-traffic.js';
import type { Answered } from './webhook-traffic.js';

const SEED = Number(process.env['FAULT_SEED'] ?? 20_261_123);
const LIMIT = 900_000;

let receiver: WebhookReceiver;

beforeAll(async () => {
  receiver = await WebhookReceiver.start();
});
afterAll(() => receiver.close());

function tell(test: string, figures: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ test, seed: SEED, ...figures })}\n`);
}

/** What every row of what a webhook can change was written by and lies at: any write at all shows in it. */
async function rowVersions(): Promise<readonly unknown[]> {
  const tables = [
    'whatsapp_messages',
    'message_events',
    'message_failures',
    'wamids',
    'send_attempts',
    'parked_statuses',
    'returned_sends',
    'sender_hearing',
  ];
  return Promise.all(
    tables.map((table) =>
      receiver.database.query(
        `SELECT count(*)::integer, md5(string_agg(ctid::text || xmin::text, ',' ORDER BY ctid)) FROM ${table}`,
      ),
    ),
  );
}

it(
  `applies ${LONG ? '100,000' : '6,000'} statuses, shuffled and half of them twice, to the last one; all of them again change no row (C1)`,
  { timeout: LIMIT },
  async () => {
    const random = seededRandom(SEED);
    const fates = await sentMessages(receiver.database, LONG ? 29_630 : 1_778);
    const bodies = fates.flatMap(({ id, told }) => told.map(({ status, at }) => bodyOf([statusOf(id, status, at)])));
    const calls = shuffled([...bodies, ...bodies.filter(() => random() < 0.5)], random);
    const meta = new MetaCalls(receiver);
    const began = performance.now();
    await meta.postAll(calls);
    const seconds = (performance.now() - began) / 1_000;
    const others = meta.answers.filter(({ status }) => status !== 200).length;
    const exact = await exactOnes(receiver.database, fates);
    const heardUntil = await heard();
    const before = await rowVersions();
    await meta.postAll(calls);
    const changed = JSON.stringify(await rowVersions()) !== JSON.stringify(before);
    await meta.close();
    tell('statuses-shuffled', {
      statuses: calls.length,
      messages: fates.length,
      exact,
      otherAnswers: others,
      perSecond: Math.round(calls.length / seconds),
      p99Ms: Math.round(
        quantile(
          meta.answers.map(({ milliseconds }) => milliseconds),
          0.99,
        ),
      ),
      changedByRepeating: changed,
    });
    expect({ exact, others, changed }).toEqual({ exact: fates.length, others: 0, changed: false });
    expect(heardUntil).toBe(Math.max(...fates.flatMap(({ told }) => told.map(({ at }) => at ?? 0))));
  },
);

/** How far Meta has been heard, in Unix seconds. */
async function heard(): Promise<number | undefined> {
  const [row]: { until: number }[] = await receiver.database.query(
    'SELECT extract(epoch FROM heard_until)::integer AS until FROM sender_hearing',
  );
  return row?.until;
}

it(
  'comes to the same, whatever the order of the statuses and however they are bundled (C2)',
  { timeout: LIMIT },
  async () => {
    const [orders, messages] = [20, 200];
    const random = seededRandom(SEED);
    const meta = new MetaCalls(receiver);
    const results = new Set<string>();
    const first = nowSeconds() - messages;
    for (let order = 0; order < orders; order += 1) {
      const fates = await sentMessages(receiver.database, messages, first);
      const statuses = fates.flatMap(({ id, told }) => told.map(({ status, at }) => statusOf(id, status, at)));
      // A third is known by its wamid only.
      const said = [...statuses, ...statuses.filter(() => random() < 0.5)].map((status) =>
        random() < 0.33 ? { ...status, biz_opaque_callback_data: undefined } : status,
      );
      const bodies: Buffer[] = [];
      const rest = [...shuffled(said, random)];
      while (rest.length > 0) bodies.push(bodyOf(rest.splice(0, 1 + Math.floor(random() * 20))));
      await meta.postAll(bodies);
      results.add(await checksum(fates.map(({ id }) => id)));
      expect(await exactOnes(receiver.database, fates)).toBe(messages);
    }
    await meta.close();
    tell('any-order', { orders, messages, checksums: results.size });
    expect(meta.answers.every(({ status }) => status === 200)).toBe(true);
    expect(results.size).toBe(1);
  },
);

/** Of what people are told of these messages, and of their timelines; what differs by nature (ids, times of receipt) is left out. */
async function checksum(ids: readonly string[]): Promise<string> {
  const [row]: { sum: string }[] = await receiver.database.query(
    `SELECT md5(string_agg(concat_ws(' ', place, status, delivered_at, read_at, failed_at, error_code, error_message, pricing, undated, events), ',' ORDER BY place)) AS sum
     FROM unnest($1::uuid[]) WITH ORDINALITY AS input (id, place) JOIN whatsapp_messages USING (id), LATERAL (
       SELECT string_agg(concat_ws(' ', e.type, e.data,
         CASE WHEN NOT e.data ? 'timeOfReceipt' THEN extract(epoch FROM e.occurred_at)::integer END), ',' ORDER BY e.type) AS events
       FROM message_events e WHERE e.message_id = id AND e.type <> 'accepted_by_meta') timeline`,
    [ids],
  );
  return row?.sum ?? '';
}

it('takes batches of 1,000 statuses in 3 MB (C3)', { timeout: LIMIT }, async () => {
  const rounds = LONG ? 20 : 5;
  const fates = await sentMessages(receiver.database, rounds * 1_000);
  const meta = new MetaCalls(receiver);
  for (let round = 0; round < rounds; round += 1) {
    const batch = fates.slice(round * 1_000, round * 1_000 + 1_000);
    const body = bodyOf(
      batch.map(({ id, told }) => statusOf(id, 'read', told[0]?.at ?? null)),
      'x'.repeat(2_700_000),
    );
    await meta.post(body);
  }
  await meta.close();
  const times = meta.answers.map(({ milliseconds }) => Math.round(milliseconds));
  tell('batch-of-1000', { megabytes: 3, milliseconds: times });
  const [row]: { count: number }[] = await receiver.database.query(
    `SELECT count(*)::integer FROM whatsapp_messages WHERE status = 'READ' AND id = ANY($1::uuid[])`,
    [fates.map(({ id }) => id)],
  );
  expect(row?.count).toBe(fates.length);
  expect(meta.answers.every(({ status }) => status === 200)).toBe(true);
  // How fast says something only on a machine that does nothing else, as that of the long tier.
  expect(Math.max(...times)).toBeLessThanOrEqual(LONG ? 250 : 5_000);
});

it(
  'loses nothing while the app secret is changed; the old one is refused afterwards (C7)',
  { timeout: LIMIT },
  async () => {
    const random = seededRandom(SEED);
    const [oldSecret, newSecret] = ['old-secret-of-the-webhook-tests', 'new-secret-of-the-webhook-tests'];
    await receiver.rollOut(oldSecret);
    const fates = await sentMessages(receiver.database, 200);
    const meta = new MetaCalls(receiver);
    let secret = oldSecret;
    // Meta signs each call with the secret that it knows at that moment.
    const tellAll = Promise.all(
      fates.map(async ({ id, told }, index) => {
        await new Promise((resolve) => setTimeout(resolve, index * 20));
        for (const { status, at } of told) {
          const body = bodyOf([statusOf(id, status, at)]);
          while ((await meta.post(body, sign(body, secret))) !== 200) {
            await new Promise((resolve) => setTimeout(resolve, 200 + random() * 300));
          }
        }
      }),
    );
    const exits = [await receiver.rollOut(`${newSecret},${oldSecret}`)];
    secret = newSecret;
    exits.push(await receiver.rollOut(newSecret));
    await tellAll;
    const exact = await exactOnes(receiver.database, fates);
    const body = bodyOf([]);
    const late = [await meta.post(body, sign(body, oldSecret)), await meta.post(body, sign(body, newSecret))];
    await meta.close();
    const refused = meta.answers.filter(({ status }) => status === 401).length - 1;
    tell('secret-rotation', { messages: fates.length, exact, exits, refusedMeanwhile: refused });
    expect({ exact, exits, late }).toEqual({ exact: fates.length, exits: [0, 0], late: [401, 200] });
    // While both are known, both are good.
    expect(refused).toBe(0);
    await receiver.rollOut('app-secret-of-the-webhook-tests');
  },
);

it(
  'answers 503 at once while PostgreSQL is down, never 200, and has all of it afterwards (C10)',
  { timeout: LIMIT },
  async () => {
    const [downMs, rate] = LONG ? [60_000, 500] : [6_000, 100];
    const random = seededRandom(SEED);
    const fates = await sentMessages(receiver.database, Math.round((rate * (downMs + 2_000)) / 1_000 / 2.25));
    // In Meta's order, so that nearly every batch writes how far Meta is heard: the one row that all of them share.
    const bodies = fates.flatMap(({ id, told }) => told.map(({ status, at }) => bodyOf([statusOf(id, status, at)])));
    const meta = new MetaCalls(receiver);
    const heapBefore = await receiver.heapMegabytes();
    const startedAt = performance.now();
    const down = { from: 0, until: 0, heap: 0 };
    const outage = (async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await receiver.stopPostgres();
      down.from = performance.now();
      await new Promise((resolve) => setTimeout(resolve, downMs));
      // A full collection stops the process, and throws away compiled code: what is answered from here on says nothing.
      down.until = performance.now();
      down.heap = await receiver.heapMegabytes();
      await receiver.startPostgres();
    })();
    const posts: Promise<number>[] = [];
    for (const [index, body] of bodies.entries()) {
      const wait = startedAt + (index * 1_000) / rate - performance.now();
      if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
      posts.push(meta.postUntilTaken(body, LONG ? 16_000 : 2_000, random));
    }
    await outage;
    const calls = await Promise.all(posts);
    await meta.close();
    const meanwhile = meta.answers.filter(({ at, milliseconds }) => at - milliseconds > down.from && at < down.until);
    const of = (status: number): readonly Answered[] => meanwhile.filter((answer) => answer.status === status);
    const times = of(503).map(({ milliseconds }) => milliseconds);
    const exact = await exactOnes(receiver.database, fates);
    const heapAfter = await receiver.heapMegabytes();
    const lines = ((await receiver.log()).match(/request\.failed/g) ?? []).length;
    const figures = {
      statuses: bodies.length,
      repeats: calls.reduce((sum, count) => sum + count - 1, 0),
      taken: of(200).length,
      refused: of(503).length,
      other: meanwhile.length - of(200).length - of(503).length,
      p50Ms: Math.round(quantile(times, 0.5)),
      p99Ms: Math.round(quantile(times, 0.99)),
      exact,
      messages: fates.length,
      linesInLog: lines,
      heapMb: [heapBefore, down.heap, heapAfter].map(Math.round),
    };
    tell('webhooks-without-postgresql', { downMs, rate, ...figures });
    expect(figures).toMatchObject({ taken: 0, other: 0, exact: fates.length });
    expect(figures.refused).toBeGreaterThan(rate);
    // On a machine that has other work a process waits for its turn; without the 503 each call would wait for PostgreSQL.
    expect(figures.p99Ms).toBeLessThan(LONG ? 50 : 1_000);
    // At most a line a second, from the first refusal to the last repetition that was taken.
    expect(lines).toBeLessThanOrEqual((performance.now() - startedAt) / 1_000 + 1);
    // Nothing is kept for later outside of PostgreSQL.
    expect(down.heap - heapBefore).toBeLessThan(20);
    const [gap]: { count: number }[] = await receiver.database.query(
      `SELECT count(*)::integer FROM receiver_gaps WHERE until_at - from_at > make_interval(secs => $1)`,
      [downMs / 2_000],
    );
    expect(gap?.count).toBeGreaterThan(0);
  },
);
