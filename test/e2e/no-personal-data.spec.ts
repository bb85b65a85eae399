import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { defaultSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { at, exampleMessage, exampleOrder, exampleTemplate, textAt } from '../support/examples.js';
import { redisAtHand } from '../support/local-servers.js';
import { type Hit, privateData } from '../support/private-data.js';
import { dumpOfPostgresQueue, dumpOfRedis } from '../support/queue-dump.js';
import { keepForSearch, setup } from '../support/run-log.js';
import { ADMIN_KEY, SENDER, type Stack, startStack, until } from '../support/stack.js';

/*
 * Messages and webhooks go every way that there is; afterwards what both processes logged, what lies in the queue and all
 * figures are searched for whatever belongs to a person or opens a door.
 */
const NAME = 'Zacarías Ñandú';
const ORDER = 'PO-PRIVADO-7731';
const AMOUNT = '€7,731.55';
const NOTE = 'pregunta por Eulalia';
const REPLY = 'lo vemos el jueves en la finca';
const WRONG_KEY = 'wrong-key-0123456789abcdef0123456789abcdef';

/** As they were used in the run, by what they are. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'the access token': [defaultSettings.accessToken, 'token-of-tomorrow'],
  'the app secret': [defaultSettings.appSecret],
  'the verify token': [defaultSettings.verifyToken],
  'an API key': [ADMIN_KEY, WRONG_KEY],
  'a name': [NAME, 'Zacar\\u00edas', 'Proveedor ABC', 'Talleres Mu', 'talleres.munoz', NOTE, 'Eulalia'],
  'a parameter': [ORDER, AMOUNT, '7,731.55', '7731.55'],
  'what somebody wrote': [REPLY, 'BAJA'],
};

const PARAMETERS = [NAME, ORDER, AMOUNT];

const BACKENDS = redisAtHand() ? (['redis', 'postgres'] as const) : (['postgres'] as const);

describe.each(BACKENDS)('what is kept beside the database, with queues on %s,', (backend) => {
  let stack: Stack;
  let log: string;

  beforeAll(async () => {
    const started = await startStack({
      backend,
      worker: true,
      environment: {
        LOG_LEVEL: 'debug',
        WHATSAPP_APP_ID: defaultSettings.appId,
        WHATSAPP_SEND_TIMEOUT_MS: '500',
        SEND_LEASE: '2s',
        UNCONFIRMED_WAIT: '1s',
        UNCONFIRMED_SOLO_WAIT: '2s',
        UNCONFIRMED_MAX: '3s',
        RECEIVER_HEALTHY_FOR: '1s',
      },
      sandbox: { replyAfterMs: 150 },
    });
    if (started === null) throw new Error('there is a redis-server, as redisAtHand() says');
    stack = started;
    await goEveryWay();
    log = [...stack.logged, ...stack.workerLogged].join('');
  });
  afterAll(() => stack.stop());

  async function sandbox(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${stack.sandboxUrl}/sandbox${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return response.json();
  }

  const message = (to: string, change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> =>
    exampleMessage({
      to,
      recipientName: NAME,
      reference: ORDER,
      metadata: { contact: NAME, phone: to },
      template: exampleTemplate({ parameters: PARAMETERS }),
      ...change,
    });

  const post = async (to: string, change: Readonly<Record<string, unknown>> = {}): Promise<string> =>
    textAt((await stack.call('POST', '/messages', { body: message(to, change) })).json, 'id');

  async function became(id: string, ...statuses: readonly string[]): Promise<void> {
    await until(`${id} is ${statuses.join(' or ')}`, async () => {
      const { json } = await stack.call('GET', `/messages/${id}`);
      return statuses.includes(textAt(json, 'status')) || statuses.includes(textAt(json, 'pendingReason'));
    });
  }

  async function goEveryWay(): Promise<void> {
    await accept();
    await refuse();
    await fail();
    await beUnclear();
    await hear();
    await pauseAndResume();
    await restart();
  }

  async function accept(): Promise<void> {
    const order = { supplier: { name: NAME, phone: '+34612345678' }, orderNumber: ORDER };
    const body = exampleOrder({ ...order, total: { amount: '7731.55', currency: 'EUR' } });
    const { json } = await stack.call('POST', '/purchase-orders', { body });
    await stack.call('POST', '/purchase-orders', { body });
    await stack.call('POST', '/purchase-orders', {
      body: { ...body, supplier: { name: NAME, phone: '+34612345679' } },
    });
    await stack.call('POST', '/purchase-orders', { body: { ...body, revision: 2 } });
    const items = [message('+34600000001'), message('34600000002'), { to: '+34600000003' }];
    await stack.call('POST', '/messages/batch', { body: { messages: items }, headers: { 'idempotency-key': ORDER } });
    await stack.call('POST', '/messages/batch', { body: { messages: items }, headers: { 'idempotency-key': ORDER } });
    const later = await post('+34600000004', { sendAt: new Date(Date.now() + 3_600_000).toISOString() });
    await stack.call('POST', `/messages/${later}/cancel`);
    await became(textAt(json, 'id'), 'READ', 'CANCELLED');
    await stack.call('GET', `/messages?q=${encodeURIComponent(NAME)}`);
    await stack.call('GET', '/messages?to=%2B34612345678');
  }

  async function refuse(): Promise<void> {
    const bodies = [
      message('34612345678'),
      message('+34 612 34 56 78'),
      message('+34612345678', { [`${NAME} +34612345678`]: true }),
      message('+34612345678', { template: exampleTemplate({ name: 'nobody_knows_it', parameters: PARAMETERS }) }),
      message('+34612345678', { template: exampleTemplate({ parameters: [NAME, ORDER] }) }),
      message('+34612345678', { template: exampleTemplate({ parameters: [NAME, ORDER, `${AMOUNT}\n`] }) }),
      message('+34612345678', { metadata: { text: '\u0000' } }),
      message('+34612345678', { recipientName: 'x'.repeat(2_000) + NAME }),
    ];
    for (const body of bodies) await stack.call('POST', '/messages', { body });
    await stack.call('POST', '/messages', { raw: `{"to": "+34612345678", "name": "${NAME}"` });
    await stack.call('POST', '/messages', { raw: NAME.repeat(200_000) });
    await stack.call('POST', '/messages', { body: message('+34612345678'), key: WRONG_KEY });
    await stack.call('GET', `/messages?to=%2B34612345678&${encodeURIComponent(NAME)}=1`);
    await stack.call('GET', `/messages/+34612345678`);
    await stack.call('GET', `/${encodeURIComponent(NAME)}/+34612345678?key=${ADMIN_KEY}`);
    await stack.call('GET', `/messages?q=%00${encodeURIComponent(NAME)}`);
    await stack.call('GET', `/webhook?hub.mode=subscribe&hub.verify_token=${WRONG_KEY}&hub.challenge=1`, { key: null });
  }

  async function fail(): Promise<void> {
    const ids = await Promise.all(
      ['+34601131026', '+34602131026', '+34602131042', '+34604131000'].map((to) => post(to)),
    );
    await became(ids[0] ?? '', 'FAILED');
    await became(ids[1] ?? '', 'FAILED');
    await became(ids[2] ?? '', 'SENDER_PAUSED');
    await stack.call('POST', `/messages/${ids[2] ?? ''}/cancel`);
    await stack.call('POST', `/senders/${SENDER}/resume`);
    await stack.call('POST', `/messages/${ids[0] ?? ''}/resend`, { body: {} });
    const suppression = await stack.call('POST', '/suppressions', {
      body: { to: '+34600000077', scope: 'all', note: NOTE },
    });
    await post('+34600000077');
    await stack.call('DELETE', `/suppressions/${textAt(suppression.json, 'id')}`);
  }

  /** Meta answers so that nobody knows; one of them is decided by a person. */
  async function beUnclear(): Promise<void> {
    const unclear = ['+34603000010', '+34603000014', '+34603000015', '+34603000017', '+34603000019', '+34603000022'];
    for (const to of unclear) await post(to);
    const held = await post('+34603000020');
    await until('it was tried, though the number waits after such answers', async () => {
      await stack.sql('UPDATE senders SET half_open = false, wait_until = NULL');
      const { json } = await stack.call('GET', `/messages/${held}`);
      const reached = [String(at(json, 'status')), String(at(json, 'pendingReason'))];
      return ['HELD', 'UNCONFIRMED', 'RETRYING', 'FAILED'].some((one) => reached.includes(one));
    });
    await until('somebody is held', async () => {
      const { json } = await stack.call('GET', '/messages?pendingReason=HELD');
      const id = at(json, 'items', 0, 'id');
      if (typeof id !== 'string') return false;
      await stack.call('POST', `/messages/${id}/fail`);
      return true;
    });
  }

  /** What recipients do, and what only strangers send. */
  async function hear(): Promise<void> {
    await stack.sql(`UPDATE senders SET half_open = false, wait_until = NULL, state = 'ACTIVE'`);
    const ids = await Promise.all(
      ['+34603000026', '+34603000027', '+34603000028', '+34603000029', '+34603000030'].map((to) => post(to)),
    );
    for (const id of ids) await became(id, 'READ');
    const { json } = await stack.call('GET', `/messages/${ids[0] ?? ''}`);
    await sandbox('POST', '/reply', { wamid: at(json, 'whatsappMessageId'), text: REPLY });
    await until('the replies are here', async () => {
      const rows = await stack.sql('SELECT FROM inbound_messages');
      return rows.length >= 4;
    });
    const value = {
      metadata: { phone_number_id: SENDER },
      contacts: [{ profile: { name: NAME }, wa_id: '34612345678' }],
    };
    const change = (more: object): object => ({
      object: 'whatsapp_business_account',
      entry: [{ id: defaultSettings.wabaId, changes: [{ field: 'messages', value: { ...value, ...more } }] }],
    });
    await sandbox('POST', '/webhook', change({ statuses: null, note: `+34612345678 ${NAME}` }));
    await sandbox(
      'POST',
      '/webhook',
      change({ messages: [{ from: '34612345678', id: 'wamid.HBgLMzQ2MTIzNDU2NzgVAgARGBI=' }] }),
    );
    await sandbox(
      'POST',
      '/webhook',
      change({
        messages: [
          { from: '34612345678', id: 'wamid.X', timestamp: '1', type: 'text', text: { body: `\u0000 ${NAME}` } },
        ],
      }),
    );
    await sandbox('POST', '/webhook', change({ errors: [{ code: 131000, title: NAME, message: '+34612345678' }] }));
    await sandbox(
      'POST',
      '/webhook',
      change({
        statuses: [{ id: 'wamid.HBgLUNKNOWN12345', status: 'sent', timestamp: '1', recipient_id: '34612345678' }],
      }),
    );
    await fetch(`${stack.url}/api/v1/whatsapp/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` },
      body: JSON.stringify(change({})),
    });
  }

  async function pauseAndResume(): Promise<void> {
    await stack.call('POST', `/senders/${SENDER}/pause`, { body: { reason: NOTE } });
    await stack.call('POST', `/senders/${SENDER}/resume`);
    await sandbox('PUT', '/token', { accessToken: 'token-of-tomorrow' });
    const stopped = await post('+34600000011');
    await became(stopped, 'SENDER_PAUSED');
    await sandbox('PUT', '/token', { accessToken: defaultSettings.accessToken });
    await stack.call('POST', `/senders/${SENDER}/resume`);
    await became(stopped, 'READ');
  }

  /** In the middle of something, and Meta is away when it comes back. */
  async function restart(): Promise<void> {
    await Promise.all([post('+34600000012'), post('+34600000013')]);
    await stack.stopWorker();
    await sandbox('PUT', '/faults', { outage: 'errors' });
    await stack.startWorker();
    const late = await post('+34600000014');
    await became(late, 'UNCONFIRMED', 'RETRYING', 'HELD');
    await sandbox('PUT', '/faults', {});
    await sandbox('PUT', '/templates/po_notification/status', { status: 'PAUSED' });
    await sandbox('PUT', '/templates/po_notification/status', { status: 'APPROVED' });
    await until('Meta has told of it', () => stack.logged.some((line) => line.includes('webhook.account_event')));
  }

  const found = (text: string): readonly Hit[] => privateData(text, KNOWN);

  it('is much: every kind of event was logged', () => {
    const events = new Set(log.split('\n').flatMap((line) => /"event":"([^"]+)"/.exec(line)?.[1] ?? []));
    for (const event of [
      'access.refused',
      'message.accepted',
      'message.cancelled',
      'message.decided',
      'message.delivered',
      'message.failed',
      'message.held',
      'message.read',
      'message.reply',
      'message.requeued',
      'message.resent',
      'message.sent',
      'message.unconfirmed',
      'recipient.opted_out',
      'request.refused',
      'sender.paused',
      'sender.resumed',
      'suppression.added',
      'suppression.lifted',
      'webhook.account_event',
      'webhook.signature_refused',
      'worker.stopping',
    ])
      expect([...events]).toContain(event);
  });

  it('is one JSON object a line, with time, level, service, process and a dotted name', () => {
    for (const line of log.trimEnd().split('\n')) {
      const entry: unknown = JSON.parse(line);
      expect(entry).toMatchObject({
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        level: expect.stringMatching(/^(debug|info|warn|error)$/),
        service: 'WhatsApp',
        app: expect.stringMatching(/^(api|worker)$/),
        event: expect.stringMatching(/^[a-z_]+(\.[a-z_]+)+$/),
      });
    }
  });

  it('has no personal data and no secret in the log', () => {
    expect(found(log)).toEqual([]);
  });

  it('has none in the queue: jobs hold ids', async () => {
    const dump = await (stack.redisUrl === null ? dumpOfPostgresQueue(stack.databaseUrl) : dumpOfRedis(stack.redisUrl));
    expect(dump).toContain('messageId');
    expect(found(dump)).toEqual([]);
  });

  it('has none in the figures', async () => {
    const api = await stack.call('GET', '//metrics');
    const worker = await (await fetch(`${stack.workerUrl}/metrics`)).text();
    expect(api.text).toContain('recado_messages_total{');
    expect(found(api.text + worker)).toEqual([]);
  });

  it('names the request with the message that it made', async () => {
    const requestId = 'request-of-this-test';
    const { json } = await stack.call('POST', '/messages', {
      body: message('+34600000015'),
      headers: { 'x-request-id': requestId },
    });
    const line = stack.logged.find((entry) => entry.includes(requestId)) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({ event: 'message.accepted', requestId, messageId: at(json, 'id') });
  });
});

describe('the search', () => {
  it.each<readonly [what: string, planted: string]>([
    ['a phone number', '{"to":"+34612345678"}'],
    ['a phone number without +', '{"recipient_id":"34612345678"}'],
    ['a phone number without +', '{"wa_id":"16505551234"}'],
    ['a phone number without +', '{"wa_id":"5215500000012"}'],
    ['a wamid', '{"id":"wamid.HBgLMzQ2MTIzNDU2NzgVAgARGBI="}'],
    ["a person's id at Meta", '{"user":"ES.13491208655302741918"}'],
    ['a bearer token', 'authorization: Bearer abc'],
    ['a password in a URL', 'postgres://recado:hunter2@localhost/recado'],
    ...Object.entries(KNOWN).map(([what, [value = '']]) => [what, `{"x":"${value}"}`] as const),
  ])('finds %s that is put there', (what, planted) => {
    expect(privateData(`{"event":"message.sent"}\n${planted}\n`, KNOWN).map((hit) => hit.what)).toContain(what);
  });

  it('of all that a run logged fails that run', async () => {
    // The run that this test belongs to has such a search of its own.
    vi.stubEnv('TEST_RUN_LOG', '');
    const end = await setup();
    await keepForSearch('{"event":"message.sent","to":"+34612345678"}\n');
    vi.unstubAllEnvs();
    await expect(end()).rejects.toThrow('a phone number: …{"event":"message.sent","to":"+34612345678"}');
  });

  it('takes no id and no time for a phone number', () => {
    const line = `{"sender":"${SENDER}","at":1796100000000,"messageId":"0199c5b2-346a-7000-8346-346123456789","n":"0199c5b2-346a-7000-8346-552234567890"}`;
    expect(privateData(line, KNOWN)).toEqual([]);
  });
});
