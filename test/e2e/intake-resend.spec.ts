import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeysRepository, type Scope } from '#clients';
import { at, exampleMessage, exampleOrder, textAt } from '../support/examples.js';
import { type Answer, type Stack, startStack } from '../support/stack.js';

let stack: Stack;
beforeAll(async () => {
  const started = await startStack();
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
afterAll(() => stack.stop());

async function failedMessage(code: string): Promise<string> {
  const body = exampleMessage({ reference: 'R', recipientName: 'N', metadata: { orderId: '42' }, priority: 'bulk' });
  const { json } = await stack.call('POST', '/messages', { body });
  const id = textAt(json, 'id');
  await fail(id, code);
  return id;
}

async function fail(id: string, code: string): Promise<void> {
  await stack.sql('DELETE FROM send_queue WHERE message_id = $1', [id]);
  await stack.sql('UPDATE whatsapp_messages SET progress = 2, error_code = $2, failed_at = now() WHERE id = $1', [
    id,
    code,
  ]);
  await stack.sql(
    `INSERT INTO message_failures (message_id, code, failed_at, source, sender_id, template_name)
     SELECT id, error_code, failed_at, 'META', sender_id, template_name FROM whatsapp_messages WHERE id = $1`,
    [id],
  );
}

/** An order whose first revision has failed, with its second; the ids of both. */
async function replacedOrder(orderNumber: string, code: string): Promise<readonly [first: string, second: string]> {
  const post = async (revision: number, amount: string): Promise<string> => {
    const body = exampleOrder({ orderNumber, revision, total: { amount, currency: 'EUR' } });
    return textAt((await stack.call('POST', '/purchase-orders', { body })).json, 'id');
  };
  const first = await post(1, '10.00');
  await fail(first, code);
  return [first, await post(2, '20.00')];
}

const resend = (id: string, body?: unknown): Promise<Answer> => stack.call('POST', `/messages/${id}/resend`, { body });

describe('POST /messages/{id}/resend', () => {
  it('makes the same message anew, which names the first', async () => {
    const id = await failedMessage('131026');
    const answer = await resend(id);
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({
      resendOf: id,
      status: 'PENDING',
      to: '+34612345678',
      reference: 'R',
      recipientName: 'N',
      metadata: { orderId: '42' },
      priority: 'bulk',
    });
    expect(answer.headers.get('location')).toContain(textAt(answer.json, 'id'));
    expect(at(answer.json, 'id')).not.toBe(id);
  });

  it('makes one of ten at once', async () => {
    const id = await failedMessage('131026');
    const statuses = (await Promise.all(Array.from({ length: 10 }, () => resend(id)))).map((answer) => answer.status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(9);
  });

  it('is possible again when the second failed as well', async () => {
    const id = await failedMessage('131026');
    const { json } = await resend(id);
    expect(at((await resend(id)).json, 'code')).toBe('ALREADY_RESENT');
    await fail(textAt(json, 'id'), '131026');
    expect((await resend(id)).status).toBe(202);
  });

  it('is refused while a repetition of a repetition is on its way, whichever of them is named', async () => {
    const id = await failedMessage('131026');
    const second = textAt((await resend(id)).json, 'id');
    await fail(second, '131026');
    const third = textAt((await resend(second)).json, 'id');
    const answers = [await resend(id), await resend(second)];
    expect(answers.map(({ status }) => status)).toEqual([409, 409]);
    expect(textAt(answers[0]?.json, 'detail')).toContain(third);
    await fail(third, '131026');
    const atOnce = await Promise.all([id, second, third, id, second, third].map((each) => resend(each)));
    expect(atOnce.filter(({ status }) => status === 202)).toHaveLength(1);
  });

  it('is possible again when the second was cancelled', async () => {
    const id = await failedMessage('131026');
    const second = textAt((await resend(id)).json, 'id');
    expect((await stack.call('POST', `/messages/${second}/cancel`)).status).toBe(200);
    expect((await resend(id)).status).toBe(202);
  });

  it.each(['FAILED_BY_OPERATOR', '131026'])(
    'asks for force where nobody heard the end of an attempt, though it ended as %s',
    async (code) => {
      const id = await failedMessage(code);
      await stack.sql(
        `INSERT INTO send_attempts (message_id, attempt, sender_id, started_at, outcome)
         SELECT id, 1, sender_id, now(), 'unclear: no complete answer within 9000 ms' FROM whatsapp_messages WHERE id = $1`,
        [id],
      );
      expect((await resend(id)).status).toBe(409);
      expect((await resend(id, { force: true })).status).toBe(202);
    },
  );

  it('asks for force while another attempt of it is under way', async () => {
    const id = await failedMessage('131026');
    await stack.sql(
      `INSERT INTO send_attempts (message_id, attempt, sender_id, started_at, outcome, confirmed_at)
       SELECT id, 1, sender_id, now(), 'unclear: no complete answer within 9000 ms', now() FROM whatsapp_messages WHERE id = $1
       UNION ALL SELECT id, 2, sender_id, now(), NULL, NULL FROM whatsapp_messages WHERE id = $1`,
      [id],
    );
    expect((await resend(id)).status).toBe(409);
    expect((await resend(id, { force: true })).status).toBe(202);
  });

  it('asks for force where Meta may have sent the first', async () => {
    const id = await failedMessage('UNCONFIRMED');
    const answer = await resend(id);
    expect([answer.status, at(answer.json, 'code')]).toEqual([409, 'NOT_RESENDABLE']);
    expect((await resend(id, { force: 'yes' })).status).toBe(400);
    expect((await resend(id, { force: true })).status).toBe(202);
  });

  it.each(['131026', 'UNCONFIRMED'])(
    'is refused for an order that a higher revision has replaced, forced or not, though it failed as %s',
    async (code) => {
      const [first, second] = await replacedOrder(`PO-R-${code}`, code);
      for (const body of [{}, { force: true }]) {
        const answer = await resend(first, body);
        expect([answer.status, at(answer.json, 'code')]).toEqual([409, 'SUPERSEDED']);
        expect(textAt(answer.json, 'detail')).toContain(`Revision 2 of its order (message ${second})`);
      }
      await fail(second, '131026');
      expect((await resend(second)).status).toBe(202);
    },
  );

  it('leaves alone what has not failed', async () => {
    const { json } = await stack.call('POST', '/messages', { body: exampleMessage() });
    const answer = await resend(textAt(json, 'id'));
    expect([answer.status, at(answer.json, 'code')]).toEqual([409, 'NOT_RESENDABLE']);
    expect(textAt(answer.json, 'detail')).toContain('PENDING');
  });
});

describe('POST /messages/resend', () => {
  const keyOf = async (clientName: string, senderIds: readonly string[] | null = null): Promise<string> => {
    const scopes: readonly Scope[] = ['messages:write', 'messages:read'];
    const made = { clientName, keyName: 'test', scopes, senderIds, expiresAt: null };
    return (await stack.app.get(ApiKeysRepository).create(made)).text;
  };
  const resendAll = (body: unknown, key?: string): Promise<Answer> =>
    stack.call('POST', '/messages/resend', { body, ...(key !== undefined && { key }) });
  async function failed(reference: string, code: string, key?: string): Promise<string> {
    const body = exampleMessage({ reference });
    const id = textAt((await stack.call('POST', '/messages', { body, ...(key !== undefined && { key }) })).json, 'id');
    await fail(id, code);
    return id;
  }
  const repeatsOf = async (id: string): Promise<readonly unknown[]> =>
    (await stack.sql('SELECT id FROM whatsapp_messages WHERE resend_of = $1', [id])).map((row) => row['id']);

  it('sends all again that failed and match, each as a message of its own, and a second time none', async () => {
    const ids = [await failed('BULK', '131026'), await failed('BULK', '131026'), await failed('BULK', '131047')];
    await failed('ANOTHER', '131026');
    await stack.call('POST', '/messages', { body: exampleMessage({ reference: 'BULK' }) });
    const filter = { reference: 'BULK', errorCode: '131026' };
    const dry = await resendAll({ ...filter, dryRun: true });
    expect([dry.status, dry.json]).toEqual([
      200,
      { dryRun: true, matched: 2, resent: 2, skipped: [], nextCursor: null },
    ]);
    expect(await stack.sql('SELECT id FROM whatsapp_messages WHERE resend_of = ANY($1::uuid[])', [ids])).toEqual([]);
    expect((await resendAll(filter)).json).toEqual({ ...Object(dry.json), dryRun: false });
    const [first, second, other] = await Promise.all(ids.map(repeatsOf));
    expect([first?.length, second?.length, other]).toEqual([1, 1, []]);
    expect((await stack.call('GET', `/messages/${String(first?.[0])}`)).json).toMatchObject({
      status: 'PENDING',
      resendOf: ids[0],
      reference: 'BULK',
    });
    const skipped = [{ code: 'ALREADY_RESENT', count: 2 }];
    expect((await resendAll(filter)).json).toMatchObject({ matched: 2, resent: 0, skipped });
  });

  it('leaves alone what may have arrived, unless it is forced, and says why of each that it skips', async () => {
    await failed('UNSURE', 'UNCONFIRMED');
    const erased = await failed('UNSURE', '131026');
    await stack.sql('UPDATE whatsapp_messages SET recipient_phone = NULL WHERE id = $1', [erased]);
    const unheard = await failed('UNSURE', '131026');
    await stack.sql(
      `INSERT INTO send_attempts (message_id, attempt, sender_id, started_at, outcome)
       SELECT id, 1, sender_id, now(), 'lease_expired' FROM whatsapp_messages WHERE id = $1`,
      [unheard],
    );
    const gone = await failed('UNSURE', '131026');
    await stack.sql(`UPDATE whatsapp_messages SET template_name = 'that_is_gone' WHERE id = $1`, [gone]);
    for (const dryRun of [true, false]) {
      expect((await resendAll({ reference: 'UNSURE', dryRun })).json).toMatchObject({
        matched: 4,
        resent: 0,
        skipped: expect.arrayContaining([
          { code: 'NOT_RESENDABLE', count: 3 },
          { code: 'TEMPLATE_UNKNOWN', count: 1 },
        ]),
      });
    }
    for (const dryRun of [true, false])
      expect((await resendAll({ reference: 'UNSURE', force: true, dryRun })).json).toMatchObject({ resent: 2 });
  });

  it('leaves alone orders that a higher revision has replaced', async () => {
    await replacedOrder('PO-BULK', '131026');
    const skipped = [{ code: 'SUPERSEDED', count: 1 }];
    for (const dryRun of [true, false])
      expect((await resendAll({ reference: 'PO-BULK', force: true, dryRun })).json).toMatchObject({
        matched: 1,
        resent: 0,
        skipped,
      });
  });

  it('sends one again of those that repeat the same, and counts so before', async () => {
    const first = await failed('CHAIN', '131026');
    const second = textAt((await resend(first)).json, 'id');
    await fail(second, '131026');
    const expected = { matched: 2, resent: 1, skipped: [{ code: 'ALREADY_RESENT', count: 1 }] };
    expect((await resendAll({ reference: 'CHAIN', dryRun: true })).json).toMatchObject(expected);
    expect((await resendAll({ reference: 'CHAIN' })).json).toMatchObject(expected);
  });

  it('sees what a key sees, and leaves a message with the client whose it was', async () => {
    const [mine, yours] = [await keyOf('mine'), await keyOf('yours')];
    const id = await failed('WHOSE', '131026', mine);
    for (const key of [yours, await keyOf('mine', ['999'])])
      expect((await resendAll({ reference: 'WHOSE' }, key)).json).toMatchObject({ matched: 0 });
    // The admin may, and it stays theirs.
    expect((await resendAll({ reference: 'WHOSE' })).json).toMatchObject({ matched: 1, resent: 1 });
    const [repeat] = await repeatsOf(id);
    const seen = await Promise.all(
      [mine, yours].map((key) => stack.call('GET', `/messages/${String(repeat)}`, { key })),
    );
    expect(seen.map(({ status }) => status)).toEqual([200, 404]);
  });

  it('goes on with the next call where more match than one takes', async () => {
    await failed('MANY', '131026');
    await stack.sql(
      `INSERT INTO whatsapp_messages (id, client_id, sender_id, recipient_phone, recipient_name, template_name, template_language,
         template_parameters, reference, priority, progress, error_code, failed_at, expires_at, created_at, updated_at)
       SELECT gen_random_uuid(), m.client_id, m.sender_id, m.recipient_phone, m.recipient_name, m.template_name,
         m.template_language, m.template_parameters, m.reference, m.priority, 2, m.error_code, m.failed_at, m.expires_at,
         m.created_at - n * interval '1 ms', m.updated_at
       FROM whatsapp_messages m, generate_series(1, 1099) n WHERE m.reference = 'MANY'`,
    );
    await stack.sql(
      `INSERT INTO message_failures (message_id, code, failed_at, source, sender_id, template_name)
       SELECT id, error_code, failed_at, 'META', sender_id, template_name FROM whatsapp_messages WHERE reference = 'MANY' ON CONFLICT DO NOTHING`,
    );
    const [first] = [await resendAll({ reference: 'MANY' })];
    expect(first.json).toMatchObject({ matched: 1_000, resent: 1_000, nextCursor: expect.any(String) });
    const rest = await resendAll({ reference: 'MANY', cursor: textAt(first.json, 'nextCursor') });
    expect(rest.json).toMatchObject({ matched: 100, resent: 100, nextCursor: null });
    expect((await resendAll({ reference: 'MANY', dryRun: true })).json).toMatchObject({ matched: 1_100, resent: 0 });
  });

  it.each([
    ['nothing that says which', {}, 422, 'VALIDATION_FAILED'],
    ['only how', { force: true, dryRun: true }, 422, 'VALIDATION_FAILED'],
    ['what no FAILED message is', { pendingReason: 'HELD' }, 400, 'INVALID_REQUEST'],
    ['a filter of another type', { reference: 7 }, 400, 'INVALID_REQUEST'],
    ['a cursor of another making', { reference: 'R', cursor: 'abc' }, 400, 'CURSOR_INVALID'],
    ['a phone that is none', { to: '612345678' }, 422, 'PHONE_INVALID'],
  ])('refuses %s', async (_what, body, status, code) => {
    const answer = await resendAll(body);
    expect([answer.status, at(answer.json, 'code')], answer.text).toEqual([status, code]);
  });
});
