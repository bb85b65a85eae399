import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StatusReport } from '#sending';
import { readCallbackData } from './read-statuses.js';
import { readWebhook, type WebhookReading } from './read-webhook.js';

const FIXTURES = join(import.meta.dirname, '../../../test/fixtures/meta');
const WAMID = 'wamid.HBgLMzQ2MDAwMDAwMTIVAgARGBI5QTNEQTA2RjdGMEY4RTRGMDEA';
const MESSAGE = '0199c5b2-0000-7000-8000-000000000001';
const RECEIVED = new Date('2026-11-23T10:00:00.250Z');
const NOTHING: WebhookReading = {
  statuses: [],
  inboundMessages: [],
  marketingPreferences: [],
  accountEvents: [],
  senderErrors: [],
  numbers: new Map(),
  recipientIds: [],
  ofOtherAccounts: [],
  recordedOnly: [],
  unreadable: [],
};

/** What each recorded webhook holds: statuses as `status` or `failed <code>`, messages, wishes, errors, fields; else what is only kept. */
const EXPECTED: Readonly<Record<string, string | readonly string[]>> = {
  'webhook-account-alert-limit-deferred.json': ['account_alerts'],
  'webhook-account-review-rejected.json': ['account_review_update'],
  'webhook-account-update-disabled.json': ['account_update'],
  'webhook-account-update-reinstated.json': ['account_update'],
  'webhook-account-update-restriction.json': ['account_update'],
  'webhook-account-update-violation.json': ['account_update'],
  'webhook-account-update-volume-tier.json': ['account_update'],
  'webhook-business-capability-update-tier.json': ['business_capability_update'],
  'webhook-inbound-bsuid-only.json': ['message of type text'],
  'webhook-inbound-interactive-button-reply.json': ['message of type interactive'],
  'webhook-inbound-template-quick-reply-button.json': ['message of type button'],
  'webhook-inbound-text-before-bsuid.json': ['message of type text'],
  'webhook-inbound-text.json': ['message of type text'],
  'webhook-inbound-unsupported.json': ['message of type unsupported'],
  'webhook-messages-value-errors.json': ['error 130429'],
  'webhook-phone-number-quality-throughput-upgrade.json': ['phone_number_quality_update'],
  'webhook-security-pin-reset-request.json': ['security'],
  'webhook-sequence-delivered-then-sent-then-duplicate.json': ['delivered', 'sent', 'delivered'],
  'webhook-status-delivered-free-customer-service-before-2026-10.json': ['delivered'],
  'webhook-status-delivered-regular-utility.json': ['delivered'],
  'webhook-status-failed-130472-experiment.json': ['failed 130472'],
  'webhook-status-failed-131000.json': ['failed 131000'],
  'webhook-status-failed-131026-undeliverable.json': ['failed 131026'],
  'webhook-status-failed-131031-account-locked.json': ['failed 131031'],
  'webhook-status-failed-131042-payment.json': ['failed 131042'],
  'webhook-status-failed-131047-reengagement.json': ['failed 131047'],
  'webhook-status-failed-131048-spam-limit.json': ['failed 131048'],
  'webhook-status-failed-131049-ecosystem.json': ['failed 131049'],
  'webhook-status-failed-131050-marketing-optout.json': ['failed 131050'],
  'webhook-status-failed-131053-media-upload.json': ['failed 131053'],
  'webhook-status-failed-132015-paused-after-hold.json': ['failed 132015'],
  'webhook-status-played.json': ['other'],
  'webhook-status-read-without-delivered.json': ['read'],
  'webhook-status-read.json': ['read'],
  'webhook-status-sent-cbp-before-2025-07.json': ['sent'],
  'webhook-status-sent-minimal-no-pricing.json': ['sent'],
  'webhook-status-sent-v23-with-conversation.json': ['sent'],
  'webhook-status-sent-v24-bsuid-era.json': ['sent'],
  'webhook-template-category-completed.json': ['template_category_update'],
  'webhook-template-category-impending.json': ['template_category_update'],
  'webhook-template-quality.json': ['message_template_quality_update'],
  'webhook-template-status-approved.json': ['message_template_status_update'],
  'webhook-template-status-archived.json': ['message_template_status_update'],
  'webhook-template-status-disabled.json': ['message_template_status_update'],
  'webhook-template-status-paused.json': ['message_template_status_update'],
  'webhook-template-status-rejected.json': ['message_template_status_update'],
  'webhook-template-status-unpaused.json': ['message_template_status_update'],
  'webhook-user-preferences-resume.json': ['resume marketing'],
  'webhook-user-preferences-stop.json': ['stop marketing'],
};

/** A fixture is one webhook, or a list of them in the order in which they came. */
function readFixture(file: string): readonly WebhookReading[] {
  const json: unknown = JSON.parse(readFileSync(join(FIXTURES, file), 'utf8'));
  return (Array.isArray(json) ? json : [json]).map((webhook) =>
    readWebhook(Buffer.from(JSON.stringify(webhook)), RECEIVED),
  );
}

function wordsOf({ statuses, inboundMessages, marketingPreferences, accountEvents, senderErrors }: WebhookReading) {
  return [
    ...statuses.map(({ status, failure }) => (failure === null ? status : `${status} ${failure.code}`)),
    ...inboundMessages.map(({ type }) => `message of type ${type}`),
    ...marketingPreferences.map(({ wish }) => `${wish} marketing`),
    ...accountEvents.map(({ field }) => field),
    ...senderErrors.map(({ code }) => `error ${code}`),
  ];
}

function statusOf(file: string): StatusReport {
  const [status] = readFixture(file).flatMap((reading) => reading.statuses);
  if (status === undefined) throw new Error(`${file} has no status`);
  return status;
}

/** The JSON text of a webhook with these statuses, already written, and one change of field `messages`. */
function webhookOf(...statuses: readonly string[]): Buffer {
  const metadata = '{"display_phone_number":"15550783881","phone_number_id":"123456789"}';
  const value = `{"messaging_product":"whatsapp","metadata":${metadata},"statuses":[${statuses.join(',')}]}`;
  return Buffer.from(
    `{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":${value}}]}]}`,
  );
}

function statusText(fields: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ id: 'wamid.A', status: 'sent', timestamp: '1795426200', ...fields });
}

const read = (...statuses: readonly string[]): WebhookReading => readWebhook(webhookOf(...statuses), RECEIVED);
const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe("Meta's recorded webhooks", () => {
  it('are all named here', () => {
    const recorded = readdirSync(FIXTURES).filter((file) => file.startsWith('webhook-'));
    expect(Object.keys(EXPECTED).toSorted()).toEqual(recorded.toSorted());
  });

  it.each(Object.entries(EXPECTED))('%s holds %j', (file, expected) => {
    const readings = readFixture(file);
    expect(readings.flatMap(wordsOf)).toEqual(typeof expected === 'string' ? [] : expected);
    expect(readings.flatMap((reading) => reading.recordedOnly)).toEqual(typeof expected === 'string' ? [expected] : []);
    expect(readings.flatMap((reading) => reading.unreadable)).toEqual([]);
  });

  it('say of a status whose it is, when it was, for whom, and what it costs', () => {
    expect(statusOf('webhook-status-delivered-regular-utility.json')).toMatchObject({
      status: 'delivered',
      senderId: '106540352242922',
      failure: null,
      pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' },
    });
    expect(statusOf('webhook-status-sent-minimal-no-pricing.json').pricing).toBeNull();
    const [first] = readFixture('webhook-sequence-delivered-then-sent-then-duplicate.json');
    expect(first?.statuses[0]).toMatchObject({ wamid: WAMID, occurredAt: new Date(1_795_426_203_000) });
  });

  it("say of a failure what Meta says, with our advice, or the code's own", () => {
    expect(statusOf('webhook-status-failed-131026-undeliverable.json').failure).toEqual({
      code: '131026',
      source: 'META',
      title: 'Message undeliverable',
      details: 'Message Undeliverable.',
      advice: expect.stringMatching(/\w{5,}/),
    });
  });
});

describe('a webhook', () => {
  it('may hold many entries, changes and statuses, each handled by itself', () => {
    const change = (...ids: string[]): unknown => ({
      field: 'messages',
      value: {
        metadata: { phone_number_id: '1' },
        statuses: ids.map((id) => ({ id, status: 'sent', timestamp: 1_795_426_200 })),
      },
    });
    const entries = [
      { changes: [change('a', 'b'), { field: 'history', value: {} }, change('c')] },
      { changes: [change('d'), null, 'x', { field: 'calls' }, { field: 'of next year' }] },
      null,
      'x',
      { changes: null },
    ];
    const reading = readWebhook(Buffer.from(JSON.stringify({ entry: entries })), RECEIVED);
    expect(reading.statuses.map((status) => status.wamid)).toEqual(['a', 'b', 'c', 'd']);
    expect(reading.recordedOnly).toEqual(['history', 'calls', 'unknown']);
    expect(reading.unreadable.map(({ reason }) => reason)).toEqual([
      'a change is not an object',
      'a change is not an object',
      'an entry is not an object',
      'an entry is not an object',
      'changes is not a list',
    ]);
  });

  it('holds a thousand statuses as well', () => {
    const reading = read(...Array.from({ length: 1_000 }, (_, index) => statusText({ id: `wamid.${index}` })));
    expect(reading.statuses).toHaveLength(1_000);
  });

  it('may say statuses: null and means none', () => {
    const body = '{"entry":[{"changes":[{"field":"messages","value":{"statuses":null}}]}]}';
    expect(readWebhook(Buffer.from(body), RECEIVED)).toEqual({ ...NOTHING, recordedOnly: ['messages'] });
  });

  it.each(['', 'hello', '{"entry":', 'entry=1', '\u0000'])('that is no JSON (%j) is kept and nothing else', (body) => {
    expect(readWebhook(Buffer.from(body), RECEIVED)).toEqual({ ...NOTHING, recordedOnly: ['not_json'] });
  });

  it.each([1_000, 100_000, 1_000_000])('may nest %d deep wherever it likes, and its neighbours are read', (depth) => {
    const reading = read(
      statusText({ id: 'wamid.1' }),
      deep(depth),
      `{"id":${deep(depth)},"status":"sent","timestamp":"1"}`,
      statusText({ id: 'wamid.2' }).replace('}', `,"pricing":{"category":"utility","more":${deep(depth)}}}`),
      statusText({ id: 'wamid.3' }).replace('}', `,"errors":${deep(depth)},"more":${deep(depth)}}`),
    );
    expect(reading.statuses.map((status) => status.wamid)).toEqual(['wamid.1', 'wamid.2', 'wamid.3']);
    expect(reading.statuses[1]?.pricing).toEqual({ category: 'utility' });
    expect(reading.unreadable).toHaveLength(2);
    // What is kept of it can be written.
    expect(JSON.stringify(reading)).toContain('wamid.3');
  });

  it('cannot reach into our objects by the name of a key', () => {
    const polluting = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}';
    const reading = read(`${polluting},"id":"wamid.A","status":"sent","timestamp":"1"}`, `${polluting}}`);
    expect(reading.statuses).toHaveLength(1);
    expect(reading.unreadable).toHaveLength(1);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect('polluted' in {}).toBe(false);
  });
});

describe('a status', () => {
  it.each([
    ['text', '1795426200'],
    ['a number', 1_795_426_200],
  ])('may give its time as %s', (_what, timestamp) => {
    expect(read(statusText({ timestamp })).statuses[0]?.occurredAt).toEqual(new Date('2026-11-23T09:30:00Z'));
  });

  it.each([
    ['missing', undefined],
    ['null', null],
    ['a word', 'now'],
    ['empty', ''],
    ['negative', '-1'],
    ['before there was a WhatsApp', '1'],
    ['a fraction', '1795426200.5'],
    ['in milliseconds', '1795426200000'],
    ['huge', 1e300],
  ])('is read with the time of receipt when its own is %s', (_what, timestamp) => {
    expect(read(statusText({ timestamp }))).toMatchObject({
      statuses: [{ wamid: 'wamid.A', occurredAt: RECEIVED, timeOfReceipt: true }],
      unreadable: [],
    });
  });

  it.each([
    ['id', { id: undefined }],
    ['status', { status: null }],
    ['id', { id: {} }],
    ['id', { id: '' }],
  ])('is set aside without its %s', (_what, fields) => {
    expect(read(statusText(fields)).unreadable).toHaveLength(1);
  });

  it.each(['null', '7', '"sent"', '[]'])('that is %s is set aside, its neighbours are read', (text) => {
    const reading = read(statusText(), text, statusText({ id: 'wamid.B' }));
    expect(reading.statuses).toHaveLength(2);
    expect(reading.unreadable).toMatchObject([{ field: 'messages', reason: 'a status is not an object', event: text }]);
  });

  it('is set aside when no sender is named', () => {
    const body = `{"entry":[{"changes":[{"field":"messages","value":{"statuses":[${statusText()}]}}]}]}`;
    expect(readWebhook(Buffer.from(body), RECEIVED).unreadable).toHaveLength(1);
  });

  it.each(['played', 'deleted', 'warning', 'SENT', 'constructor'])(
    'of a word that we do not know (%s) is one of those that prove only that Meta has the message',
    (word) => {
      expect(read(statusText({ status: word }))).toMatchObject({
        statuses: [{ wamid: 'wamid.A', status: 'other', failure: null }],
        recordedOnly: [],
        unreadable: [],
      });
    },
  );

  it('may be `failed` without a reason, or with one that nobody knows', () => {
    const [bare, strange] = read(
      statusText({ status: 'failed' }),
      statusText({ status: 'failed', errors: [{ code: '999999', title: 'New', error_data: { details: 'Newer' } }] }),
    ).statuses;
    expect(bare?.failure).toMatchObject({ code: 'UNKNOWN', title: 'Meta gave no reason', details: null });
    expect(strange?.failure).toMatchObject({ code: '999999', title: 'New', details: 'Newer' });
  });

  it('keeps text as it came, but for what PostgreSQL refuses: NUL, half a character', () => {
    const title = 'a\u0000b\ud800c😃';
    const [status] = read(statusText({ status: 'failed', errors: [{ code: 1, title }] })).statuses;
    expect(status?.failure?.title).toBe('a\ufffdb\ufffdc😃');
  });
});

describe('callback data', () => {
  it('comes back as it was sent: the message and the attempt', () => {
    expect(readCallbackData(`${MESSAGE}.12`)).toEqual({ messageId: MESSAGE, attempt: 12 });
    const [status] = read(statusText({ biz_opaque_callback_data: `${MESSAGE}.1` })).statuses;
    expect(status?.attemptOf).toEqual({ messageId: MESSAGE, attempt: 1 });
  });

  it.each([
    null,
    '',
    MESSAGE,
    `${MESSAGE}.`,
    `${MESSAGE}.-1`,
    `${MESSAGE}.1.2`,
    `${MESSAGE}.1e3`,
    `${MESSAGE}.9999999999`,
    `${MESSAGE.toUpperCase()}.1`,
    ` ${MESSAGE}.1`,
    `${MESSAGE}.1\n`,
    'order-42',
    "0199c5b2-0000-7000-8000-00000000000'.1",
  ])('of somebody else (%j) is nobody', (text) => {
    expect(readCallbackData(text)).toBeNull();
  });
});

describe('what should be a list and is none', () => {
  const metadata = { phone_number_id: '123456789' };
  const entryOf = (value: unknown): unknown => [{ changes: [{ field: 'messages', value }] }];
  it.each([
    ['the body', [{ entry: [] }], 'unknown', 'the body is not an object'],
    ['the body, null', null, 'unknown', 'the body is not an object'],
    ['entry, missing', {}, 'unknown', 'entry is not a list'],
    ['entry', { entry: { changes: [] } }, 'unknown', 'entry is not a list'],
    ['one of entry', { entry: [7] }, 'unknown', 'an entry is not an object'],
    ['changes, missing', { entry: [{ id: '1' }] }, 'unknown', 'changes is not a list'],
    ['changes', { entry: [{ changes: { field: 'messages' } }] }, 'unknown', 'changes is not a list'],
    ['one of changes', { entry: [{ changes: ['messages'] }] }, 'unknown', 'a change is not an object'],
    ['statuses', { entry: entryOf({ metadata, statuses: { 0: {} } }) }, 'messages', 'statuses is not a list'],
    ['statuses, a number', { entry: entryOf({ metadata, statuses: 7 }) }, 'messages', 'statuses is not a list'],
    ['messages', { entry: entryOf({ metadata, messages: 'hola' }) }, 'messages', 'messages is not a list'],
    [
      'user_preferences',
      { entry: entryOf({ metadata, user_preferences: {} }) },
      'user_preferences',
      'user_preferences is not a list',
    ],
  ])('(%s) is set aside', (_what, body, field, reason) => {
    const reading = readWebhook(Buffer.from(JSON.stringify(body)), RECEIVED);
    expect(reading).toEqual({ ...NOTHING, unreadable: [expect.objectContaining({ field, reason })] });
  });

  it('hides no neighbour', () => {
    const change = { field: 'messages', value: { metadata, statuses: [JSON.parse(statusText())] } };
    const entry = [{ changes: 1 }, null, { changes: [false, change] }];
    const reading = readWebhook(Buffer.from(JSON.stringify({ entry })), RECEIVED);
    expect(reading.statuses).toHaveLength(1);
    expect(reading.unreadable).toHaveLength(3);
  });
});
