import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Verdict, findErrorCode, graphErrorCodes } from '#graph-api';
import { knownCodes } from '../../apps/sandbox/src/graph/graph-error-codes.js';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { type IdleWorker, idleWorker } from '../support/idle-worker.js';
import { SENDER, type Stack, startStack, until } from '../support/stack.js';

/*
 * Every code of Meta's in both ways in which it comes, as the answer to a message and as a `failed` webhook: the table says what
 * follows, and it follows. The sandbox answers, and its webhooks go over HTTP.
 */
let stack: Stack;
let worker: IdleWorker;

beforeAll(async () => {
  // Long enough to see a message while Meta holds it.
  const started = await startStack({ sandbox: { readAfterMs: 700 } });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
  worker = await idleWorker(stack);
  // As a worker that starts does.
  await stack.call('GET', '/senders');
  await stack.sql('UPDATE installation SET sending_enabled = true');
});

afterAll(async () => {
  await worker.module.close();
  await stack.stop();
});

/** What the code before has stopped may send again. */
beforeEach(() =>
  stack.sql(`UPDATE senders SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL, paused_at = NULL, resumed_at = NULL,
      half_open = false, wait_until = NULL;
    UPDATE templates SET status = 'APPROVED', status_told_at = NULL`),
);

/** Accepted by the sandbox, which then says nothing more of it. */
const SILENT = '+34603000004';

const accept = async (to: string): Promise<string> => {
  const answer = await stack.call('POST', '/messages', { body: exampleMessage({ to }) });
  expect(answer.status, answer.text).toBe(202);
  const id = textAt(answer.json, 'id');
  // Many go to one recipient, and none is to wait for its pace.
  await stack.sql('UPDATE send_queue SET attempted_at = now() WHERE message_id = $1', [id]);
  return id;
};
const message = async (id: string): Promise<unknown> => (await stack.call('GET', `/messages/${id}`)).json;
const stats = async (): Promise<unknown> => (await fetch(`${stack.sandboxUrl}/sandbox/stats`)).json();
const refusals = async (code: number): Promise<number> =>
  Number(at(await stats(), 'rejectedByCode', String(code)) ?? 0);
const timesAccepted = async (id: string): Promise<unknown> =>
  at(await (await fetch(`${stack.sandboxUrl}/sandbox/accepted?id=${id}`)).json(), id);

const waits = (pendingReason: string) => ({ status: 'PENDING', pendingReason, error: null, attempts: 1 });

/** What a caller sees of the message once Meta has answered with a code of that verdict. */
const AFTER_ANSWER: Readonly<Partial<Record<Verdict, object>>> = {
  reject: { status: 'FAILED', pendingReason: null, attempts: 1 },
  block_sender: waits('SENDER_PAUSED'),
  block_template: waits('TEMPLATE_PAUSED'),
  throttle_recipient: waits('RETRYING'),
  throttle_sender: waits('RETRYING'),
  wait_sender: waits('SENDER_PAUSED'),
  wait_account: waits('SENDER_PAUSED'),
  unclear: waits('UNCONFIRMED'),
};

/** Of codes that stop one country another test speaks. */
const everywhere = ({ code }: { readonly code: number }): boolean => findErrorCode(code)?.scope !== 'country';

const answers = knownCodes.filter(everywhere).map(({ code, httpStatus }) => {
  const row = findErrorCode(code);
  if (row === null) throw new Error(`the sandbox knows code ${code}, and the table does not`);
  const { verdict } = row;
  const happens = verdict === 'wait_sender_unless_5xx' ? (httpStatus >= 500 ? 'unclear' : 'wait_sender') : verdict;
  return { code, httpStatus, happens, row } as const;
});

const recipient = (code: number): string => `+34601${String(code).padStart(6, '0')}`;

async function judge({ code, happens, row }: (typeof answers)[number]): Promise<void> {
  const before = await refusals(code);
  const id = await accept(recipient(code));
  await worker.send(id);
  const seen = await message(id);
  const { title, advice } = row;
  const error = happens === 'reject' && { error: { code: String(code), source: 'META', title, advice } };
  expect([code, seen]).toMatchObject([code, { ...(AFTER_ANSWER[happens] ?? { not: 'in the table' }), ...error }]);
  // Neither a second job nor another try at once: Meta was asked once.
  expect(await worker.send(id)).toContain('fenced');
  expect([code, (await refusals(code)) - before]).toEqual([code, 1]);
}

describe('a code that Meta answers with', () => {
  it('fails the message for good, after one attempt and in the words of the table, where its verdict is to reject', async () => {
    const rejecting = answers.filter(({ happens }) => happens === 'reject');
    expect(rejecting.length).toBeGreaterThan(25);
    // They stop nothing but themselves.
    await Promise.all(rejecting.map(judge));
    expect(await stack.sql('SELECT FROM send_queue')).toEqual([]);
  });

  it.each(answers.filter(({ happens }) => happens !== 'reject'))(
    '$code with HTTP $httpStatus: $happens',
    async (answer) => {
      await judge(answer);
      // What waits has used up nothing of its own patience.
      expect(await stack.sql('DELETE FROM send_queue RETURNING failures')).toEqual([{ failures: 0 }]);
    },
  );

  it.each(answers.filter(({ happens }) => happens === 'block_sender').slice(0, 3))(
    '$code stops the next message before Meta is asked again',
    async ({ code, row }) => {
      await worker.send(await accept(recipient(code)));
      const rejected = Number(at(await stats(), 'rejected'));
      const accepted = Number(at(await stats(), 'accepted'));
      const next = await accept(SILENT);
      expect(await worker.send(next)).toContain('fenced');
      expect(await message(next)).toMatchObject({ status: 'PENDING', pendingReason: 'SENDER_PAUSED', attempts: 0 });
      expect(await stack.sql('SELECT paused_by, pause_reason FROM senders')).toEqual([
        { paused_by: 'ERROR', pause_reason: `${code}: ${row.title}` },
      ]);
      expect(await stats()).toMatchObject({ rejected, accepted });
      // The control: without the pause it goes out.
      await stack.sql(`UPDATE senders SET state = 'ACTIVE', paused_by = NULL`);
      expect(await worker.send(next)).toContain('accepted');
    },
  );

  it('leaves nothing doubled where Meta had taken the message before it answered 500', async () => {
    const id = await accept('+34603000014');
    await worker.send(id);
    expect(await worker.send(id)).toContain('fenced');
    await expect.poll(() => message(id), { timeout: 10_000 }).toMatchObject({ status: 'READ', attempts: 1 });
    expect(await timesAccepted(id)).toBe(1);
  });
});

interface Failed {
  readonly id: string;
  readonly wamid: string;
}

/** Meta fails what it had accepted: all of it in one webhook. */
async function fail(failures: readonly (Failed & { readonly code: number; readonly title: string })[]): Promise<void> {
  const statuses = failures.map(({ id, wamid, code, title }) => ({
    id: wamid,
    status: 'failed',
    timestamp: String(Math.floor(Date.now() / 1_000)),
    recipient_id: '34603000004',
    biz_opaque_callback_data: `${id}.1`,
    errors: [{ code, title, message: title, error_data: { details: 'Details of Meta.' } }],
  }));
  const metadata = { display_phone_number: '15550783881', phone_number_id: SENDER };
  const value = { messaging_product: 'whatsapp', metadata, statuses };
  const entry = [{ id: '102290129340398', changes: [{ field: 'messages', value }] }];
  const response = await fetch(`${stack.sandboxUrl}/sandbox/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ object: 'whatsapp_business_account', entry }),
  });
  expect(await response.json()).toEqual({ answers: [200] });
}

async function sent(): Promise<Failed> {
  const id = await accept(SILENT);
  expect(await worker.send(id)).toContain('accepted');
  return { id, wamid: textAt(await message(id), 'whatsappMessageId') };
}

const returned = (pendingReason: string) => ({ ...waits(pendingReason), whatsappMessageId: null, sentAt: null });

/** With any other verdict Meta's word is final: it says that the message did not arrive. */
const AFTER_WEBHOOK: Readonly<Partial<Record<Verdict, object>>> = {
  block_sender: returned('SENDER_PAUSED'),
  block_template: returned('TEMPLATE_PAUSED'),
  throttle_sender: returned('RETRYING'),
  throttle_recipient: returned('RETRYING'),
  wait_account: returned('RETRYING'),
  wait_sender: returned('RETRYING'),
  wait_sender_unless_5xx: returned('RETRYING'),
};

const told = graphErrorCodes.filter(everywhere);

/** The timeline keeps what Meta said, and nothing is sent at once, whatever else follows. */
async function expectAfter({ id }: Failed, code: number, expected: object): Promise<void> {
  const seen = await message(id);
  expect([code, seen]).toMatchObject([code, expected]);
  expect([code, at(seen, 'events')]).toEqual([
    code,
    expect.arrayContaining([
      expect.objectContaining({ type: 'failed', data: expect.objectContaining({ code: String(code) }) }),
    ]),
  ]);
  expect(await worker.send(id)).toContain('fenced');
  expect(await timesAccepted(id)).toBe(1);
}

describe('a code of a failed webhook', () => {
  it('fails the message for good, in the words of the table, unless its verdict is to stop the sender or the template, or to wait', async () => {
    const unknown = { code: 424_242, title: 'Something new', advice: expect.stringContaining('does not explain') };
    const rows = [...told.filter(({ verdict }) => AFTER_WEBHOOK[verdict] === undefined), unknown];
    expect(rows.length).toBeGreaterThan(60);
    const failures = await Promise.all(rows.map(async (row) => ({ ...row, ...(await sent()) })));
    await fail(failures);
    await Promise.all(
      failures.map((failure) => {
        const { code, title, advice } = failure;
        const error = { code: String(code), source: 'META', title, advice, detail: 'Details of Meta.' };
        return expectAfter(failure, code, { status: 'FAILED', pendingReason: null, attempts: 1, error });
      }),
    );
    expect(await stack.sql('SELECT state FROM senders')).toEqual([{ state: 'ACTIVE' }]);
  });

  it.each(told.filter(({ verdict }) => AFTER_WEBHOOK[verdict] !== undefined))(
    '$code gives it back: $verdict',
    async ({ code, title, verdict }) => {
      const failed = await sent();
      await fail([{ ...failed, code, title }]);
      await expectAfter(failed, code, AFTER_WEBHOOK[verdict] ?? {});
    },
  );
});

describe('what Meta says of one message in turn', () => {
  const types = async (id: string): Promise<readonly unknown[]> =>
    (await stack.sql('SELECT type FROM message_events WHERE message_id = $1', [id])).map(({ type }) => type);

  it.each([
    ['delivered, then failed', '+34603000008'],
    ['failed, then delivered', '+34603000009'],
  ])('%s: DELIVERED, with the error in the timeline only', async (_what, to) => {
    const id = await accept(to);
    await worker.send(id);
    await until(
      'both are known',
      async () => (await types(id)).filter((type) => type === 'failed' || type === 'delivered').length === 2,
    );
    const seen = await message(id);
    expect(seen).toMatchObject({ status: 'DELIVERED', error: null });
    expect(at(seen, 'events')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'failed', data: expect.objectContaining({ code: '131026' }) }),
      ]),
    );
  });

  it('held for quality assessment, then released: READ, and sent once', async () => {
    const id = await accept('+34603000023');
    await worker.send(id);
    await expect.poll(() => message(id)).toMatchObject({ status: 'READ', attempts: 1 });
    expect(await timesAccepted(id)).toBe(1);
  });

  it('held for quality assessment, then dropped with 132015: back behind the pause of its template', async () => {
    const id = await accept('+34603000024');
    await worker.send(id);
    expect(await message(id)).toMatchObject({ status: 'SENT', metaStatus: 'held_for_quality_assessment' });
    await expect.poll(() => message(id)).toMatchObject(returned('TEMPLATE_PAUSED'));
    expect(await types(id)).toContain('returned');
  });
});
