import { GraphApiError, WhatsAppClient } from '@kapso/whatsapp-cloud-api';
import { normalizeWebhook, verifySignature } from '@kapso/whatsapp-cloud-api/server';
import { BodyComponent, BodyParameter, Template } from 'whatsapp-api-js/messages';
import { WhatsAppAPI } from 'whatsapp-api-js/middleware/web-standard';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import {
  objectIn,
  phoneNumberId,
  sandboxUnderTest,
  statusesOf,
  until,
  wabaId,
  type ReceivedWebhook,
  type SandboxUnderTest,
} from './sandbox-under-test.js';

const { accessToken, appSecret } = defaultSettings;

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await sandboxUnderTest();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.control('POST', '/reset');
  sandbox.received.length = 0;
});

describe('@kapso/whatsapp-cloud-api takes the sandbox for Meta', () => {
  const client = () => new WhatsAppClient({ accessToken, baseUrl: sandbox.url, graphVersion: 'v25.0' });
  const order = (to: string, ...words: string[]) => ({
    phoneNumberId,
    to,
    bizOpaqueCallbackData: 'id.1',
    template: {
      name: 'po_notification',
      language: { code: 'es' },
      components: [{ type: 'body' as const, parameters: words.map((text) => ({ type: 'text' as const, text })) }],
    },
  });

  it('sends a template and reads its webhooks', async () => {
    const { messages } = await client().messages.sendTemplate(order('+34612345678', 'ABC', 'PO-1', '€1.00'));
    await until(() => statusesOf(sandbox.received).length === 3, 'sent, delivered and read');
    const updates = sandbox.received.flatMap(({ raw, signature }) => {
      expect(verifySignature({ appSecret, rawBody: raw, signatureHeader: signature })).toBe(true);
      return normalizeWebhook(JSON.parse(raw)).statuses;
    });
    expect(new Set(updates.map(({ status }) => status))).toEqual(new Set(['sent', 'delivered', 'read']));
    expect(new Set(updates.map(({ id }) => id))).toEqual(new Set([messages[0]?.id]));
  });

  it('understands a refusal', async () => {
    const refused = client().messages.sendTemplate(order('+34612345678', 'ABC', 'PO-1'));
    const error = await refused.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(GraphApiError);
    expect(error).toMatchObject({
      httpStatus: 400,
      code: 132000,
      details: expect.stringContaining('expected number of params (3)'),
    });
  });

  it('lists, creates and deletes templates', async () => {
    const { templates } = client();
    const listed = await templates.list({ businessAccountId: wabaId, limit: 5 });
    expect(listed.data).toHaveLength(5);
    const created = await templates.create({
      businessAccountId: wabaId,
      name: 'order_ready',
      language: 'es',
      category: 'UTILITY',
      components: [{ type: 'BODY', text: 'El pedido {{1}} está listo.', example: { bodyText: [['PO-1']] } }],
    });
    expect(created).toMatchObject({ status: 'PENDING', category: 'UTILITY' });
    await until(() => sandbox.received.some(({ raw }) => raw.includes('APPROVED')), 'the approval');
    await templates.delete({ businessAccountId: wabaId, name: 'order_ready' });
    expect((await templates.list({ businessAccountId: wabaId, name: 'order_ready' })).data).toEqual([]);
  });

  it('uploads a document', async () => {
    const file = new Blob(['%PDF-1.7'], { type: 'application/pdf' });
    const { media } = client();
    const { id } = await media.upload({ phoneNumberId, type: 'document', file, fileName: 'PO-1.pdf' });
    expect(await media.get({ mediaId: id })).toMatchObject({ mimeType: 'application/pdf' });
  });
});

describe('whatsapp-api-js takes the sandbox for Meta', () => {
  /** This client knows only graph.facebook.com, so its fetch is told where that is. */
  const client = () =>
    new WhatsAppAPI({
      token: accessToken,
      appSecret,
      v: 'v24.0',
      ponyfill: { fetch: (url, init) => fetch(atSandbox(url), init) },
    });
  const atSandbox = (url: string | URL | Request) =>
    (url instanceof Request ? url.url : url.toString()).replace('https://graph.facebook.com', sandbox.url);
  const supplier = (phone: string) => ({ phone, bsuid: 'ES.13491208655302741918' });
  const hand = (api: WhatsAppAPI, { raw, signature }: ReceivedWebhook) => {
    const headers = { 'content-length': String(raw.length), 'x-hub-signature-256': signature };
    return api.handle_post(new Request('http://receiver', { method: 'POST', headers, body: raw }));
  };
  const order = (...words: [string, ...string[]]) => {
    const [first, ...others] = words.map((text) => new BodyParameter(text));
    if (!first) throw new Error('a body needs a parameter');
    return new Template('po_notification', 'es', new BodyComponent(first, ...others));
  };

  it('sends a template and reads its webhooks', async () => {
    const api = client();
    const told: string[] = [];
    api.on.status = ({ status, biz_opaque_callback_data: data }) => void told.push(`${status} ${data}`);
    const response = await api.sendMessage(
      phoneNumberId,
      supplier('+34612345678'),
      order('ABC', 'PO-1', '€1.00'),
      undefined,
      'id.1',
    );
    expect(response).toMatchObject({
      messages: [{ message_status: 'accepted' }],
      contacts: [{ wa_id: '34612345678' }],
    });
    await until(() => statusesOf(sandbox.received).length === 3, 'sent, delivered and read');
    for (const webhook of sandbox.received) expect(await hand(api, webhook)).toBe(200);
    expect(new Set(told)).toEqual(new Set(['sent id.1', 'delivered id.1', 'read id.1']));
  });

  it('hears a supplier', async () => {
    const api = client();
    const heard: string[] = [];
    api.on.message = ({ message }) => void heard.push(message.type === 'text' ? message.text.body : message.type);
    await api.sendMessage(phoneNumberId, supplier('+34603000027'), order('ABC', 'PO-1', '€1.00'));
    await until(() => sandbox.received.length === 4, 'the reply');
    const last = sandbox.received.find(({ raw }) => raw.includes('"context"'));
    expect(last && (await hand(api, last))).toBe(200);
    expect(heard).toEqual(['¿Podéis retrasar la entrega al día 2? 😃']);
  });

  it('understands a refusal, marks as read and uploads', async () => {
    const api = client();
    const refused = await api.sendMessage(phoneNumberId, supplier('+34612345678'), order('ABC'));
    expect(objectIn(refused, 'error')).toMatchObject({ code: 132000 });
    expect(await api.markAsRead(phoneNumberId, 'wamid.x')).toEqual({ success: true });
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    form.set('file', new Blob(['%PDF-1.7'], { type: 'application/pdf' }), 'PO-1.pdf');
    const uploaded = objectIn(await api.uploadMedia(phoneNumberId, form));
    expect(objectIn(await api.retrieveMedia(String(uploaded['id'])))).toMatchObject({ file_size: 8 });
  });
});
