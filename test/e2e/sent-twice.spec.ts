import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { SENDER, type Stack, startStack, until } from '../support/stack.js';

/** Timers of the protocol, small enough to watch it decide. */
const SCALED = {
  WHATSAPP_SEND_TIMEOUT_MS: '500',
  SEND_LEASE: '2s',
  UNCONFIRMED_WAIT: '1s',
  UNCONFIRMED_SOLO_WAIT: '2s',
  RECEIVER_HEALTHY_FOR: '1s',
};

/** Longer than the test: what Meta accepts stays SENT, until the test itself says more of it. */
const NEVER_MS = 600_000;

let stack: Stack;
let id: string;
beforeAll(async () => {
  const sandbox = { deliveredAfterMs: NEVER_MS, readAfterMs: NEVER_MS };
  const started = await startStack({ worker: true, environment: SCALED, sandbox });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
  id = await sentAgainThoughMetaHadIt();
});
afterAll(() => stack.stop());

async function sandbox(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${stack.sandboxUrl}/sandbox${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return response.json();
}

async function post(): Promise<string> {
  return textAt((await stack.call('POST', '/messages', { body: exampleMessage() })).json, 'id');
}

const statusOf = async (message: string): Promise<unknown> =>
  at((await stack.call('GET', `/messages/${message}`)).json, 'status');

const timesAccepted = async (message: string): Promise<unknown> =>
  at(await sandbox('GET', `/accepted?id=${message}`), message);

/** The rarest of misfortunes: the answer is lost, and so are the webhooks, while those of the neighbours arrive. */
async function sentAgainThoughMetaHadIt(): Promise<string> {
  await sandbox('PUT', '/faults', { loseResponse: 1, webhooks: { lose: 1 } });
  const message = await post();
  await until('Meta has it and we do not know', async () => {
    const [row] = await stack.sql('SELECT state FROM send_queue WHERE message_id = $1', [message]);
    return row?.['state'] === 2 && (await timesAccepted(message)) === 1;
  });
  await sandbox('PUT', '/faults', {});
  // Meta dates in whole seconds: only what it dates later than the attempt shows that it has spoken of it.
  await until('a second has passed since the attempt', async () => {
    const sql = `SELECT FROM send_attempts WHERE message_id = $1 AND started_at < now() - interval '2 seconds'`;
    return (await stack.sql(sql, [message])).length > 0;
  });
  for (let neighbour = 0; neighbour < 3; neighbour += 1) {
    const other = await post();
    await until('a neighbour is SENT', async () => (await statusOf(other)) === 'SENT');
  }
  await until('it was sent again', async () => (await timesAccepted(message)) === 2);
  await until('that is known', async () => (await statusOf(message)) === 'SENT');
  return message;
}

/** What Meta, at last, says of the first attempt. */
async function lateWord(status: 'sent' | 'delivered'): Promise<unknown> {
  const accepted = at(await sandbox('GET', '/messages?limit=100'), 'messages');
  const first = Array.isArray(accepted) && accepted.find((entry) => at(entry, 'callbackData') === `${id}.1`);
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550783881', phone_number_id: SENDER },
    statuses: [
      {
        id: textAt(first, 'id'),
        status,
        timestamp: String(Math.floor(Date.now() / 1_000)),
        recipient_id: '34612345678',
        biz_opaque_callback_data: `${id}.1`,
      },
    ],
  };
  const entry = [{ id: '102290129340398', changes: [{ value, field: 'messages' }] }];
  return sandbox('POST', '/webhook', { object: 'whatsapp_business_account', entry });
}

/** How often a worker has told of it. */
async function duplicateSends(): Promise<string | undefined> {
  await until(
    'it is told',
    async () => (await stack.sql('SELECT FROM duplicate_sends WHERE told_at IS NULL')).length === 0,
  );
  const figures = await (await fetch(`${stack.workerUrl}/metrics`)).text();
  return /^recado_duplicate_sends_total\{.*\} (\d+)$/m.exec(figures)?.[1];
}

describe('a message that turns out to have been accepted twice (A22)', () => {
  it('was no duplicate as long as nobody could know', async () => {
    expect(await stack.sql('SELECT attempt FROM wamids WHERE message_id = $1', [id])).toEqual([{ attempt: 2 }]);
    expect(await duplicateSends()).toBe('0');
  });

  it('keeps both wamids, is counted once, told once, and has the status that says most', async () => {
    expect(await lateWord('delivered')).toEqual({ answers: [200] });
    expect(await lateWord('sent')).toEqual({ answers: [200] });
    expect(await stack.sql('SELECT attempt FROM wamids WHERE message_id = $1 ORDER BY attempt', [id])).toEqual([
      { attempt: 1 },
      { attempt: 2 },
    ]);
    expect(await duplicateSends()).toBe('1');
    expect(await statusOf(id)).toBe('DELIVERED');
  });

  it('is not counted again when Meta repeats itself, and is not sent a third time', async () => {
    expect(await lateWord('delivered')).toEqual({ answers: [200] });
    expect(await duplicateSends()).toBe('1');
    expect(await timesAccepted(id)).toBe(2);
    expect(await stack.sql('SELECT FROM send_queue WHERE message_id = $1', [id])).toEqual([]);
  });
});
