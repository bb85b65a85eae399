import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { GraphApi, type GraphApiOptions, type SendTiming } from './graph-api.js';
import { isJsonObject, objectAt, type JsonObject } from './json-object.js';
import type { TemplateSend } from './template-payload.js';

const fixtures = join(import.meta.dirname, '../../../test/fixtures/meta');
const sender = { phoneNumberId: '106540352242922', accessToken: 'token' };
const account = { wabaId: '102290129340398', accessToken: 'token' };
const order: TemplateSend = {
  to: '+34600000012',
  template: { name: 'po_notification', language: 'es' },
  parameters: ['Proveedor ABC', 'PO-2024-001', '€1,250.00'],
  callbackData: '0199c5b2-0000-7000-8000-000000000001.1',
};

interface Answer {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface Call {
  readonly method: string | undefined;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

let server: Server | null = null;
let graphApi: GraphApi | null = null;
afterEach(async () => {
  await graphApi?.close();
  server?.close();
});

async function meta(
  answer: (request: IncomingMessage) => Answer,
  options: Partial<GraphApiOptions> = {},
): Promise<{ api: GraphApi; calls: Call[]; origin: string }> {
  const calls: Call[] = [];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      calls.push({
        method: request.method,
        url: request.url ?? '',
        authorization: request.headers.authorization,
        body,
      });
      const { httpStatus, headers, body: answered } = answer(request);
      response.writeHead(httpStatus, headers);
      response.end(typeof answered === 'string' ? answered : JSON.stringify(answered));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const origin = `http://127.0.0.1:${address.port}`;
  graphApi = new GraphApi({
    baseUrl: origin,
    version: 'v25.0',
    timeoutMs: 2_000,
    connections: 2,
    now: () => Date.now(),
    ...options,
  });
  return { api: graphApi, calls, origin };
}

function recorded(file: string): Answer {
  const json: unknown = JSON.parse(readFileSync(join(fixtures, file), 'utf8'));
  if (!isJsonObject(json)) throw new Error(`${file} is not an object`);
  const headers = Object.entries(objectAt(json, 'headers')).map(([name, value]) => [name, String(value)] as const);
  return { httpStatus: Number(json.httpStatus), headers: Object.fromEntries(headers), body: json.body };
}

const answering =
  (httpStatus: number, body: unknown, headers: Record<string, string> = {}) =>
  (): Answer => ({
    httpStatus,
    headers,
    body,
  });
const errorBody = (code: number): JsonObject => ({ error: { message: `(#${code}) Something`, code } });

describe('sending a template message', () => {
  it('posts the payload once to the sender, with its token', async () => {
    const { api, calls } = await meta(() => recorded('send-response-200-accepted.json'));
    await api.sendTemplate(sender, order);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      method: 'POST',
      url: '/v25.0/106540352242922/messages',
      authorization: 'Bearer token',
    });
    expect(JSON.parse(calls[0]?.body ?? '')).toMatchObject({
      to: '+34600000012',
      biz_opaque_callback_data: order.callbackData,
    });
  });

  it.each([
    ['send-response-200-accepted.json', { metaStatus: 'accepted', waId: '34600000012', userId: null }],
    ['send-response-200-held-for-quality.json', { metaStatus: 'held_for_quality_assessment' }],
    ['send-response-200-no-message-status.json', { metaStatus: null }],
    ['send-response-200-to-bsuid.json', { waId: null, userId: 'ES.13491208655302741918' }],
    ['send-response-200-wa-id-differs-brazil.json', { waId: '551100000012' }],
    ['send-response-200-wa-id-differs-mexico.json', { waId: '5215500000012' }],
  ])('takes %s as accepted', async (file, expected) => {
    const { api } = await meta(() => recorded(file));
    const outcome = await api.sendTemplate(sender, order);
    expect(outcome).toMatchObject({ kind: 'accepted', wamid: expect.stringMatching(/^wamid\./), ...expected });
  });

  it.each([
    ['error-400-code-100-invalid-parameter.json', { kind: 'rejected' }],
    ['error-400-code-100-subcode-33-unknown-object.json', { kind: 'sender_blocked' }],
    ['error-400-code-130429-throughput.json', { kind: 'throttled', scope: 'sender', retryAfterMs: null }],
    ['error-400-code-131056-pair-rate-limit.json', { kind: 'throttled', scope: 'recipient', retryAfterMs: null }],
    ['error-400-code-80007-waba-rate-limit.json', { kind: 'throttled', scope: 'account', retryAfterMs: 720_000 }],
    ['error-429-or-400-code-4-app-rate-limit.json', { kind: 'throttled', scope: 'account', retryAfterMs: 720_000 }],
    ['error-400-code-132015-template-paused.json', { kind: 'throttled', scope: 'template', retryAfterMs: null }],
    ['error-401-code-190-token-expired.json', { kind: 'sender_blocked', failure: { code: 190, subcode: 463 } }],
    ['error-500-code-131000-something-went-wrong.json', { kind: 'unclear', reason: 'HTTP 500 with code 131000' }],
    ['error-503-code-2-api-service.json', { kind: 'unclear', failure: { code: 2 } }],
  ])('takes %s as $kind', async (file, expected) => {
    const { api } = await meta(() => recorded(file));
    expect(await api.sendTemplate(sender, order)).toMatchObject(expected);
  });

  it('tells what Meta said of a refusal, and what to do', async () => {
    const { api } = await meta(() => recorded('error-400-code-132000-param-count.json'));
    expect(await api.sendTemplate(sender, order)).toEqual({
      kind: 'rejected',
      failure: {
        code: 132000,
        subcode: null,
        httpStatus: 400,
        title: 'Template Param Count Mismatch',
        details: 'body: number of localizable_params (3) does not match the expected number of params (4)',
        advice: 'Send as many parameters as the template has variables; `GET /templates/{name}` lists them.',
        traceId: 'Az8or2yhqkZfEZ-_4Qn_Bam',
      },
    });
  });

  it.each([
    [200, '<html>proxy</html>', { kind: 'unclear', reason: 'HTTP 200 with an unreadable body', failure: null }],
    [200, '{}', { kind: 'unclear', reason: 'HTTP 200 without a message id', failure: null }],
    [200, '{"messages":[{}]}', { kind: 'unclear' }],
    [502, '<html>bad gateway</html>', { kind: 'unclear', reason: 'HTTP 502 with an unreadable body', failure: null }],
    [500, errorBody(777_777), { kind: 'unclear', failure: { code: 777_777, title: 'Something' } }],
    [307, '', { kind: 'unclear' }],
    [404, '<html>blocked</html>', { kind: 'not_sent', reason: "HTTP 404 that is not Meta's", turnedAway: true }],
    [400, '{"message":"no such route"}', { kind: 'not_sent', turnedAway: true }],
    [407, '', { kind: 'not_sent', turnedAway: true }],
    [400, '{"error":{"message":"Something"}}', { kind: 'unclear', failure: null }],
    [404, '{"error":"not found"}', { kind: 'unclear', reason: 'HTTP 404 without an error code' }],
    [408, '', { kind: 'unclear' }],
    [
      401,
      '',
      { kind: 'sender_blocked', failure: { code: null, title: 'Meta answered HTTP 401 without an error code' } },
    ],
    [403, errorBody(777_777), { kind: 'sender_blocked' }],
    [429, '', { kind: 'throttled', scope: 'sender', retryAfterMs: null }],
    [418, errorBody(777_777), { kind: 'rejected', failure: { code: 777_777, httpStatus: 418 } }],
    [400, errorBody(131_057), { kind: 'throttled', scope: 'sender', retryAfterMs: 60_000 }],
  ])('knows what to make of HTTP %i with body %j', async (status, body, expected) => {
    const { api } = await meta(answering(status, body));
    expect(await api.sendTemplate(sender, order)).toMatchObject(expected);
  });

  it.each(['x-fb-trace-id', 'X-FB-Debug', 'facebook-api-version'])(
    'does not take a refusal with the header %s for that of a proxy, whatever its body says',
    async (header) => {
      const { api } = await meta(answering(400, '<html>', { [header]: 'v25.0' }));
      expect(await api.sendTemplate(sender, order)).toEqual({
        kind: 'unclear',
        reason: 'HTTP 400 with an unreadable body',
        failure: null,
      });
    },
  );

  it('waits as long as Retry-After asks', async () => {
    const { api } = await meta(answering(429, errorBody(130_429), { 'retry-after': '7' }));
    expect(await api.sendTemplate(sender, order)).toMatchObject({ kind: 'throttled', retryAfterMs: 7_000 });
  });

  it('says not_sent when Meta cannot be reached', async () => {
    const { api, calls } = await meta(answering(200, {}));
    server?.close();
    const outcome = await api.sendTemplate(sender, order);
    expect(outcome).toEqual({ kind: 'not_sent', reason: 'ECONNREFUSED', turnedAway: false });
    expect(calls).toEqual([]);
  });

  it('reports every send with its outcome and time', async () => {
    const timings: SendTiming[] = [];
    let clock = 1_000;
    const { api } = await meta(
      () => {
        clock += 250;
        return recorded('send-response-200-accepted.json');
      },
      { now: () => clock, onRequest: (timing) => timings.push(timing) },
    );
    await api.sendTemplate(sender, order);
    expect(timings).toEqual([{ outcome: 'accepted', seconds: 0.25, phoneNumberId: '106540352242922' }]);
  });

  it('keeps a path in front of the version, as a proxy may need it', async () => {
    const { api, calls, origin } = await meta(() => recorded('send-response-200-accepted.json'));
    await api.sendTemplate(sender, order);
    const behindProxy = new GraphApi({
      baseUrl: `${origin}/meta/`,
      version: 'v25.0',
      timeoutMs: 2_000,
      connections: 1,
      now: () => Date.now(),
    });
    await behindProxy.sendTemplate(sender, order);
    await behindProxy.close();
    expect(calls.map(({ url }) => url)).toEqual([
      '/v25.0/106540352242922/messages',
      '/meta/v25.0/106540352242922/messages',
    ]);
  });
});

describe('reading the templates of an account', () => {
  it('reads page after page from our own address, whatever host the next link names', async () => {
    const { api, calls } = await meta(({ url = '' }) =>
      recorded(url.includes('after=QVFIUbbb') ? 'api-templates-last-page.json' : 'api-templates-page-1.json'),
    );
    const read = await api.listTemplates(account);
    expect(read).toMatchObject({
      kind: 'ok',
      templates: [
        { name: 'purchase_order_issued' },
        { name: 'purchase_order_issued_named' },
        { name: 'purchase_order_reminder' },
        { name: 'hello_world' },
      ],
    });
    expect(calls.map(({ url }) => url.split('?')[0])).toEqual([
      '/v25.0/102290129340398/message_templates',
      '/v25.0/102290129340398/message_templates',
    ]);
  });

  it('does not turn in circles with a list that never ends', async () => {
    const { api, calls } = await meta(() => recorded('api-templates-page-1.json'));
    expect(await api.listTemplates(account)).toMatchObject({ kind: 'unreachable' });
    expect(calls).toHaveLength(100);
  });

  it('finds a template by its exact name, though Meta also lists names that contain it', async () => {
    const { api, calls } = await meta(({ url = '' }) =>
      recorded(url.includes('after=') ? 'api-templates-last-page.json' : 'api-templates-page-1.json'),
    );
    const read = await api.getTemplate(account, 'purchase_order_issued');
    expect(read).toMatchObject({ kind: 'ok', templates: [{ name: 'purchase_order_issued', language: 'es' }] });
    expect(read).toHaveProperty('templates.length', 1);
    expect(calls[0]?.url).toContain('name=purchase_order_issued');
  });

  it('tells a refusal from an answer that did not come', async () => {
    const { api } = await meta(() => recorded('error-401-code-190-token-expired.json'));
    expect(await api.listTemplates(account)).toMatchObject({ kind: 'refused', failure: { code: 190 } });
    server?.close();
    server?.closeAllConnections();
    expect(await api.listTemplates(account)).toMatchObject({ kind: 'unreachable' });
  });

  it.each([
    [502, '<html>'],
    [200, '<html>'],
    // Whatever stands between us and Meta: an empty list would delete every template.
    [200, '{}'],
    [200, '{"data":{}}'],
    [500, ''],
  ])('says unreachable for HTTP %i with body %j', async (status, body) => {
    const { api } = await meta(answering(status, body));
    expect(await api.listTemplates(account)).toMatchObject({ kind: 'unreachable' });
  });
});

describe('creating a template', () => {
  it('tells its id and the category that Meta gave it', async () => {
    const { api, calls } = await meta(() => recorded('api-template-create-response.json'));
    const definition: unknown = JSON.parse(readFileSync(join(fixtures, 'api-template-create-request.json'), 'utf8'));
    if (!isJsonObject(definition)) throw new Error('not an object');
    const created = await api.createTemplate(account, definition);
    expect(created).toEqual({ kind: 'ok', id: '1689556908129832', status: 'PENDING', category: 'UTILITY' });
    expect(JSON.parse(calls[0]?.body ?? '')).toEqual(definition);
  });

  it('explains a refusal by its subcode', async () => {
    const { api } = await meta(() => recorded('api-template-create-error-leading-variable.json'));
    expect(await api.createTemplate(account, {})).toMatchObject({
      kind: 'refused',
      failure: {
        code: 100,
        subcode: 2388299,
        title: 'Variables at the start or end of the text',
        details: 'Variables cannot be at the start or end of the template.',
      },
    });
  });
});

describe('reading what the pre-launch check needs', () => {
  it('reads a phone number', async () => {
    const { api, calls } = await meta(() => recorded('api-phone-number.json'));
    expect(await api.getPhoneNumber(sender)).toEqual({
      kind: 'ok',
      phoneNumber: {
        id: '106540352242922',
        displayPhoneNumber: '+1 555-078-3881',
        verifiedName: 'Lucky Shrub',
        qualityRating: 'GREEN',
        status: 'CONNECTED',
        nameStatus: 'APPROVED',
        codeVerificationStatus: 'VERIFIED',
        throughputLevel: 'STANDARD',
        messagingLimit: 'TIER_2K',
        webhookUrl: 'https://api.example.com/webhooks/whatsapp',
        health: null,
      },
    });
    expect(calls[0]?.url).toMatch(/^\/v25\.0\/106540352242922\?fields=.*health_status/);
  });

  it.each([
    ['api-health-available.json', { canSendMessage: 'AVAILABLE' }],
    ['api-health-limited-display-name.json', { canSendMessage: 'LIMITED' }],
    ['api-health-blocked-template.json', { canSendMessage: 'BLOCKED' }],
  ])('reads the health in %s', async (file, health) => {
    const { api } = await meta(() => recorded(file));
    expect(await api.getPhoneNumber(sender)).toMatchObject({ kind: 'ok', phoneNumber: { health } });
  });

  it('names the entity that blocks sending, and the remedy', async () => {
    const { api } = await meta(() => recorded('api-health-blocked-template.json'));
    const [blocked] = await api
      .getWaba(account)
      .then((read) => (read.kind === 'ok' ? (read.waba.health?.entities ?? []) : []));
    expect(blocked).toMatchObject({
      type: 'MESSAGE_TEMPLATE',
      errors: [{ code: 141002, solution: 'Edit or appeal the message template review decision.' }],
    });
  });

  it('reads an account', async () => {
    const { api } = await meta(() => recorded('api-waba.json'));
    expect(await api.getWaba(account)).toMatchObject({
      kind: 'ok',
      waba: { currency: 'EUR', accountReviewStatus: 'APPROVED', businessVerificationStatus: 'verified' },
    });
  });

  it('reads the phone numbers of an account', async () => {
    const { api } = await meta(answering(200, { data: [recorded('api-phone-number.json').body] }));
    expect(await api.listPhoneNumbers(account)).toMatchObject({
      kind: 'ok',
      phoneNumbers: [{ id: '106540352242922' }],
    });
  });

  it("asks about a token with the app's own credentials", async () => {
    const { api, calls } = await meta(() => recorded('api-debug-token-valid.json'));
    expect(await api.debugToken({ appId: '1', appSecret: 'secret' }, 'inspected')).toMatchObject({
      kind: 'ok',
      token: { valid: true, type: 'SYSTEM_USER', expiresAt: null, scopeTargets: {}, problem: null },
    });
    expect(calls[0]).toMatchObject({
      url: '/v25.0/debug_token?input_token=inspected',
      authorization: 'Bearer 1|secret',
    });
  });

  it('tells why a token is no longer valid', async () => {
    const { api } = await meta(() => recorded('api-debug-token-expired.json'));
    expect(await api.debugToken({ appId: '1', appSecret: 'secret' }, 'inspected')).toMatchObject({
      token: {
        valid: false,
        expiresAt: new Date(1_795_400_000_000),
        scopeTargets: { whatsapp_business_messaging: ['102290129340398'] },
        problem: 'Error validating access token: Session has expired.',
      },
    });
  });

  it('reads which apps get the webhooks of an account', async () => {
    const { api } = await meta(() => recorded('api-subscribed-apps.json'));
    expect(await api.subscribedApps(account)).toMatchObject({ apps: [{ id: '634974688087057' }] });
  });

  it('sees that no app gets the webhooks, and subscribes ours', async () => {
    const { api } = await meta(({ method }) =>
      recorded(method === 'POST' ? 'api-subscribe-response.json' : 'api-subscribed-apps-none.json'),
    );
    expect(await api.subscribedApps(account)).toEqual({ kind: 'ok', apps: [] });
    expect(await api.subscribe(account)).toEqual({ kind: 'ok', subscribed: true });
  });
});
