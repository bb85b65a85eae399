import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signWebhook } from '../../apps/sandbox/src/webhooks/sign-webhook.js';
import {
  allUnder,
  fixture,
  objectIn,
  phoneNumberId,
  purchaseOrder,
  sandboxUnderTest,
  shapeOf,
  statusesOf,
  until,
  wabaId,
  type GraphAnswer,
  type SandboxUnderTest,
} from './sandbox-under-test.js';

const named = new Set<string>();

/** A recorded answer of Meta. */
function recorded(name: string) {
  named.add(name);
  const { httpStatus, headers, body } = objectIn(fixture(name));
  return { httpStatus, headers: objectIn(headers), body };
}

function request(name: string) {
  named.add(name);
  return objectIn(fixture(name));
}

/** The same status, at least the same headers, and every field with the same type. */
function expectShapeOf(name: string, answer: GraphAnswer) {
  const { httpStatus, headers, body } = recorded(name);
  expect(answer.status).toBe(httpStatus);
  expect([...answer.headers.keys()]).toEqual(expect.arrayContaining(Object.keys(headers)));
  expect(shapeOf(answer.body)).toEqual(expect.arrayContaining(shapeOf(body)));
}

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await sandboxUnderTest({ reviewAfterMs: 60_000 });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.control('POST', '/reset');
  sandbox.received.length = 0;
});

describe('the sandbox accepts the requests that Meta accepts', () => {
  it.each([
    'send-request-template-positional',
    'send-request-template-named',
    'send-request-template-document-header-and-buttons',
    'send-request-template-currency-date',
    'send-request-template-no-variables',
  ])('%s', async (name) => {
    expectShapeOf('send-response-200-accepted', await sandbox.send(request(name)));
  });

  it('send-request-template-to-bsuid, answered as send-response-200-to-bsuid', async () => {
    const answer = await sandbox.send(request('send-request-template-to-bsuid'));
    expectShapeOf('send-response-200-to-bsuid', answer);
    expect(allUnder('contacts', answer.body)).toEqual(
      allUnder('contacts', recorded('send-response-200-to-bsuid').body),
    );
  });
});

describe('the sandbox answers an accepted message like Meta', () => {
  it.each([
    ['send-response-200-accepted', '+34600000012'],
    ['send-response-200-wa-id-differs-brazil', '+5511900000012'],
    ['send-response-200-wa-id-differs-mexico', '+525500000012'],
  ])('%s', async (name, to) => {
    const answer = await sandbox.send(purchaseOrder(to));
    expectShapeOf(name, answer);
    expect(allUnder('contacts', answer.body)).toEqual(allUnder('contacts', recorded(name).body));
  });

  it.each([
    ['send-response-200-held-for-quality', '+34603000023'],
    ['send-response-200-no-message-status', '+34603000025'],
  ])('%s', async (name, to) => {
    const { body } = await sandbox.send(purchaseOrder(to));
    expect(shapeOf(body)).toEqual(shapeOf(recorded(name).body));
    const [message] = allUnder('messages', body);
    expect(message?.['message_status']).toBe(allUnder('messages', recorded(name).body)[0]?.['message_status']);
  });

  it('with a wamid that holds the phone, as in send-response-200-accepted', async () => {
    const ids = [
      recorded('send-response-200-accepted').body,
      (await sandbox.send(purchaseOrder('+34600000012'))).body,
    ].map((body) => Buffer.from(String(allUnder('messages', body)[0]?.['id']).replace('wamid.', ''), 'base64'));
    const [theirs, ours] = ids.map((id) => id.toString('latin1').replace(/[0-9A-F]{18}/, 'serial'));
    expect(ours).toBe(theirs);
  });
});

/** The words of Meta but for what differs from call to call. */
function expectError(name: string, answer: GraphAnswer) {
  const { httpStatus, headers, body } = recorded(name);
  const error = objectIn(body, 'error');
  expect(answer.status).toBe(httpStatus);
  expect([...answer.headers.keys()]).toEqual(expect.arrayContaining(Object.keys(headers)));
  expect(objectIn(answer.body, 'error')).toEqual({ ...error, fbtrace_id: expect.any(String) });
}

describe('the sandbox refuses what Meta refuses, with the same words', () => {
  it.each([
    ['error-429-or-400-code-4-app-rate-limit', '+34601000004'],
    ['error-500-code-1-unknown', '+34601000001'],
    ['error-503-code-2-api-service', '+34601000002'],
    ['error-400-code-33-number-deleted', '+34601000033'],
    ['error-403-code-368-policy-block', '+34601000368'],
    ['error-400-code-80007-waba-rate-limit', '+34601080007'],
    ['error-400-code-130429-throughput', '+34601130429'],
    ['error-500-code-131000-something-went-wrong', '+34601131000'],
    ['error-400-code-131009-invalid-value', '+34601131009'],
    ['error-500-code-131016-service-unavailable', '+34601131016'],
    ['error-400-code-131030-not-in-allowed-list', '+34601131030'],
    ['error-403-code-131031-account-locked', '+34601131031'],
    ['error-400-code-131042-payment', '+34601131042'],
    ['error-400-code-131048-spam-rate-limit', '+34601131048'],
    ['error-500-code-131057-maintenance', '+34601131057'],
  ])('%s: the recipient %s', async (name, to) => {
    expectError(name, await sandbox.send(purchaseOrder(to)));
  });

  it('error-400-code-100-invalid-parameter: 00 instead of +', async () => {
    expectError('error-400-code-100-invalid-parameter', await sandbox.send(purchaseOrder('0034612345678')));
  });

  it('error-400-code-100-subcode-33-unknown-object: a number that does not exist', async () => {
    const answer = await sandbox.call('/v25.0/106540352242900/messages', {
      method: 'POST',
      json: purchaseOrder('+34612345678'),
    });
    expectError('error-400-code-100-subcode-33-unknown-object', answer);
  });

  it('error-401-code-190-token-expired', async () => {
    await sandbox.control('PUT', '/token', { state: 'expired' });
    const answer = await sandbox.send(purchaseOrder('+34612345678'));
    expectShapeOf('error-401-code-190-token-expired', answer);
    expect(objectIn(answer.body, 'error')).toMatchObject({
      code: 190,
      error_subcode: 463,
      message: expect.stringContaining('Session has expired on'),
    });
  });

  it.each([
    ['error-403-code-10-permission-denied', 'no-permission'],
    ['error-403-code-200-no-asset-access', 'no-asset-access'],
  ])('%s: a token in state %s', async (name, state) => {
    await sandbox.control('PUT', '/token', { state });
    expectError(name, await sandbox.send(purchaseOrder('+34612345678')));
  });

  it('error-400-code-133010-not-registered: a number that is not connected', async () => {
    await sandbox.control('PUT', `/phone-numbers/${phoneNumberId}`, { status: 'PENDING' });
    expectError('error-400-code-133010-not-registered', await sandbox.send(purchaseOrder('+34612345678')));
  });

  it('error-400-code-131056-pair-rate-limit: the 46th message within 6 seconds to one recipient', async () => {
    await sandbox.control('PUT', '/limits', { pairRate: true });
    const burst = Array.from({ length: 45 }, () => sandbox.send(purchaseOrder('+34612345678')));
    for (const { status } of await Promise.all(burst)) expect(status).toBe(200);
    expectError('error-400-code-131056-pair-rate-limit', await sandbox.send(purchaseOrder('+34612345678')));
  });

  const withBody = (name: string, ...parameters: object[]) => ({
    ...purchaseOrder('+34612345678'),
    template: { name, language: { code: 'es' }, components: [{ type: 'body', parameters }] },
  });
  const text = (words: string) => ({ type: 'text', text: words });

  it.each([
    ['error-400-code-131008-missing-parameter', withBody('po_notification', text('a'), { type: 'text' }, text('c'))],
    ['error-400-code-132000-param-count', withBody('purchase_order_issued', text('a'), text('b'), text('c'))],
    ['error-400-code-132012-param-format', withBody('purchase_order_with_pdf', text('a'))],
    ['error-400-code-132015-template-paused', withBody('purchase_order_paused', text('a'))],
    ['error-400-code-132016-template-disabled', withBody('purchase_order_disabled', text('a'))],
    ['error-400-code-132018-newline-in-parameter', withBody('po_notification', text('a'), text('b\nb'), text('c'))],
  ])('%s', async (name, message) => {
    expectError(name, await sandbox.send(message));
  });

  it('error-404-code-132001-template-missing: after the template was deleted', async () => {
    await sandbox.call(`/v25.0/${wabaId}/message_templates?name=purchase_order_issued`, { method: 'DELETE' });
    expectError(
      'error-404-code-132001-template-missing',
      await sandbox.send(withBody('purchase_order_issued', text('a'))),
    );
  });
});

describe('the sandbox shows account, number and templates like Meta', () => {
  const get = (path: string) => sandbox.call(`/v25.0/${path}`);

  it('api-debug-token-valid and api-debug-token-expired', async () => {
    const read = () => get('debug_token?input_token=sandbox-access-token');
    const withTargets = objectIn((await read()).body, 'data');
    expect(withTargets).toMatchObject({ is_valid: true, type: 'SYSTEM_USER', expires_at: 0 });
    expectShapeOf('api-debug-token-valid', await read());
    await sandbox.control('PUT', '/token', { state: 'expired' });
    const asApp = await sandbox.call('/v25.0/debug_token?input_token=sandbox-access-token', {
      token: '634974688087057|sandbox-app-secret',
    });
    expectShapeOf('api-debug-token-expired', asApp);
    expect(objectIn(asApp.body, 'data')).toMatchObject({ is_valid: false });
  });

  it('api-phone-number', async () => {
    const { body } = recorded('api-phone-number');
    const fields = Object.keys(objectIn(body)).join();
    const answer = await get(`${phoneNumberId}?fields=${fields}`);
    expect(answer.body).toEqual({ ...objectIn(body), webhook_configuration: { application: sandbox.webhookUrl } });
    expect(shapeOf(allUnder('data', (await get(`${wabaId}/phone_numbers?fields=${fields}`)).body)[0])).toEqual(
      shapeOf(body),
    );
  });

  it('api-waba', async () => {
    const { body } = recorded('api-waba');
    expect((await get(`${wabaId}?fields=${Object.keys(objectIn(body)).join()}`)).body).toEqual(body);
  });

  it('api-health-available, api-health-limited-display-name and api-health-blocked-template', async () => {
    const health = (id: string) => get(`${id}?fields=health_status`);
    expect((await health(phoneNumberId)).body).toEqual(recorded('api-health-available').body);
    await sandbox.control('PUT', `/phone-numbers/${phoneNumberId}`, { name_status: 'PENDING_REVIEW' });
    expect((await health(phoneNumberId)).body).toEqual(recorded('api-health-limited-display-name').body);
    const [pending] = allUnder('data', (await get(`${wabaId}/message_templates?status=pending`)).body);
    const blocked = recorded('api-health-blocked-template').body;
    const theirs = JSON.stringify(blocked).replaceAll('2632273056924580', String(pending?.['id']));
    expect((await health(String(pending?.['id']))).body).toEqual(JSON.parse(theirs));
  });

  it('api-subscribed-apps, api-subscribed-apps-none and api-subscribe-response', async () => {
    const path = `${wabaId}/subscribed_apps`;
    expect((await get(path)).body).toEqual(recorded('api-subscribed-apps').body);
    await sandbox.call(`/v25.0/${path}`, { method: 'DELETE' });
    expect((await get(path)).body).toEqual(recorded('api-subscribed-apps-none').body);
    expectShapeOf('api-subscribe-response', await sandbox.call(`/v25.0/${path}`, { method: 'POST' }));
    expect((await get(path)).body).toEqual(recorded('api-subscribed-apps').body);
  });

  it('api-templates-page-1 and api-templates-last-page: pages until there is no next', async () => {
    const fields = 'name,parameter_format,components,language,status,category,previous_category,quality_score';
    const templates: unknown[] = [];
    let next: unknown = `${sandbox.url}/v25.0/${wabaId}/message_templates?limit=5&fields=${fields}`;
    let last: unknown;
    for (; typeof next === 'string'; next = objectIn(last, 'paging')['next']) {
      last = (await sandbox.call(next.replace(sandbox.url, ''))).body;
      templates.push(...allUnder('data', last));
    }
    const { data: _data, ...page } = objectIn(recorded('api-templates-last-page').body);
    expect(shapeOf(last)).toEqual(expect.arrayContaining(shapeOf(page)));
    expect(shapeOf(templates)).toEqual(
      expect.arrayContaining(shapeOf(objectIn(recorded('api-templates-page-1').body)['data'])),
    );
    expect(templates).toHaveLength(12);
  });

  it('api-template-create-request, answered as api-template-create-response', async () => {
    const json = { ...request('api-template-create-request'), name: 'purchase_order_new' };
    const answer = await sandbox.call(`/v25.0/${wabaId}/message_templates`, { method: 'POST', json });
    expectShapeOf('api-template-create-response', answer);
    expect(answer.body).toMatchObject({ status: 'PENDING', category: 'UTILITY' });
  });

  it('api-template-create-error-leading-variable', async () => {
    const components = [{ type: 'body', text: '{{1}}, gracias.', example: { body_text: [['a']] } }];
    const json = { name: 'bad_start', language: 'es', category: 'UTILITY', components };
    expectError(
      'api-template-create-error-leading-variable',
      await sandbox.call(`/v25.0/${wabaId}/message_templates`, { method: 'POST', json }),
    );
  });

  it('api-message-history and api-pricing-analytics: once a message was delivered', async () => {
    const { body } = await sandbox.send(purchaseOrder('+34612345678'));
    await until(() => statusesOf(sandbox.received).length === 3, 'three webhooks');
    const wamid = String(allUnder('messages', body)[0]?.['id']);
    const history = await get(
      `${phoneNumberId}/message_history?message_id=${encodeURIComponent(wamid)}&fields=id,message_id,events`,
    );
    const withoutFailure = shapeOf(recorded('api-message-history').body).filter(
      (line) => !line.includes('error_description'),
    );
    expect(shapeOf(history.body)).toEqual(withoutFailure);
    const fields =
      'pricing_analytics.start(1748761200).end(1999999999).granularity(DAILY).dimensions(PRICING_CATEGORY,COUNTRY)';
    expectShapeOf('api-pricing-analytics', await get(`${wabaId}?fields=${fields}`));
  });
});

describe('the sandbox writes webhooks like Meta', () => {
  /** The first body received that has a status (or field) of this name. */
  const sent = async (find: (raw: string) => boolean) => {
    await until(() => sandbox.received.some(({ raw }) => find(raw)), 'the webhook');
    return sandbox.received.find(({ raw }) => find(raw))?.body;
  };

  it.each([
    ['webhook-status-sent-v24-bsuid-era', '"status":"sent"'],
    ['webhook-status-delivered-regular-utility', '"status":"delivered"'],
    ['webhook-status-read', '"status":"read"'],
  ])('%s', async (name, mark) => {
    await sandbox.send(purchaseOrder('+34612345678', 'id.1'));
    expect(shapeOf(await sent((raw) => raw.includes(mark)))).toEqual(shapeOf(request(name)));
  });

  it.each([
    ['webhook-status-failed-131026-undeliverable', '+34602131026'],
    ['webhook-status-failed-131042-payment', '+34602131042'],
    ['webhook-status-failed-131031-account-locked', '+34602131031'],
    ['webhook-status-failed-131048-spam-limit', '+34602131048'],
    ['webhook-status-failed-131000', '+34602131000'],
    ['webhook-status-failed-132015-paused-after-hold', '+34603000024'],
  ])('%s: the recipient %s', async (name, to) => {
    await sandbox.send(purchaseOrder(to, 'id.1'));
    const body = await sent((raw) => raw.includes('"failed"'));
    expect(shapeOf(body)).toEqual(shapeOf(request(name)));
    expect(allUnder('errors', body)).toEqual(allUnder('errors', request(name)));
  });

  it('webhook-inbound-template-quick-reply-button: the supplier presses the button', async () => {
    await sandbox.send({ ...request('send-request-template-document-header-and-buttons'), to: '+34603000026' });
    const body = await sent((raw) => raw.includes('"button"'));
    expect(shapeOf(body)).toEqual(shapeOf(request('webhook-inbound-template-quick-reply-button')));
    expect(allUnder('messages', body)[0]?.['button']).toEqual({
      payload: 'ACK:PO-2026-00123',
      text: 'Confirmar pedido',
    });
  });

  it('webhook-user-preferences-stop: the supplier stops marketing messages', async () => {
    await sandbox.send(purchaseOrder('+34603000029'));
    const body = await sent((raw) => raw.includes('user_preferences'));
    expect(shapeOf(body)).toEqual(expect.arrayContaining(shapeOf(request('webhook-user-preferences-stop'))));
  });

  it.each([
    ['webhook-template-status-approved', 'APPROVED'],
    ['webhook-template-status-rejected', 'REJECTED'],
    ['webhook-template-status-paused', 'PAUSED'],
    ['webhook-template-status-disabled', 'DISABLED'],
    ['webhook-template-status-archived', 'ARCHIVED'],
  ])('%s', async (name, status) => {
    await sandbox.control('PUT', '/templates/purchase_order_issued/status', { status });
    expect(shapeOf(await sent((raw) => raw.includes(status)))).toEqual(shapeOf(request(name)));
  });

  it('webhook-template-status-unpaused', async () => {
    await sandbox.control('PUT', '/templates/purchase_order_paused/status', { status: 'APPROVED' });
    expect(shapeOf(await sent((raw) => raw.includes('UNPAUSE')))).toEqual(
      shapeOf(request('webhook-template-status-unpaused')),
    );
  });

  it('webhook-template-category-completed', async () => {
    await sandbox.control('PUT', '/templates/po_notification/category', { category: 'MARKETING' });
    expect(shapeOf(await sent((raw) => raw.includes('new_category')))).toEqual(
      shapeOf(request('webhook-template-category-completed')),
    );
  });
});

it('the sandbox signs as signature-test-vectors say', () => {
  named.add('signature-test-vectors');
  const vectors = [fixture('signature-test-vectors')].flat().map((vector) => objectIn(vector));
  for (const { body, appSecret, header, valid } of vectors) {
    expect(signWebhook(String(body), String(appSecret)) === header).toBe(valid);
  }
});

describe('the sandbox sends any recorded webhook on request', () => {
  const webhooks = readdirSync(new URL('../fixtures/meta/', import.meta.url))
    .filter((file) => file.startsWith('webhook-'))
    .map((file) => file.replace('.json', ''));

  it.each(webhooks)('%s', async (name) => {
    named.add(name);
    const bodies = [fixture(name)].flat();
    const answer = await sandbox.control('POST', '/webhook', fixture(name));
    expect(answer.body).toEqual({ answers: bodies.map(() => 200) });
    expect(sandbox.received.map(({ body }) => body)).toEqual(bodies);
  });
});

it('every recorded request and answer of Meta is named by a test here', () => {
  const files = readdirSync(new URL('../fixtures/meta/', import.meta.url)).filter((file) => file.endsWith('.json'));
  const missing = files.map((file) => file.replace('.json', '')).filter((name) => !named.has(name));
  expect(missing).toEqual([]);
});
