import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, exampleMessage, textAt } from '../support/examples.js';
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

  it('leaves alone what has not failed', async () => {
    const { json } = await stack.call('POST', '/messages', { body: exampleMessage() });
    const answer = await resend(textAt(json, 'id'));
    expect([answer.status, at(answer.json, 'code')]).toEqual([409, 'NOT_RESENDABLE']);
    expect(textAt(answer.json, 'detail')).toContain('PENDING');
  });
});
