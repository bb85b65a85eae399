import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Client } from 'pg';
import { defaultSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { exampleMessage } from '../support/examples.js';
import { SENDER, type Stack, startStack } from '../support/stack.js';

let stack: Stack;
beforeAll(async () => {
  const started = await startStack();
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
afterAll(() => stack.stop());

/** So many statuses of messages that nobody knows, in one signed body. */
function statuses(count: number): Buffer {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const list = Array.from({ length: count }, () => ({ id: `wamid.${randomUUID()}`, status: 'sent', timestamp }));
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: SENDER }, statuses: list };
  return Buffer.from(
    JSON.stringify({ entry: [{ id: defaultSettings.wabaId, changes: [{ field: 'messages', value }] }] }),
  );
}

interface Told {
  readonly status: number;
  readonly tookMs: number;
  readonly retryAfter: string | null;
}

async function webhook(raw: Buffer): Promise<Told> {
  const signature = `sha256=${createHmac('sha256', defaultSettings.appSecret).update(raw).digest('hex')}`;
  const startedAt = performance.now();
  const headers = { 'x-hub-signature-256': signature };
  const { status, headers: told } = await stack.call('POST', '/webhook', { key: null, raw, headers });
  return { status, tookMs: performance.now() - startedAt, retryAfter: told.get('retry-after') };
}

/** While `act` runs, whoever writes into this table waits, as if PostgreSQL stood still. */
async function whileLocked<Result>(table: string, act: () => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: stack.databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    return await act();
  } finally {
    await client.end();
  }
}

const count = async (table: string): Promise<unknown> =>
  (await stack.sql(`SELECT count(*)::integer AS rows FROM ${table}`))[0]?.['rows'];

it('answers 503 at once when 20,000 parts wait, keeps what it has taken, and takes the rest when it comes again', async () => {
  const large = Array.from({ length: 24 }, () => statuses(1_000));
  const small = Array.from({ length: 12 }, () => statuses(100));
  const first: Promise<Told>[] = [];
  await whileLocked('parked_statuses', async () => {
    for (const body of large) first.push(webhook(body));
    // All of them have been read by then, and nothing can be written.
    const early: Told[] = [];
    for (const call of first) void call.then((told) => early.push(told));
    await wait(2_500);
    expect(early.length).toBeGreaterThan(0);
    expect(early.every(({ status, retryAfter }) => status === 503 && retryAfter !== null)).toBe(true);
    // Small ones that still fit in wait with them: then there is no room for a hundred parts more.
    for (const body of small) first.push(webhook(body));
    await wait(500);
    const late = [];
    for (let round = 0; round < 10; round += 1) late.push(await webhook(statuses(100)));
    expect(late.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 503));
    expect(late.map(({ tookMs }) => tookMs).sort((a, b) => a - b)[5]).toBeLessThan(500);
  });
  const answers = await Promise.all(first);
  // What was refused is refused as a whole, its body too.
  const taken = answers.filter(({ status }) => status === 200);
  expect(await count('webhook_payloads')).toBe(taken.length);
  expect(answers.filter(({ status }) => status === 503)).toHaveLength(answers.length - taken.length);
  for (const body of [...large, ...small]) expect((await webhook(body)).status).toBe(200);
  expect(await count('parked_statuses')).toBe(25_200);
});

it('answers 503 at once, to Meta and to callers, when PostgreSQL has not answered for five seconds', async () => {
  const body = exampleMessage();
  const accept = async (): Promise<Told> => {
    const startedAt = performance.now();
    const { status, headers } = await stack.call('POST', '/messages', { body });
    return { status, tookMs: performance.now() - startedAt, retryAfter: headers.get('retry-after') };
  };
  expect((await accept()).status).toBe(202);
  const taken = await whileLocked('webhook_payloads', () =>
    whileLocked('whatsapp_messages', async () => {
      const hanging = [webhook(statuses(1)), accept()];
      await wait(5_500);
      for (const told of [await webhook(statuses(1)), await accept()]) {
        expect(told).toMatchObject({ status: 503, retryAfter: expect.any(String) });
        expect(told.tookMs).toBeLessThan(1_000);
      }
      return hanging;
    }),
  );
  // What was under way meanwhile is committed, and said to be.
  expect((await Promise.all(taken)).map(({ status }) => status)).toEqual([200, 202]);
  expect([(await webhook(statuses(1))).status, (await accept()).status]).toEqual([200, 202]);
});
