import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signWebhook } from '../../apps/sandbox/src/webhooks/sign-webhook.js';
import {
  allUnder,
  objectIn,
  phoneNumberId,
  purchaseOrder,
  sandboxUnderTest,
  statusesOf,
  until,
  wabaId,
  type SandboxUnderTest,
} from './sandbox-under-test.js';

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await sandboxUnderTest();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.control('POST', '/reset');
  sandbox.received.length = 0;
});

const faults = (json: object) => sandbox.control('PUT', '/faults', json);
const phone = (index: number) => `+34600${String(index).padStart(6, '0')}`;

/** Sends so many at once; what each was answered, or undefined where no answer came. */
function sendMany(count: number) {
  const sends = Array.from({ length: count }, (_, index) => sandbox.send(purchaseOrder(phone(index), `m${index}.1`)));
  return Promise.all(sends.map((send) => send.then(({ status }) => status).catch(() => undefined)));
}

describe('faults of answers', () => {
  it('take their share, the same for the same seed', async () => {
    const mixed = { seed: 7, loseResponse: 0.2, bare500: 0.2, rate429: 0.1, reset: 0.1 };
    const run = async () => {
      await sandbox.control('POST', '/reset');
      await faults(mixed);
      await sendMany(200);
      return (await sandbox.stats())['injected'];
    };
    const first = objectIn(await run());
    expect(await run()).toEqual(first);
    expect(Number(first['accept-lose-response'])).toBeGreaterThan(20);
    const { accepted, duplicates } = await sandbox.stats();
    expect(accepted).toBe(200 - ['bare-500', 'rate-429', 'reset'].reduce((sum, kind) => sum + Number(first[kind]), 0));
    expect(duplicates).toBe(0);
  });

  it('are refused when they make no sense', async () => {
    expect((await faults({ loseResponse: 0.8, hang: 0.8 })).status).toBe(400);
    expect((await faults({ loseResponce: 0.1 })).body).toEqual({
      problem: expect.stringContaining('unknown fault "loseResponce"'),
    });
    expect((await faults({ webhooks: { batchSize: 0 } })).status).toBe(400);
    expect((await faults({ rejectTo: { '34': 1_234_567 } })).status).toBe(400);
    expect((await faults({ failTo: { ES: 130_497 } })).status).toBe(400);
  });

  it('refuse one country only, or fail it by webhook', async () => {
    await faults({ rejectTo: { '34': 130_497 } });
    const [spain, brazil] = ['+34600000001', '+5511987654321'];
    expect((await sandbox.send(purchaseOrder(spain, 'm1.1'))).status).toBe(403);
    expect((await sandbox.send(purchaseOrder(brazil, 'm2.1'))).status).toBe(200);
    await faults({ failTo: { '34': 130_497 } });
    expect((await sandbox.send(purchaseOrder(spain, 'm3.1'))).status).toBe(200);
    await until(() => statusesOf(sandbox.received).some(({ status }) => status === 'failed'), 'the failure');
  });

  it('an outage answers 503 to everything, then all is well again', async () => {
    await faults({ outage: 'errors' });
    expect(await sendMany(3)).toEqual([503, 503, 503]);
    expect((await sandbox.call(`/v25.0/${wabaId}`)).status).toBe(503);
    await faults({});
    expect(await sendMany(1)).toEqual([200]);
  });

  it('an outage can also be silent', async () => {
    await faults({ outage: 'hang' });
    const silent = fetch(`${sandbox.url}/v25.0/${wabaId}`, { signal: AbortSignal.timeout(200) });
    await expect(silent).rejects.toThrow('timeout');
  });

  it('one code refuses everybody, with Retry-After if wanted', async () => {
    await faults({ rejectWith: 80007, retryAfter: '120' });
    const { status, headers } = await sandbox.send(purchaseOrder(phone(1)));
    expect([status, headers.get('retry-after')]).toEqual([400, '120']);
    expect(JSON.parse(String(headers.get('x-business-use-case-usage')))).toMatchObject({
      [wabaId]: [{ estimated_time_to_regain_access: 12 }],
    });
  });

  it('one code fails everybody by webhook', async () => {
    await faults({ failWith: 131042 });
    await sendMany(2);
    await until(() => sandbox.received.length === 2, 'two webhooks');
    expect(
      allUnder(
        'errors',
        sandbox.received.map(({ body }) => body),
      ).map(({ code }) => code),
    ).toEqual([131042, 131042]);
  });
});

describe('webhooks', () => {
  it('are signed over a body that is pure ASCII', async () => {
    await sandbox.send(purchaseOrder(phone(1)));
    await until(() => sandbox.received.length === 3, 'three webhooks');
    for (const { raw, signature } of sandbox.received) {
      expect(raw).toMatch(/^[\x20-\x7e]+$/);
      expect(raw).toContain('Mu\\u00f1oz');
      expect(signature).toBe(signWebhook(raw, 'sandbox-app-secret'));
    }
  });

  it('are sent again until they are answered exactly 200', async () => {
    sandbox.answers.push(500, 204, 201, 401);
    await sandbox.send(purchaseOrder(phone(1)));
    await until(async () => (await sandbox.stats())['changesDelivered'] === 3, 'delivery');
    expect(sandbox.received).toHaveLength(7);
    expect(await sandbox.stats()).toMatchObject({ webhooksSent: 7, webhooksRetried: 4, webhooksPending: 0 });
  });

  it('are duplicated, shuffled and batched on request', async () => {
    await faults({ webhooks: { duplicate: 1, shuffle: 1, batchSize: 1000 } });
    await sendMany(30);
    await until(() => statusesOf(sandbox.received).length === 180, 'six statuses a message');
    expect(sandbox.received.length).toBeLessThan(100);
    const order = statusesOf(sandbox.received).map(({ status }) => status);
    expect(order).not.toEqual([...order].sort((a, b) => rank(a) - rank(b)));
  });

  it('come as late as is asked for, and tell when it happened', async () => {
    await faults({ failWith: 131042, webhooks: { delayMs: 1_500 } });
    await sendMany(1);
    await until(() => sandbox.received.length === 1, 'the webhook');
    const [status] = statusesOf(sandbox.received);
    expect(Date.now() - Number(status?.['timestamp']) * 1_000).toBeGreaterThanOrEqual(1_500);
  });

  it('are lost for a share of the messages', async () => {
    await faults({ webhooks: { lose: 0.5 } });
    await sendMany(40);
    const lost = Number(objectIn((await sandbox.stats())['injected'])['webhooks lost']);
    await until(() => statusesOf(sandbox.received).length === 3 * (40 - lost), 'the others');
    expect(lost).toBeGreaterThan(5);
  });

  it('stay away when the app is not subscribed', async () => {
    await sandbox.call(`/v25.0/${wabaId}/subscribed_apps`, { method: 'DELETE' });
    await sendMany(1);
    await until(
      async () => String(JSON.stringify((await sandbox.call('/sandbox/messages')).body)).includes('"read"'),
      'read',
    );
    expect(sandbox.received).toEqual([]);
  });

  it('go to a new URL only when it answers the challenge', async () => {
    const url = sandbox.webhookUrl;
    expect((await sandbox.control('POST', '/webhook-url', { url, verifyToken: 'wrong' })).status).toBe(400);
    expect((await sandbox.control('POST', '/webhook-url', { url })).body).toEqual({ url });
  });

  it('carry bytes that are not JSON, too', async () => {
    const response = await fetch(`${sandbox.url}/sandbox/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: 'ñ{',
    });
    expect(await response.json()).toEqual({ answers: [200] });
    expect(sandbox.received[0]).toMatchObject({ raw: 'ñ{', signature: signWebhook('ñ{', 'sandbox-app-secret') });
  });

  it('bring a reply on request, which opens the window for plain texts', async () => {
    const { body } = await sandbox.send(purchaseOrder('+34612345678'));
    const wamid = allUnder('messages', body)[0]?.['id'];
    const text = { messaging_product: 'whatsapp', to: '+34612345678', type: 'text', text: { body: 'Gracias' } };
    await sandbox.send(text);
    await until(
      () => sandbox.received.some(({ raw }) => raw.includes('131047')),
      'the refusal of a text outside the window',
    );
    await sandbox.control('POST', '/reply', { wamid, text: 'Confirmar pedido', payload: 'ACK:1' });
    await until(() => sandbox.received.some(({ raw }) => raw.includes('"payload":"ACK:1"')), 'the button');
    const answer = allUnder('messages', (await sandbox.send(text)).body)[0]?.['id'];
    const told = () => statusesOf(sandbox.received).filter(({ id }) => id === answer);
    await until(() => told().length === 3, 'three statuses of the text');
    expect(new Set(told().map(({ status }) => status))).toEqual(new Set(['sent', 'delivered', 'read']));
  });
});

function rank(status: unknown): number {
  return ['sent', 'delivered', 'read'].indexOf(String(status));
}

describe('limits', () => {
  it('a number takes its messages per second, the rest gets 130429', async () => {
    await sandbox.control('PUT', '/limits', { messagesPerSecond: 20 });
    const statuses = await sendMany(50);
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(await sandbox.stats()).toMatchObject({
      accepted: 20,
      rejectedByCode: { 130429: 30 },
      peakPerSecond: { [phoneNumberId]: 20 },
    });
  });
});

describe('what was accepted', () => {
  it('is counted by the part of the callback data before the last dot', async () => {
    for (const data of ['a.1', 'a.2', 'b.1', 'whole']) await sandbox.send(purchaseOrder(phone(1), data));
    expect((await sandbox.call('/sandbox/accepted')).body).toEqual({ a: 2, b: 1, whole: 1 });
    expect(await sandbox.stats()).toMatchObject({ accepted: 4, acceptedIds: 3, duplicates: 1 });
  });

  it('is shown as the phone would show it', async () => {
    await sandbox.send(purchaseOrder('+34612345678'));
    const text = 'Hola Proveedor ABC, has recibido una nueva orden de compra PO-2024-001 por un total de €1,250.00.';
    const [message] = allUnder('messages', (await sandbox.call('/sandbox/messages')).body);
    expect(message).toMatchObject({ to: '+34612345678', text, template: { name: 'po_notification' } });
    const page = await fetch(`${sandbox.url}/sandbox`);
    expect(await page.text()).toContain(text);
  });
});

describe('the token', () => {
  it('is checked before everything else', async () => {
    const json = { nonsense: true };
    const path = '/v25.0/no-such-number/messages';
    expect(objectIn((await sandbox.call(path, { method: 'POST', json, token: 'wrong' })).body, 'error')['code']).toBe(
      190,
    );
    expect(objectIn((await sandbox.call(path, { method: 'POST', json })).body, 'error')).toMatchObject({
      code: 100,
      error_subcode: 33,
    });
    const without = await fetch(sandbox.url + path, { method: 'POST' });
    expect([without.status, objectIn(await without.json(), 'error')['code']]).toEqual([401, 104]);
  });

  it('can be rotated', async () => {
    await sandbox.control('PUT', '/token', { accessToken: 'new-token' });
    expect((await sandbox.call(`/v25.0/${wabaId}`)).status).toBe(401);
    expect((await sandbox.call(`/v25.0/${wabaId}`, { token: 'new-token' })).status).toBe(200);
  });
});

describe('requests that Meta refuses', () => {
  const order = purchaseOrder('+34612345678');
  it.each([
    ['no messaging_product', { ...order, messaging_product: undefined }, 100],
    ['no recipient', { ...order, to: undefined }, 100],
    ['an impossible user id', { ...order, to: undefined, recipient: '1349' }, 131009],
    ['the sender itself', { ...order, to: '+15550783881' }, 131021],
    ['callback data of 513 characters', { ...order, biz_opaque_callback_data: 'x'.repeat(513) }, 100],
    ['a type that templates do not need', { ...order, type: 'sticker' }, 131051],
    ['no language', { ...order, template: { name: 'po_notification' } }, 131008],
    ['another language', { ...order, template: { ...order.template, language: { code: 'es_ES' } } }, 132001],
    [
      'a template in review',
      { ...order, template: { name: 'purchase_order_pending', language: { code: 'es' } } },
      132001,
    ],
    ['no parameters', { ...order, template: { name: 'po_notification', language: { code: 'es' } } }, 132000],
    ['a button without its suffix', { ...order, template: pdf({ document: { id: '1' }, type: 'document' }) }, 131008],
    ['an image where a document belongs', { ...order, template: pdf({ image: { id: '1' }, type: 'image' }) }, 132012],
    ['a text that becomes too long', { ...order, template: withText('x'.repeat(1000)) }, 132005],
    ['five spaces', { ...order, template: withText('a     b') }, 132018],
    ['an empty text', { ...order, template: withText('') }, 131008],
  ])('%s', async (_what, message, code) => {
    expect(objectIn((await sandbox.send(message)).body, 'error')['code']).toBe(code);
  });

  it('a body that is not JSON', async () => {
    const response = await fetch(`${sandbox.url}/v25.0/${phoneNumberId}/messages`, {
      method: 'POST',
      headers: { authorization: 'Bearer sandbox-access-token', 'content-type': 'application/json' },
      body: '{"messaging_product":',
    });
    expect(objectIn(await response.json(), 'error')['code']).toBe(100);
  });

  it('a path that Graph does not know', async () => {
    expect(objectIn((await sandbox.call('/v25.0/no/such/path')).body, 'error')).toMatchObject({
      code: 2500,
      type: 'OAuthException',
    });
  });

  function pdf(header: object) {
    const components = [
      { type: 'header', parameters: [header] },
      { type: 'body', parameters: [{ type: 'text', text: 'PO-1' }] },
    ];
    return { name: 'purchase_order_with_pdf', language: { code: 'es' }, components };
  }

  function withText(text: string) {
    const parameters = [text, 'b', 'c'].map((each) => ({ type: 'text', text: each }));
    return { name: 'po_notification', language: { code: 'es' }, components: [{ type: 'body', parameters }] };
  }
});
