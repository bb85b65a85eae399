import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KnownTemplates } from '#templates';
import { at, exampleMessage, exampleOrder, exampleTemplate, textAt } from '../support/examples.js';
import { type Answer, SENDER, type Stack, startStack, until } from '../support/stack.js';

let stack: Stack;
beforeAll(async () => {
  const started = await startStack({ environment: { ENABLE_WHATSAPP_NOTIFICATIONS: 'true' } });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
  await stack.sql('UPDATE installation SET sending_enabled = true');
});
afterAll(() => stack.stop());

describe('POST /messages', () => {
  it('accepts a message, and says where it is', async () => {
    const body = exampleMessage({ recipientName: 'Proveedor ABC', reference: 'R-1', metadata: { orderId: '42' } });
    const answer = await stack.call('POST', '/messages', { body });
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(`/api/v1/whatsapp/messages/${textAt(answer.json, 'id')}`);
    expect(answer.headers.get('idempotent-replayed')).toBeNull();
    expect(answer.json).toMatchObject({
      status: 'PENDING',
      pendingReason: 'QUEUED',
      to: '+34612345678',
      sender: SENDER,
      text: 'Hola Proveedor ABC, has recibido una nueva orden de compra PO-2024-001 por un total de €1,250.00.',
      template: exampleTemplate(),
      reference: 'R-1',
      priority: 'normal',
      metadata: { orderId: '42' },
      attempts: 0,
      warnings: [],
      error: null,
    });
    expect(textAt(answer.json, 'id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it('has committed the message before it answers, and shows it in the same words afterwards', async () => {
    const answer = await stack.call('POST', '/messages', { body: exampleMessage({ reference: 'R-2' }) });
    const id = textAt(answer.json, 'id');
    expect(await stack.sql('SELECT status FROM whatsapp_messages WHERE id = $1', [id])).toEqual([
      { status: 'PENDING' },
    ]);
    const read = await stack.call('GET', `/messages/${id}`);
    expect(read.json).toEqual({ ...Object(answer.json), events: at(read.json, 'events') });
    expect(at(read.json, 'events', 0, 'type')).toBe('accepted');
  });

  it('takes only `to` and `template.name`, and uses the sender’s language', async () => {
    const answer = await stack.call('POST', '/messages', {
      body: { to: '+34612345678', template: { name: 'po_notification', parameters: ['a', 'b', 'c'] } },
    });
    expect(at(answer.json, 'template', 'language')).toBe('es');
  });

  it('keeps a message for later until its time, and counts its life from then', async () => {
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const answer = await stack.call('POST', '/messages', { body: exampleMessage({ sendAt }) });
    expect(answer.json).toMatchObject({ pendingReason: 'SCHEDULED', scheduledAt: sendAt, pendingUntil: sendAt });
    expect(Date.parse(textAt(answer.json, 'expiresAt')) - Date.parse(sendAt)).toBe(72 * 3_600_000);
    const read = await stack.call('GET', `/messages/${textAt(answer.json, 'id')}`);
    expect(read.json).toMatchObject({ pendingReason: 'SCHEDULED', pendingUntil: sendAt });
  });

  it('accepts a message of a template that Meta paused, with a warning', async () => {
    await stack.sql(`UPDATE templates SET status = 'PAUSED' WHERE name = 'purchase_order_issued'`);
    const body = exampleMessage({
      template: { name: 'purchase_order_issued', language: 'es', parameters: ['a', 'b', 'c', 'd'] },
    });
    const post = (): Promise<Answer> => stack.call('POST', '/messages', { body });
    await until('the pause is seen', async () => at((await post()).json, 'pendingReason') === 'TEMPLATE_PAUSED');
    const answer = await post();
    expect(answer.json).toMatchObject({ warnings: [expect.stringContaining('PAUSED at Meta')] });
    expect((await stack.call('GET', `/messages/${textAt(answer.json, 'id')}`)).json).toMatchObject({
      pendingReason: 'TEMPLATE_PAUSED',
    });
  });

  it.each(['PENDING', 'REJECTED', 'DISABLED', 'DELETED'])('refuses a template that is %s at Meta', async (status) => {
    await stack.sql('UPDATE templates SET status = $1 WHERE name = $2', [status, 'po_amount_legacy']);
    stack.app.get(KnownTemplates).forget();
    const template = { name: 'po_amount_legacy', language: 'es', parameters: ['a', 'b', 'c'] };
    const answer = await stack.call('POST', '/messages', { body: exampleMessage({ template }) });
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ code: 'TEMPLATE_NOT_APPROVED', detail: expect.stringContaining(status) });
  });

  it('says so while sending is switched off', async () => {
    const reason = async (): Promise<unknown> =>
      at((await stack.call('POST', '/messages', { body: exampleMessage() })).json, 'pendingReason');
    await stack.sql('UPDATE installation SET sending_enabled = false');
    await until('the switch is seen', async () => (await reason()) === 'DISABLED');
    await stack.sql('UPDATE installation SET sending_enabled = true');
    await until('the switch is seen', async () => (await reason()) === 'QUEUED');
    expect(await reason()).toBe('QUEUED');
  });

  it('refuses to write to its own number', async () => {
    const post = (): Promise<Answer> =>
      stack.call('POST', '/messages', { body: exampleMessage({ to: '+15550783881' }) });
    await until('our own number is known', async () => (await post()).text.includes('cannot write to itself'));
    const answer = await post();
    expect([answer.status, at(answer.json, 'code')]).toEqual([422, 'PHONE_INVALID']);
  });

  it('writes neither phone, name, parameter nor key into its log', async () => {
    const body = exampleMessage({
      to: '+34699887766',
      recipientName: 'Nombre Secreto',
      reference: 'Referencia Secreta',
    });
    await stack.call('POST', '/messages', { body, headers: { 'idempotency-key': 'llave-secreta' } });
    await stack.call('POST', '/messages', { body: { ...body, to: '34699887766' } });
    expect(stack.logged.join('')).not.toMatch(/699887766|Secret|llave-secreta|Proveedor|admin-key/);
  });
});

describe('POST /messages/batch', () => {
  it('answers each item in order, and a bad one spoils no other', async () => {
    const messages = [
      exampleMessage({ reference: 'B-0' }),
      exampleMessage({ to: '612345678' }),
      null,
      exampleMessage({ surprise: true }),
      exampleMessage({ reference: 'B-4', idempotencyKey: 'batch-4' }),
    ];
    const answer = await stack.call('POST', '/messages/batch', { body: { messages } });
    expect(answer.status).toBe(207);
    expect(answer.json).toMatchObject({
      results: [
        { status: 202, message: { reference: 'B-0', status: 'PENDING' } },
        { status: 422, problem: { code: 'PHONE_INVALID', errors: [{ path: 'to' }] } },
        { status: 400, problem: { code: 'INVALID_REQUEST' } },
        { status: 400, problem: { code: 'INVALID_REQUEST', errors: [{ path: 'surprise' }] } },
        { status: 202, message: { reference: 'B-4' } },
      ],
    });
  });

  it('makes nothing twice when it is repeated under one key', async () => {
    const body = { messages: Array.from({ length: 20 }, (_, index) => exampleMessage({ reference: `C-${index}` })) };
    const headers = { 'idempotency-key': 'whole-batch' };
    const first = await stack.call('POST', '/messages/batch', { body, headers });
    const second = await stack.call('POST', '/messages/batch', { body, headers });
    for (let index = 0; index < 20; index += 1) {
      expect(at(second.json, 'results', index)).toMatchObject({
        replayed: true,
        message: { id: at(first.json, 'results', index, 'message', 'id') },
      });
    }
  });

  it('guards each place of a batch by a key that no caller can have, however long the key of the batch', async () => {
    const key = 'k'.repeat(253);
    const headers = { 'idempotency-key': key };
    const body = { messages: [exampleMessage({ reference: 'PLACE-0' })] };
    const post = (): Promise<Answer> => stack.call('POST', '/messages/batch', { body, headers });
    expect(at((await post()).json, 'results', 0)).toMatchObject({ status: 202, replayed: false });
    expect(at((await post()).json, 'results', 0)).toMatchObject({ status: 202, replayed: true });
    const mine = exampleMessage({ reference: 'MINE', idempotencyKey: `${key}/0` });
    const answer = await stack.call('POST', '/messages/batch', { body: { messages: [mine] } });
    expect(at(answer.json, 'results', 0)).toMatchObject({ status: 202, replayed: false });
  });

  it('takes a thousand at once', async () => {
    const messages = Array.from({ length: 1_000 }, (_, index) => exampleMessage({ reference: `K-${index}` }));
    const answer = await stack.call('POST', '/messages/batch', { body: { messages } });
    expect(answer.text.match(/"status":202/g)?.length).toBe(1_000);
    const kept = await stack.sql(`SELECT count(*)::int AS n FROM whatsapp_messages WHERE reference LIKE 'K-%'`);
    expect(kept).toEqual([{ n: 1_000 }]);
  });
});

describe('POST /purchase-orders', () => {
  it('tells the supplier of the order in the words of the template', async () => {
    const answer = await stack.call('POST', '/purchase-orders', { body: exampleOrder() });
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({
      recipientName: 'Proveedor ABC',
      reference: 'PO-2024-001',
      priority: 'high',
      template: { name: 'po_notification', language: 'es', parameters: ['Proveedor ABC', 'PO-2024-001', '€1,250.00'] },
      superseded: null,
    });
  });

  it('finds the same message for the same order, however its amount is written', async () => {
    const first = await stack.call('POST', '/purchase-orders', { body: exampleOrder({ orderNumber: 'PO-2' }) });
    for (const amount of ['1250.00', '1250', '1250.0']) {
      const body = exampleOrder({ orderNumber: 'PO-2', total: { amount, currency: 'EUR' } });
      const again = await stack.call('POST', '/purchase-orders', { body });
      expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
      expect(at(again.json, 'id')).toBe(at(first.json, 'id'));
    }
  });

  it.each([
    ['amount', { total: { amount: '1250.01', currency: 'EUR' } }],
    ['currency', { total: { amount: '1250.00', currency: 'USD' } }],
    ['phone', { supplier: { name: 'Proveedor ABC', phone: '+34612345679' } }],
    ['name', { supplier: { name: 'Proveedor XYZ', phone: '+34612345678' } }],
  ])('refuses the same order number with another %s, and says how to replace it', async (what, change) => {
    const orderNumber = `PO-3-${what}`;
    await stack.call('POST', '/purchase-orders', { body: exampleOrder({ orderNumber }) });
    const answer = await stack.call('POST', '/purchase-orders', { body: exampleOrder({ orderNumber, ...change }) });
    expect(answer.status).toBe(409);
    expect(answer.json).toMatchObject({
      code: 'PURCHASE_ORDER_CHANGED',
      detail: expect.stringContaining('revision 2'),
    });
  });

  it('replaces an order by a higher revision, and refuses one that is not higher', async () => {
    const order = (revision: number, amount: string): Record<string, unknown> =>
      exampleOrder({ orderNumber: 'PO-4', revision, total: { amount, currency: 'EUR' } });
    const first = await stack.call('POST', '/purchase-orders', { body: order(1, '10.00') });
    const third = await stack.call('POST', '/purchase-orders', { body: order(3, '30.00') });
    expect(third.json).toMatchObject({ superseded: { id: at(first.json, 'id'), cancelled: true } });
    const cancelled = await stack.call('GET', `/messages/${textAt(first.json, 'id')}`);
    expect(cancelled.json).toMatchObject({ status: 'CANCELLED' });
    const second = await stack.call('POST', '/purchase-orders', { body: order(2, '20.00') });
    expect(second.status).toBe(409);
    expect(second.json).toMatchObject({ code: 'REVISION_NOT_ABOVE_LAST' });
  });

  it('makes one message of a hundred requests for one order at once', async () => {
    const body = exampleOrder({ orderNumber: 'PO-5' });
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => stack.call('POST', '/purchase-orders', { body })),
    );
    expect(new Set(answers.map((answer) => textAt(answer.json, 'id'))).size).toBe(1);
    expect(answers.every((answer) => answer.status === 202)).toBe(true);
  });

  it('has its template refuse a document that the template does not carry, in words of orders', async () => {
    const body = exampleOrder({ orderNumber: 'PO-6', documentUrl: 'https://example.com/PO-6.pdf' });
    const answer = await stack.call('POST', '/purchase-orders', { body });
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ code: 'TEMPLATE_PARAMETERS_INVALID', errors: [{ path: 'documentUrl' }] });
  });
});

describe('POST /messages/{id}/cancel', () => {
  it('ends what nobody has sent, once and for all', async () => {
    const { json } = await stack.call('POST', '/messages', { body: exampleMessage() });
    const path = `/messages/${textAt(json, 'id')}/cancel`;
    for (const _time of ['first', 'second']) {
      const answer = await stack.call('POST', path);
      expect([answer.status, at(answer.json, 'status')]).toEqual([200, 'CANCELLED']);
    }
  });

  it('is the same to all who ask at once', async () => {
    const { json } = await stack.call('POST', '/messages', { body: exampleMessage() });
    const path = `/messages/${textAt(json, 'id')}/cancel`;
    const answers = await Promise.all(Array.from({ length: 10 }, () => stack.call('POST', path)));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 10 }, () => 200));
  });

  it('leaves alone what may have been handed to Meta', async () => {
    const { json } = await stack.call('POST', '/messages', { body: exampleMessage() });
    const id = textAt(json, 'id');
    await stack.sql(`UPDATE send_queue SET unclear = 1 WHERE message_id = $1`, [id]);
    const answer = await stack.call('POST', `/messages/${id}/cancel`);
    expect(answer.status).toBe(409);
    expect(answer.json).toMatchObject({ code: 'NOT_CANCELLABLE' });
  });
});
