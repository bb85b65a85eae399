import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isJsonObject } from '#graph-api';
import { FaultStack, LONG, SENDER } from './fault-stack.js';
import { figures, total } from './figures.js';
import { tell } from './tell.js';

/** Milliseconds. The product's own are 120 s, 15 min and 6 h: a quiet night is half a minute long here. */
const WAIT = 1_000;
const SOLO_WAIT = 6_000;
const LIMIT = 30_000;
/** So long that it counts as a time in which Meta may not have reached us (ten seconds, sender-hearing.ts). */
const SILENCE = 11_000;
const HURRIED = {
  WHATSAPP_SEND_TIMEOUT_MS: '500',
  SEND_LEASE: '1500ms',
  UNCONFIRMED_WAIT: `${WAIT}ms`,
  UNCONFIRMED_SOLO_WAIT: `${SOLO_WAIT}ms`,
  RECEIVER_HEALTHY_FOR: `${WAIT}ms`,
  UNCONFIRMED_MAX: `${LIMIT}ms`,
};

/** Meta has the message; neither its answer nor any webhook about it ever comes. */
const TAKEN_IN_SILENCE = { loseResponse: 1, webhooks: { lose: 1 } };
/** Meta never has the message, and does not say so. */
const NEVER_TAKEN = { hangBefore: 1 };

const UNCONFIRMED = 'UNCONFIRMED';
const SECONDS = { timeout: 60_000, interval: 100 };

let stack: FaultStack;
let orders = 0;

/** Accepts a purchase order and returns the message's id. */
async function order(): Promise<string> {
  orders += 1;
  const response = await fetch(`${stack.apiUrl}/purchase-orders`, {
    method: 'POST',
    headers: stack.headers,
    body: JSON.stringify({
      supplier: { name: 'Proveedor ABC', phone: `+34600${String(orders).padStart(6, '0')}` },
      orderNumber: `PO-${orders}`,
      total: { amount: '1250.00', currency: 'EUR' },
    }),
  });
  const body: unknown = await response.json();
  if (response.status !== 202 || !isJsonObject(body)) throw new Error(`${response.status} ${JSON.stringify(body)}`);
  return String(body['id']);
}

async function read(path: string): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await (await fetch(`${stack.apiUrl}${path}`, { headers: stack.headers })).json();
  if (!isJsonObject(body)) throw new Error(`${path} answers with an object`);
  return body;
}

/** PENDING messages by why they wait, all others by their status. */
async function stateOf(id: string): Promise<unknown> {
  const message = await read(`/messages/${id}`);
  return message['pendingReason'] ?? message['status'];
}

async function until(id: string, state: string): Promise<void> {
  await vi.waitFor(async () => expect(await stateOf(id)).toBe(state), SECONDS);
}

async function orderedAndRead(): Promise<string> {
  const id = await order();
  await until(id, 'READ');
  return id;
}

/** A message of which nobody knows whether Meta has it; Meta is well again when this resolves. */
async function orderOfUnclearOutcome(faults: object): Promise<string> {
  await stack.control('PUT', '/sandbox/faults', faults);
  const id = await order();
  await until(id, UNCONFIRMED);
  await stack.control('PUT', '/sandbox/faults', {});
  return id;
}

/** How often Meta has it. */
async function acceptedByMeta(id: string): Promise<unknown> {
  const counts = await stack.control('GET', `/sandbox/accepted?id=${id}`);
  return isJsonObject(counts) ? counts[id] : counts;
}

interface Attempt {
  readonly attempt: number;
  readonly startedAt: Date;
  readonly confirmedAt: Date | null;
  readonly outcome: string | null;
}

function attemptsOf(id: string): Promise<readonly Attempt[]> {
  return stack.database.query(
    `SELECT attempt, started_at AS "startedAt", confirmed_at AS "confirmedAt", outcome FROM send_attempts
     WHERE message_id = $1 ORDER BY attempt`,
    [id],
  );
}

/** Milliseconds from the first attempt to the second, of a message that has just these two. */
async function msUntilSecondAttempt(id: string): Promise<number> {
  const attempts = await attemptsOf(id);
  expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2]);
  return Number(attempts[1]?.startedAt) - Number(attempts[0]?.startedAt);
}

/** Waits until the first attempt is older than that many milliseconds, by the clock that decides. */
async function untilOlderThan(id: string, milliseconds: number): Promise<void> {
  await vi.waitFor(async () => {
    const rows: unknown[] = await stack.database.query(
      `SELECT FROM send_attempts
       WHERE message_id = $1 AND started_at < now() - make_interval(secs => $2::float8 / 1000)`,
      [id, milliseconds],
    );
    expect(rows).toHaveLength(1);
  }, SECONDS);
}

/**
 * One that Meta dates later than the first attempt of that one by a second (twice the longest call), in whole seconds that it
 * rounds down: the evidence that it had spoken of it.
 */
async function laterMessage(id: string): Promise<void> {
  await untilOlderThan(id, 2_100);
  await orderedAndRead();
}

/** Twenty messages that Meta has confirmed, to be remembered as yesterday's. */
async function sendTwenty(): Promise<void> {
  const sent = await Promise.all(Array.from({ length: 20 }, () => order()));
  for (const id of sent) await until(id, 'READ');
  await stack.database.query('CREATE TABLE yesterday AS SELECT * FROM send_attempts');
  await stack.database.query(
    `UPDATE yesterday SET started_at = started_at - interval '1 day', finished_at = finished_at - interval '1 day',
       confirmed_at = confirmed_at - interval '1 day'`,
  );
}

/** As if so many of them were all that was sent so far. */
async function sentYesterday(count: number): Promise<void> {
  await stack.database.query('DELETE FROM send_attempts');
  await stack.database.query('INSERT INTO send_attempts SELECT * FROM yesterday LIMIT $1', [count]);
}

describe.runIf(LONG)('an installation of twenty messages a day whose webhooks work', () => {
  beforeAll(async () => {
    stack = await FaultStack.start({ backend: 'postgres', workers: 1, environment: HURRIED });
    await sendTwenty();
  });
  beforeEach(() => stack.control('PUT', '/sandbox/faults', {}));
  afterAll(async () => {
    tell('small-installations', { orders, metaTook: await stack.control('GET', '/sandbox/stats') });
    await stack.close();
  });

  it('is told by the webhook that a message with a lost answer was sent, and sends it once', async () => {
    await sentYesterday(5);
    await stack.control('PUT', '/sandbox/faults', { loseResponse: 1 });
    const id = await orderedAndRead();
    expect(await attemptsOf(id)).toMatchObject([{ attempt: 1, outcome: expect.stringMatching(/^unclear/) }]);
    expect(await acceptedByMeta(id)).toBe(1);
  });

  it('sends again what Meta never had, once there is evidence and no sooner', async () => {
    await sentYesterday(5);
    const id = await orderOfUnclearOutcome(NEVER_TAKEN);
    await untilOlderThan(id, SILENCE);
    expect(await stateOf(id)).toBe(UNCONFIRMED);
    // An hour later, so to speak: this one's webhook shows that Meta reaches us.
    const evidence = await orderedAndRead();
    await until(id, 'READ');
    // As long again as nothing was heard: Meta might have had something to tell since the first attempt.
    expect(await msUntilSecondAttempt(id)).toBeGreaterThan(2 * SILENCE);
    const [first] = await attemptsOf(evidence);
    const [, second] = await attemptsOf(id);
    expect(Number(second?.startedAt)).toBeGreaterThan(Number(first?.confirmedAt));
    expect(await acceptedByMeta(id)).toBe(1);
  });

  it('waits less where twenty messages are there to compare with', async () => {
    await sentYesterday(20);
    const id = await orderOfUnclearOutcome(NEVER_TAKEN);
    await laterMessage(id);
    await until(id, 'READ');
    expect(await msUntilSecondAttempt(id)).toBeGreaterThan(WAIT);
    expect(await msUntilSecondAttempt(id)).toBeLessThan(SOLO_WAIT);
    expect(await acceptedByMeta(id)).toBe(1);
  });

  it('asks a person after a quiet night, and does not send by itself what the morning shows', async () => {
    await sentYesterday(20);
    const held = await total(stack, 'recado_unconfirmed_resolved_total{by="hold"');
    const id = await orderOfUnclearOutcome(NEVER_TAKEN);
    await until(id, 'HELD');
    await untilOlderThan(id, LIMIT);
    await orderedAndRead();
    await untilOlderThan(id, LIMIT + WAIT + 1_000);
    expect(await stateOf(id)).toBe('HELD');
    expect(await attemptsOf(id)).toHaveLength(1);
    expect(await acceptedByMeta(id)).toBe(0);
    expect(await total(stack, 'recado_unconfirmed_resolved_total{by="hold"')).toBe(held + 1);
  });

  it('sends twice, and not a third time, what Meta took without ever a word: the risk that remains is counted', async () => {
    await sentYesterday(20);
    const resent = await total(stack, 'recado_unconfirmed_resolved_total{by="resend"');
    const id = await orderOfUnclearOutcome(TAKEN_IN_SILENCE);
    await laterMessage(id);
    await until(id, 'READ');
    expect(await acceptedByMeta(id)).toBe(2);
    expect(await total(stack, 'recado_unconfirmed_resolved_total{by="resend"')).toBe(resent + 1);
    // That it was the second time is known as soon as Meta says a word about the first.
    expect(await total(stack, 'recado_duplicate_sends_total')).toBe(0);
    await tellOfFirstAttempt(id);
    await vi.waitFor(async () => expect(await total(stack, 'recado_duplicate_sends_total')).toBe(1), SECONDS);
    expect(await attemptsOf(id)).toHaveLength(2);
    expect(await acceptedByMeta(id)).toBe(2);
  });
});

/** The webhook about attempt 1 that did not come in time, from the sandbox' own memory of what it took. */
async function tellOfFirstAttempt(id: string): Promise<void> {
  const memory = await stack.control('GET', '/sandbox/messages?limit=50');
  const messages =
    isJsonObject(memory) && Array.isArray(memory['messages']) ? memory['messages'].filter(isJsonObject) : [];
  const first = messages.find((message) => message['callbackData'] === `${id}.1`);
  const status = {
    id: first?.['id'],
    status: 'sent',
    timestamp: String(Math.floor(Date.now() / 1_000)),
    recipient_id: '34600000000',
    biz_opaque_callback_data: `${id}.1`,
  };
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: SENDER }, statuses: [status] };
  await stack.control('POST', '/sandbox/webhook', {
    object: 'whatsapp_business_account',
    entry: [{ id: '102290129340398', changes: [{ field: 'messages', value }] }],
  });
}

describe.runIf(LONG)('an installation that never configured webhooks', () => {
  beforeAll(async () => {
    stack = await FaultStack.start({ backend: 'postgres', workers: 1, environment: HURRIED, webhooks: false });
  });
  afterAll(async () => {
    tell('small-installations', { orders, metaTook: await stack.control('GET', '/sandbox/stats') });
    await stack.close();
  });

  it('sends what Meta answers for, and leaves to a person what it does not, who releases one and fails another', async () => {
    for (const id of [await order(), await order(), await order()]) await until(id, 'SENT');
    const never = await orderOfUnclearOutcome(NEVER_TAKEN);
    const taken = await orderOfUnclearOutcome({ loseResponse: 1 });
    await until(await order(), 'SENT');
    await until(never, 'HELD');
    await until(taken, 'HELD');

    const { items } = await read('/messages?pendingReason=HELD');
    expect(items).toMatchObject([{ id: taken }, { id: never }]);
    // Read every few seconds (SharedQueueFigures).
    const held = (count: number): Promise<void> =>
      vi.waitFor(async () => expect(await figures(stack, 'recado_held_messages')).toEqual([0, count]), SECONDS);
    await held(2);
    const listed = await stack.recado('messages', 'held');
    expect(listed).toMatchObject({ exitCode: 0, said: expect.stringContaining('2 held.') });
    expect(listed.said).toContain(never);
    expect(listed.said).toContain(taken);

    // What comes after them goes out, and still nobody sends them by himself.
    await until(await order(), 'SENT');
    await untilOlderThan(taken, LIMIT + WAIT + 1_000);
    expect([await stateOf(never), await stateOf(taken)]).toEqual(['HELD', 'HELD']);
    expect([await acceptedByMeta(never), await acceptedByMeta(taken)]).toEqual([0, 1]);

    expect(await stack.recado('messages', 'release', never)).toMatchObject({ exitCode: 0 });
    await until(never, 'SENT');
    await fetch(`${stack.apiUrl}/messages/${taken}/fail`, { method: 'POST', headers: stack.headers });
    expect(await read(`/messages/${taken}`)).toMatchObject({
      status: 'FAILED',
      error: { code: 'FAILED_BY_OPERATOR' },
    });
    expect([await acceptedByMeta(never), await acceptedByMeta(taken)]).toEqual([1, 1]);
    await held(0);
    expect(await figures(stack, 'recado_unconfirmed_resolved_total{by="hold"')).toEqual([0, 2]);
    expect(await figures(stack, 'recado_unconfirmed_resolved_total{by="fail"')).toEqual([1, 0]);
    // A worker tells of what a command decided.
    await vi.waitFor(
      async () => expect(await figures(stack, 'recado_unconfirmed_resolved_total{by="release"')).toEqual([0, 1]),
      SECONDS,
    );
  });
});
