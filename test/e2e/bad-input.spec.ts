import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROBLEM_CODES, isProblemCode } from '../../apps/api/src/problems/problem-codes.js';
import { at, exampleMessage, exampleOrder, exampleTemplate, textAt } from '../support/examples.js';
import { type Answer, type Call, SENDER, type Stack, startStack } from '../support/stack.js';

let stack: Stack;
beforeAll(async () => {
  const started = await startStack();
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
afterAll(() => stack.stop());

/** What every refusal has in common, whoever makes it. */
function expectProblem(answer: Answer, status: number, code: string): void {
  expect([answer.status, at(answer.json, 'code')], answer.text).toEqual([status, code]);
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.json).toMatchObject({ status, requestId: answer.headers.get('x-request-id') });
  expect(isProblemCode(code) && PROBLEM_CODES[code].title).toBe(at(answer.json, 'title'));
  for (const field of ['type', 'title', 'detail']) expect(textAt(answer.json, field)).not.toBe('');
  expect(answer.headers.get('cache-control')).toContain('no-store');
  expect(answer.text).not.toMatch(/at .*\.js|node_modules|QueryFailed|SELECT|INSERT/);
}

type Case = readonly [
  what: string,
  change: Readonly<Record<string, unknown>>,
  status: number,
  code: string,
  path: string,
  message: RegExp,
];

const MESSAGES: readonly Case[] = [
  ['no recipient', { to: undefined }, 400, 'INVALID_REQUEST', 'to', /is missing/],
  ['a number as recipient', { to: 34612345678 }, 400, 'INVALID_REQUEST', 'to', /must be a string/],
  ['null as recipient', { to: null }, 400, 'INVALID_REQUEST', 'to', /must be a string/],
  ['two recipients', { to: ['+34612345678'] }, 400, 'INVALID_REQUEST', 'to', /must be a string/],
  ['a phone without country code', { to: '612345678' }, 422, 'PHONE_INVALID', 'to', /no country code/],
  ['a phone without plus', { to: '34612345678' }, 422, 'PHONE_INVALID', 'to', /no \+ .*Did you mean \+34612345678\?/],
  [
    'a phone with spaces',
    { to: '+34 612 34 56 78' },
    422,
    'PHONE_INVALID',
    'to',
    /spaces.*Did you mean \+34612345678\?/,
  ],
  ['a phone that is too long', { to: '+3461234567890123456' }, 422, 'PHONE_INVALID', 'to', /at most 15/],
  ['a phone with letters', { to: '+34CALLME' }, 422, 'PHONE_INVALID', 'to', /letters/],
  ['an empty phone', { to: '' }, 422, 'PHONE_INVALID', 'to', /is needed/],
  ['a phone of nowhere', { to: '+999123456789' }, 422, 'PHONE_INVALID', 'to', /no country code that exists/],
  ['SQL for a phone', { to: `'; DROP TABLE whatsapp_messages; --` }, 422, 'PHONE_INVALID', 'to', /letters/],
  ['no template', { template: undefined }, 400, 'INVALID_REQUEST', 'template', /is missing/],
  ['a text for a template', { template: 'po_notification' }, 400, 'INVALID_REQUEST', 'template', /must be an object/],
  ['a list for a template', { template: [exampleTemplate()] }, 400, 'INVALID_REQUEST', 'template', /must be an object/],
  [
    'no name of a template',
    { template: exampleTemplate({ name: undefined }) },
    400,
    'INVALID_REQUEST',
    'template.name',
    /is missing/,
  ],
  [
    'capitals in its name',
    { template: exampleTemplate({ name: 'PO_Notification' }) },
    422,
    'VALIDATION_FAILED',
    'template.name',
    /lower-case/,
  ],
  [
    'an unknown template',
    { template: exampleTemplate({ name: 'nobody_made_it' }) },
    422,
    'TEMPLATE_UNKNOWN',
    'template.name',
    /does not exist at Meta/,
  ],
  [
    'an unknown language of it',
    { template: exampleTemplate({ language: 'fr' }) },
    422,
    'TEMPLATE_UNKNOWN',
    'template.name',
    /in language fr/,
  ],
  [
    'a language in other words',
    { template: exampleTemplate({ language: 'Spanish' }) },
    422,
    'VALIDATION_FAILED',
    'template.language',
    /es or es_MX/,
  ],
  [
    'too few parameters',
    { template: exampleTemplate({ parameters: ['a', 'b'] }) },
    422,
    'TEMPLATE_PARAMETERS_INVALID',
    'template.parameters[2]',
    /\{\{3\}\} is missing/,
  ],
  [
    'too many parameters',
    { template: exampleTemplate({ parameters: ['a', 'b', 'c', 'd'] }) },
    422,
    'TEMPLATE_PARAMETERS_INVALID',
    'template.parameters[3]',
    /too many/,
  ],
  [
    'no parameters',
    { template: exampleTemplate({ parameters: undefined }) },
    422,
    'TEMPLATE_PARAMETERS_INVALID',
    'template.parameters[0]',
    /is missing/,
  ],
  [
    'an empty parameter',
    { template: exampleTemplate({ parameters: ['a', '', 'c'] }) },
    422,
    'TEMPLATE_PARAMETERS_INVALID',
    'template.parameters[1]',
    /empty/i,
  ],
  [
    'a parameter with a new line',
    { template: exampleTemplate({ parameters: ['a', 'b\nb', 'c'] }) },
    422,
    'TEMPLATE_PARAMETERS_INVALID',
    'template.parameters[1]',
    /line/i,
  ],
  [
    'a parameter with a tab',
    { template: exampleTemplate({ parameters: ['a', 'b\tb', 'c'] }) },
    422,
    'TEMPLATE_PARAMETERS_INVALID',
    'template.parameters[1]',
    /tab/i,
  ],
  [
    'a parameter with five spaces',
    { template: exampleTemplate({ parameters: ['a', 'b     b', 'c'] }) },
    422,
    'TEMPLATE_PARAMETERS_INVALID',
    'template.parameters[1]',
    /space/i,
  ],
  [
    'a parameter that is too long',
    { template: exampleTemplate({ parameters: ['a', 'b'.repeat(1_100), 'c'] }) },
    422,
    'TEMPLATE_PARAMETERS_INVALID',
    'template.parameters[1]',
    /1.?024/,
  ],
  [
    'a number as parameter',
    { template: exampleTemplate({ parameters: ['a', 'b', 1250] }) },
    400,
    'INVALID_REQUEST',
    'template.parameters[2]',
    /must be a string/,
  ],
  [
    'null as parameter',
    { template: exampleTemplate({ parameters: ['a', null, 'c'] }) },
    400,
    'INVALID_REQUEST',
    'template.parameters[1]',
    /must be a string/,
  ],
  [
    'a text for the parameters',
    { template: exampleTemplate({ parameters: 'a,b,c' }) },
    400,
    'INVALID_REQUEST',
    'template.parameters',
    /array of strings/,
  ],
  [
    'names for numbered parameters',
    { template: exampleTemplate({ parameters: { a: 'a' } }) },
    422,
    'TEMPLATE_PARAMETERS_INVALID',
    'template.parameters',
    /array/,
  ],
  ['an unknown field', { importance: 'high' }, 400, 'INVALID_REQUEST', 'importance', /not a field/],
  ['a field that is ours', { status: 'SENT' }, 400, 'INVALID_REQUEST', 'status', /not a field/],
  [
    'another client’s id',
    { clientId: '00000000-0000-7000-8000-000000000001' },
    400,
    'INVALID_REQUEST',
    'clientId',
    /not a field/,
  ],
  [
    'an unknown field of the template',
    { template: exampleTemplate({ components: [] }) },
    400,
    'INVALID_REQUEST',
    'template.components',
    /not a field/,
  ],
  ['an unknown priority', { priority: 'urgent' }, 422, 'VALIDATION_FAILED', 'priority', /high/],
  ['a number as priority', { priority: 2 }, 400, 'INVALID_REQUEST', 'priority', /must be a string/],
  ['an unknown sender', { sender: '999' }, 422, 'SENDER_UNKNOWN', 'sender', /WHATSAPP_SENDERS_FILE/],
  ['a time without offset', { sendAt: '2026-12-01T08:00:00' }, 422, 'VALIDATION_FAILED', 'sendAt', /offset/],
  ['a time in words', { sendAt: 'tomorrow' }, 422, 'VALIDATION_FAILED', 'sendAt', /such as 2026/],
  [
    'a day that does not exist',
    { sendAt: '2027-02-30T08:00:00Z' },
    422,
    'VALIDATION_FAILED',
    'sendAt',
    /must be a time/,
  ],
  ['a number as time', { sendAt: 1_800_000_000 }, 400, 'INVALID_REQUEST', 'sendAt', /must be a string/],
  [
    'an end before its beginning',
    { sendAt: '2099-01-02T00:00:00Z', expiresAt: '2099-01-01T00:00:00Z' },
    422,
    'VALIDATION_FAILED',
    'expiresAt',
    /after sendAt/,
  ],
  [
    'an end at its beginning',
    { sendAt: '2099-01-01T00:00:00Z', expiresAt: '2099-01-01T00:00:00Z' },
    422,
    'VALIDATION_FAILED',
    'expiresAt',
    /after sendAt/,
  ],
  [
    'a time in another century',
    { sendAt: '2099-01-01T00:00:00Z' },
    422,
    'VALIDATION_FAILED',
    'sendAt',
    /more than a year from now/,
  ],
  [
    'an end in another century',
    { expiresAt: '2099-01-01T00:00:00Z' },
    422,
    'VALIDATION_FAILED',
    'expiresAt',
    /more than 2 years from now/,
  ],
  ['a country code alone', { to: '+1' }, 422, 'PHONE_INVALID', 'to', /too short/],
  [
    'a name that is turned around',
    { recipientName: 'A\u202eB' },
    422,
    'VALIDATION_FAILED',
    'recipientName',
    /invisible character/,
  ],
  [
    'a parameter that is turned around',
    { template: exampleTemplate({ parameters: ['a', 'b', '\u206600.1\u2069'] }) },
    422,
    'VALIDATION_FAILED',
    'template.parameters[2]',
    /invisible character/,
  ],
  ['an end in the past', { expiresAt: '2020-01-01T00:00:00Z' }, 422, 'VALIDATION_FAILED', 'expiresAt', /past/],
  [
    'too long a reference',
    { reference: 'x'.repeat(256) },
    422,
    'VALIDATION_FAILED',
    'reference',
    /^must have at most 255 characters$/,
  ],
  ['an empty reference', { reference: '' }, 422, 'VALIDATION_FAILED', 'reference', /^must not be empty$/],
  ['too long a name', { recipientName: 'x'.repeat(256) }, 422, 'VALIDATION_FAILED', 'recipientName', /255/],
  ['a list for metadata', { metadata: ['a'] }, 400, 'INVALID_REQUEST', 'metadata', /must be an object/],
  [
    'too many metadata',
    { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, i])) },
    422,
    'VALIDATION_FAILED',
    'metadata',
    /50 keys/,
  ],
  ['too large metadata', { metadata: { a: 'x'.repeat(9_000) } }, 422, 'VALIDATION_FAILED', 'metadata', /8192 bytes/],
  ['a NUL character', { reference: 'a\u0000b' }, 400, 'INVALID_REQUEST', 'reference', /NUL/],
  [
    'a NUL in a parameter',
    { template: exampleTemplate({ parameters: ['a', 'b', 'c\u0000'] }) },
    400,
    'INVALID_REQUEST',
    'template.parameters[2]',
    /NUL/,
  ],
  ['half a surrogate pair', { recipientName: 'a\ud800' }, 400, 'INVALID_REQUEST', 'recipientName', /surrogate/],
  [
    'a header that the template has not',
    { template: exampleTemplate({ header: { type: 'text', text: 'x' } }) },
    422,
    'TEMPLATE_PARAMETERS_INVALID',
    'template.header',
    /header/,
  ],
  [
    'a named header that the template has not',
    { template: exampleTemplate({ header: { type: 'text', text: 'x', name: 'order' } }) },
    422,
    'TEMPLATE_PARAMETERS_INVALID',
    'template.header',
    /header/,
  ],
  [
    'a button of a flow that the template has not',
    { template: exampleTemplate({ buttons: [{ type: 'flow', index: 0, token: 't' }] }) },
    422,
    'TEMPLATE_PARAMETERS_INVALID',
    'template.buttons[0].index',
    /button/,
  ],
  [
    'a header of unknown type',
    { template: exampleTemplate({ header: { type: 'audio' } }) },
    422,
    'VALIDATION_FAILED',
    'template.header.type',
    /one of text/,
  ],
  [
    'a text for a header',
    { template: exampleTemplate({ header: 'x' }) },
    400,
    'INVALID_REQUEST',
    'template.header',
    /must be an object/,
  ],
  [
    'a document without link',
    { template: exampleTemplate({ header: { type: 'document' } }) },
    400,
    'INVALID_REQUEST',
    'template.header.link',
    /is missing/,
  ],
  [
    'a document by http',
    { template: exampleTemplate({ header: { type: 'document', link: 'http://example.com/a.pdf' } }) },
    422,
    'VALIDATION_FAILED',
    'template.header.link',
    /https/,
  ],
  [
    'a document at an IP address',
    { template: exampleTemplate({ header: { type: 'document', link: 'https://169.254.169.254/a' } }) },
    422,
    'VALIDATION_FAILED',
    'template.header.link',
    /host name/,
  ],
  [
    'null among the buttons',
    { template: exampleTemplate({ buttons: [null] }) },
    400,
    'INVALID_REQUEST',
    'template.buttons[0]',
    /must be an object/,
  ],
  [
    'a button of unknown type',
    { template: exampleTemplate({ buttons: [{ type: 'call', index: 0 }] }) },
    422,
    'VALIDATION_FAILED',
    'template.buttons[0].type',
    /one of url/,
  ],
  [
    'a button that the template has not, whose payload is as long as one may be',
    { template: exampleTemplate({ buttons: [{ type: 'quick_reply', index: 0, payload: 'x'.repeat(512) }] }) },
    422,
    'TEMPLATE_PARAMETERS_INVALID',
    'template.buttons[0].index',
    /button/,
  ],
  [
    'a payload that is longer',
    { template: exampleTemplate({ buttons: [{ type: 'quick_reply', index: 0, payload: 'x'.repeat(513) }] }) },
    422,
    'VALIDATION_FAILED',
    'template.buttons[0].payload',
    /at most 512 characters/,
  ],
  [
    'an object for the buttons',
    { template: exampleTemplate({ buttons: { type: 'url' } }) },
    400,
    'INVALID_REQUEST',
    'template.buttons',
    /array/,
  ],
];

describe('POST /messages refuses', () => {
  it.each(MESSAGES)('%s', async (_what, change, status, code, path, message) => {
    const answer = await stack.call('POST', '/messages', { body: exampleMessage(change) });
    expectProblem(answer, status, code);
    const errors = at(answer.json, 'errors');
    const fault = Array.isArray(errors) ? errors.find((entry: unknown) => at(entry, 'path') === path) : undefined;
    expect(fault, answer.text).toMatchObject({ message: expect.stringMatching(message) });
  });

  it('all faults of a request at once', async () => {
    const answer = await stack.call('POST', '/messages', { body: exampleMessage({ to: 1, priority: 2, extra: 3 }) });
    expect(at(answer.json, 'errors')).toHaveLength(3);
  });
});

const ORDERS: readonly Case[] = [
  ['no supplier', { supplier: undefined }, 400, 'INVALID_REQUEST', 'supplier', /is missing/],
  ['no phone', { supplier: { name: 'A' } }, 400, 'INVALID_REQUEST', 'supplier.phone', /is missing/],
  [
    'a phone without country code',
    { supplier: { name: 'A', phone: '612345678' } },
    422,
    'PHONE_INVALID',
    'supplier.phone',
    /no country code/,
  ],
  [
    'an empty name',
    { supplier: { name: '', phone: '+34612345678' } },
    422,
    'VALIDATION_FAILED',
    'supplier.name',
    /empty/,
  ],
  [
    'a name with a new line',
    { supplier: { name: 'A\nB', phone: '+34612345678' } },
    422,
    'TEMPLATE_PARAMETERS_INVALID',
    'supplier.name',
    /line/i,
  ],
  ['a number with a blank', { orderNumber: 'PO-1 ' }, 422, 'VALIDATION_FAILED', 'orderNumber', /white space/],
  [
    'a name with a blank',
    { supplier: { name: ' A', phone: '+34612345678' } },
    422,
    'VALIDATION_FAILED',
    'supplier.name',
    /white space/,
  ],
  ['a number that is turned around', { orderNumber: 'A\u202e' }, 422, 'VALIDATION_FAILED', 'orderNumber', /invisible/],
  [
    'one decimal that yen do not have',
    { total: { amount: '1250.5', currency: 'JPY' } },
    422,
    'VALIDATION_FAILED',
    'total.amount',
    /has 1 decimal, and JPY has no decimals/,
  ],
  [
    'a document that the template has no place for',
    { documentUrl: 'https://example.com/a.pdf' },
    422,
    'TEMPLATE_PARAMETERS_INVALID',
    'documentUrl',
    /leave documentUrl out/,
  ],
  ['no number', { orderNumber: undefined }, 400, 'INVALID_REQUEST', 'orderNumber', /is missing/],
  ['a JSON number as order number', { orderNumber: 42 }, 400, 'INVALID_REQUEST', 'orderNumber', /must be a string/],
  [
    'a JSON number as amount',
    { total: { amount: 1250, currency: 'EUR' } },
    400,
    'INVALID_REQUEST',
    'total.amount',
    /loses cents/,
  ],
  [
    'an amount with separators',
    { total: { amount: '1,250.00', currency: 'EUR' } },
    422,
    'VALIDATION_FAILED',
    'total.amount',
    /separators/,
  ],
  [
    'a negative amount',
    { total: { amount: '-1.00', currency: 'EUR' } },
    422,
    'VALIDATION_FAILED',
    'total.amount',
    /negative/,
  ],
  [
    'an empty amount',
    { total: { amount: '', currency: 'EUR' } },
    422,
    'VALIDATION_FAILED',
    'total.amount',
    /is needed/,
  ],
  ['NaN', { total: { amount: 'NaN', currency: 'EUR' } }, 422, 'VALIDATION_FAILED', 'total.amount', /decimal/],
  ['an exponent', { total: { amount: '1e3', currency: 'EUR' } }, 422, 'VALIDATION_FAILED', 'total.amount', /decimal/],
  [
    'decimals that yen do not have',
    { total: { amount: '1250.50', currency: 'JPY' } },
    422,
    'VALIDATION_FAILED',
    'total.amount',
    /no decimals/,
  ],
  [
    'an unknown currency',
    { total: { amount: '1.00', currency: 'EURO' } },
    422,
    'VALIDATION_FAILED',
    'total.currency',
    /ISO 4217/,
  ],
  ['a revision of 0', { revision: 0 }, 422, 'VALIDATION_FAILED', 'revision', /^must be at least 1$/],
  ['half a revision', { revision: 1.5 }, 400, 'INVALID_REQUEST', 'revision', /^must be a whole number$/],
  ['a document by ftp', { documentUrl: 'ftp://example.com/a.pdf' }, 422, 'VALIDATION_FAILED', 'documentUrl', /https/],
  ['an unknown field', { urgent: true }, 400, 'INVALID_REQUEST', 'urgent', /not a field/],
];

describe('POST /purchase-orders refuses', () => {
  it.each(ORDERS)('%s', async (_what, change, status, code, path, message) => {
    const answer = await stack.call('POST', '/purchase-orders', { body: exampleOrder(change) });
    expectProblem(answer, status, code);
    expect(at(answer.json, 'errors'), answer.text).toContainEqual({ path, message: expect.stringMatching(message) });
  });
});

const id = '01990000-0000-7000-8000-000000000000';
const deep = `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`;

const REST: readonly (readonly [
  what: string,
  method: string,
  path: string,
  call: Call,
  status: number,
  code: string,
  detail?: RegExp,
])[] = [
  ['half a JSON', 'POST', '/messages', { raw: '{"to":' }, 400, 'MALFORMED_JSON'],
  ['no JSON', 'POST', '/messages', { raw: 'hello' }, 400, 'MALFORMED_JSON'],
  [
    'bytes that are not UTF-8',
    'POST',
    '/messages',
    { raw: Buffer.from([0x22, 0xff, 0xfe, 0x22]) },
    400,
    'MALFORMED_JSON',
  ],
  [
    'a key that reaches for prototypes',
    'POST',
    '/messages',
    { raw: '{"__proto__":{"to":"x"}}' },
    400,
    'MALFORMED_JSON',
  ],
  [
    'a key that reaches for constructors',
    'POST',
    '/messages',
    { raw: '{"constructor":{"prototype":{}}}' },
    400,
    'MALFORMED_JSON',
  ],
  [
    'a key that every object has',
    'POST',
    '/messages',
    { raw: '{"metadata":{"a":[{"constructor":"x"}]}}' },
    400,
    'INVALID_REQUEST',
    /^metadata\.a\[0\]\.constructor is a name that every object has/,
  ],
  [
    'more keys than any request has',
    'POST',
    '/messages',
    {
      raw: JSON.stringify({ metadata: Object.fromEntries(Array.from({ length: 70_000 }, (_, key) => [`k${key}`, 1])) }),
    },
    400,
    'INVALID_REQUEST',
    /^metadata has more than 1000 keys/,
  ],
  [
    'hundreds of thousands of buttons',
    'POST',
    '/messages',
    { raw: `{"to":"+34612345678","template":{"name":"po_notification","buttons":[${'{},'.repeat(300_000)}{}]}}` },
    422,
    'VALIDATION_FAILED',
    /^template\.buttons\[0\]/,
  ],
  [
    'a recipient twice',
    'POST',
    '/messages',
    { raw: '{"to":"a","to":"b"}' },
    400,
    'INVALID_REQUEST',
    /^to stands twice/,
  ],
  [
    'a number that nobody can keep',
    'POST',
    '/messages',
    { raw: '{"metadata":{"order":12345678901234567890}}' },
    400,
    'INVALID_REQUEST',
    /^metadata\.order is a number/,
  ],
  [
    'a number that is kept by chance',
    'POST',
    '/messages',
    { raw: '{"metadata":{"order":9007199254740992}}' },
    400,
    'INVALID_REQUEST',
    /^metadata\.order is a number/,
  ],
  [
    'a compressed body',
    'POST',
    '/messages',
    { raw: 'x', headers: { 'content-encoding': 'gzip' } },
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    /send it uncompressed/,
  ],
  [
    'a body in another charset',
    'POST',
    '/messages',
    { raw: '{}', headers: { 'content-type': 'application/json; charset=iso-8859-1' } },
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    /UTF-8/,
  ],
  ['two thousand levels', 'POST', '/messages', { raw: deep }, 400, 'MALFORMED_JSON'],
  ['no body', 'POST', '/messages', {}, 400, 'INVALID_REQUEST'],
  ['an empty body', 'POST', '/messages', { raw: '' }, 400, 'INVALID_REQUEST'],
  ['null as body', 'POST', '/messages', { raw: 'null' }, 400, 'INVALID_REQUEST', /must be a JSON object/],
  ['a list as body', 'POST', '/messages', { raw: '[]' }, 400, 'INVALID_REQUEST', /must be a JSON object/],
  ['a text as body', 'POST', '/messages', { raw: '"hello"' }, 400, 'INVALID_REQUEST', /must be a JSON object/],
  ['a number as body', 'POST', '/messages', { raw: '1' }, 400, 'INVALID_REQUEST', /must be a JSON object/],
  [
    'a form',
    'POST',
    '/messages',
    { raw: 'to=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  [
    'XML',
    'POST',
    '/purchase-orders',
    { raw: '<a/>', headers: { 'content-type': 'application/xml' } },
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  [
    'plain text',
    'POST',
    '/messages',
    { raw: '{}', headers: { 'content-type': 'text/plain' } },
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['more than a mebibyte', 'POST', '/messages', { raw: `"${'x'.repeat(1_048_577)}"` }, 413, 'BODY_TOO_LARGE'],
  [
    'an unprintable idempotency key',
    'POST',
    '/messages',
    { body: exampleMessage(), headers: { 'idempotency-key': 'é' } },
    422,
    'VALIDATION_FAILED',
  ],
  [
    'too long an idempotency key',
    'POST',
    '/messages',
    { body: exampleMessage(), headers: { 'idempotency-key': 'x'.repeat(256) } },
    422,
    'VALIDATION_FAILED',
  ],
  [
    'an empty idempotency key',
    'POST',
    '/messages',
    { body: exampleMessage(), headers: { 'idempotency-key': '' } },
    422,
    'VALIDATION_FAILED',
  ],
  ['an empty batch', 'POST', '/messages/batch', { body: { messages: [] } }, 422, 'VALIDATION_FAILED'],
  [
    'a batch of 1,001',
    'POST',
    '/messages/batch',
    { body: { messages: Array.from({ length: 1_001 }, () => 1) } },
    422,
    'VALIDATION_FAILED',
  ],
  ['a batch without list', 'POST', '/messages/batch', { body: { messages: {} } }, 400, 'INVALID_REQUEST'],
  ['a bare list as batch', 'POST', '/messages/batch', { body: [exampleMessage()] }, 400, 'INVALID_REQUEST'],
  ['an id that nobody has', 'GET', `/messages/${id}`, {}, 404, 'NOT_FOUND'],
  ['an id that is none', 'GET', '/messages/42', {}, 404, 'NOT_FOUND'],
  ['SQL for an id', 'GET', `/messages/${encodeURIComponent("' OR 1=1 --")}`, {}, 404, 'NOT_FOUND'],
  ['to cancel what is not there', 'POST', `/messages/${id}/cancel`, {}, 404, 'NOT_FOUND'],
  ['an unknown template to read', 'GET', '/templates/nobody_made_it', {}, 404, 'NOT_FOUND'],
  ['a template without name', 'POST', '/templates', { body: {} }, 400, 'INVALID_REQUEST', /^name is missing/],
  ['a template in capitals', 'POST', '/templates', { body: { name: 'PO' } }, 422, 'VALIDATION_FAILED', /lower-case/],
  [
    'a template that nobody defines',
    'POST',
    '/templates',
    { body: { name: 'nobody_made_it' } },
    422,
    'VALIDATION_FAILED',
    /^components is needed/,
  ],
  [
    'half a template',
    'POST',
    '/templates',
    { body: { name: 'po_notification', category: 'UTILITY' } },
    422,
    'VALIDATION_FAILED',
    /^components is needed with category/,
  ],
  [
    'a template without language',
    'POST',
    '/templates',
    { body: { name: 'a', components: [{}] } },
    422,
    'VALIDATION_FAILED',
    /^language/,
  ],
  [
    'a template of no category',
    'POST',
    '/templates',
    { body: { name: 'a', language: 'es', category: 'NEWS', components: [{}] } },
    422,
    'VALIDATION_FAILED',
    /^category must be one of UTILITY/,
  ],
  [
    'a template of nothing',
    'POST',
    '/templates',
    { body: { name: 'a', language: 'es', category: 'UTILITY', components: [] } },
    422,
    'VALIDATION_FAILED',
    /^components must have at least one entry/,
  ],
  [
    'a template of texts',
    'POST',
    '/templates',
    { body: { name: 'a', language: 'es', category: 'UTILITY', components: ['Hola'] } },
    400,
    'INVALID_REQUEST',
    /^components must be a list of objects/,
  ],
  [
    'a template for a sender of somebody else',
    'POST',
    '/templates',
    { body: { name: 'po_notification', sender: '999' } },
    422,
    'SENDER_UNKNOWN',
  ],
  [
    'a preview by name',
    'POST',
    '/templates/po_notification/preview',
    { body: { name: 'po_notification' } },
    400,
    'INVALID_REQUEST',
    /^name is not a field/,
  ],
  [
    'a preview of a number',
    'POST',
    '/templates/po_notification/preview',
    { body: { parameters: [1] } },
    400,
    'INVALID_REQUEST',
    /^parameters\[0\]/,
  ],
  [
    'a preview with a header of no type',
    'POST',
    '/templates/po_notification/preview',
    { body: { header: { type: 'sound' } } },
    422,
    'VALIDATION_FAILED',
    /^header\.type must be one of/,
  ],
  ['an unknown sender', 'GET', '/senders/999', {}, 404, 'NOT_FOUND'],
  ['to pause an unknown sender', 'POST', '/senders/999/pause', { body: { reason: 'x' } }, 404, 'NOT_FOUND'],
  ['to resume an unknown sender', 'POST', '/senders/999/resume', {}, 404, 'NOT_FOUND'],
  ['a pause without reason', 'POST', `/senders/${SENDER}/pause`, { body: {} }, 400, 'INVALID_REQUEST', /^reason is/],
  ['an empty reason', 'POST', `/senders/${SENDER}/pause`, { body: { reason: '' } }, 422, 'VALIDATION_FAILED'],
  [
    'too long a reason',
    'POST',
    `/senders/${SENDER}/pause`,
    { body: { reason: 'x'.repeat(201) } },
    422,
    'VALIDATION_FAILED',
    /at most 200/,
  ],
  ['fields to resume by', 'POST', `/senders/${SENDER}/resume`, { body: { a: 1 } }, 400, 'INVALID_REQUEST', /a is not/],
  ['a filter of templates', 'GET', '/templates?status=PAUSED', {}, 400, 'INVALID_REQUEST', /^status is not a field/],
  ['a filter of one', 'GET', '/templates/po_notification?language=es', {}, 400, 'INVALID_REQUEST', /^language is not/],
  [
    'fields to sync by',
    'POST',
    '/templates/sync',
    { body: { account: '1' } },
    400,
    'INVALID_REQUEST',
    /^account is not/,
  ],
  ['a filter of senders', 'GET', '/senders?state=PAUSED', {}, 400, 'INVALID_REQUEST', /^state is not a field/],
  ['a filter of a sender', 'GET', `/senders/${SENDER}?queue=1`, {}, 400, 'INVALID_REQUEST', /^queue is not a field/],
  ['a filter of a message', 'GET', `/messages/${id}?events=0`, {}, 400, 'INVALID_REQUEST', /^events is not a field/],
  ['an unknown path', 'GET', '/nothing', {}, 404, 'NOT_FOUND'],
  ['an unknown path outside', 'GET', '//nothing', {}, 404, 'NOT_FOUND'],
  ['a broken percent sign', 'GET', '/messages/%zz', {}, 400, 'INVALID_REQUEST'],
  ['a NUL in the path', 'GET', '/templates/%00', {}, 400, 'INVALID_REQUEST'],
  ['a NUL in the query', 'GET', '/messages?reference=%00', {}, 400, 'INVALID_REQUEST'],
  ['too long a path', 'GET', `/messages/${'a'.repeat(600)}`, {}, 414, 'URI_TOO_LONG', /longer than 512 characters/],
  ['DELETE of the list', 'DELETE', '/messages', {}, 405, 'METHOD_NOT_ALLOWED'],
  ['PUT of a message', 'PUT', `/messages/${id}`, { body: {} }, 405, 'METHOD_NOT_ALLOWED'],
  ['GET of orders', 'GET', '/purchase-orders', {}, 405, 'METHOD_NOT_ALLOWED'],
  ['a file that the documentation has not', 'GET', '//docs/nothing.js', {}, 404, 'NOT_FOUND'],
  ['a path that leaves the documentation', 'GET', '//docs/..%5Cnothing', {}, 404, 'NOT_FOUND'],
  [
    'the page of another site',
    'POST',
    '/messages',
    { headers: { origin: 'https://evil.example' } },
    403,
    'FOREIGN_ORIGIN',
  ],
  ['an unknown filter', 'GET', '/messages?colour=red', {}, 400, 'INVALID_REQUEST'],
  ['an unknown status', 'GET', '/messages?status=LOST', {}, 422, 'VALIDATION_FAILED'],
  ['a status twice', 'GET', '/messages?status=SENT&status=READ', {}, 400, 'INVALID_REQUEST'],
  ['an unknown reason', 'GET', '/messages?pendingReason=LAZY', {}, 422, 'VALIDATION_FAILED'],
  ['a limit of 0', 'GET', '/messages?limit=0', {}, 422, 'VALIDATION_FAILED'],
  ['a limit of 201', 'GET', '/messages?limit=201', {}, 422, 'VALIDATION_FAILED'],
  ['a limit in another notation', 'GET', '/messages?limit=1e2', {}, 400, 'INVALID_REQUEST', /whole number/],
  ['a filter that reaches for prototypes', 'GET', '/messages?__proto__=1', {}, 400, 'INVALID_REQUEST', /__proto__/],
  ['a filter that every object has', 'GET', '/messages?toString=1', {}, 400, 'INVALID_REQUEST'],
  [
    'a span that ends before it begins',
    'GET',
    '/messages?createdFrom=2026-02-01T00:00:00Z&createdTo=2026-01-01T00:00:00Z',
    {},
    422,
    'VALIDATION_FAILED',
    /createdFrom is after createdTo/,
  ],
  ['fields to cancel by', 'POST', `/messages/${id}/cancel`, { body: { force: true } }, 400, 'INVALID_REQUEST', /force/],
  ['fields to release by', 'POST', `/messages/${id}/release`, { body: { a: 1 } }, 400, 'INVALID_REQUEST', /a is not/],
  ['fields to fail by', 'POST', `/messages/${id}/fail`, { body: { a: 1 } }, 400, 'INVALID_REQUEST', /a is not/],
  ['a limit in words', 'GET', '/messages?limit=ten', {}, 400, 'INVALID_REQUEST'],
  ['a broken time', 'GET', '/messages?createdFrom=yesterday', {}, 422, 'VALIDATION_FAILED'],
  ['a broken phone', 'GET', '/messages?to=612345678', {}, 422, 'PHONE_INVALID'],
  ['an invented cursor', 'GET', '/messages?cursor=abc', {}, 400, 'CURSOR_INVALID'],
  [
    'a cursor with SQL',
    'GET',
    `/messages?cursor=${Buffer.from("2026-01-01T00:00:00Z ' OR 1=1").toString('base64url')}`,
    {},
    400,
    'CURSOR_INVALID',
  ],
  ['undelivered=maybe', 'GET', '/messages?undelivered=maybe', {}, 422, 'VALIDATION_FAILED'],
  [
    'a handshake with a wrong token',
    'GET',
    '/webhook?hub.mode=subscribe&hub.verify_token=x&hub.challenge=1',
    { key: null },
    403,
    'WEBHOOK_VERIFY_TOKEN_WRONG',
  ],
  ['an unsigned webhook', 'POST', '/webhook', { key: null, body: {} }, 401, 'WEBHOOK_SIGNATURE_INVALID'],
];

describe('the API refuses', () => {
  const rows = REST.map(
    ([what, method, path, call, status, code, detail = /./]) =>
      [what, method, path, call, status, code, detail] as const,
  );
  it.each(rows)('%s', async (_what, method, path, call, status, code, detail) => {
    const answer = await stack.call(method, path, call);
    expectProblem(answer, status, code);
    expect(textAt(answer.json, 'detail')).toMatch(detail);
  });

  it('a wrong method with the right ones in Allow', async () => {
    const answer = await stack.call('DELETE', '/messages');
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it('what is not HTTP, and headers beyond all measure', async () => {
    expect(await raw('NONSENSE\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*"code":"INVALID_REQUEST"/,
    );
    const large = `GET / HTTP/1.1\r\nhost: x\r\nx-large: ${'x'.repeat(20_000)}\r\n\r\n`;
    expect(await raw(large)).toMatch(/^HTTP\/1\.1 431 [\s\S]*longer than 16384 bytes[\s\S]*"code":"HEADERS_TOO_LARGE"/);
  });

  it('without ever ending in a 5xx, or writing one to its log', () => {
    expect(stack.logged.filter((line) => line.includes('request.failed'))).toEqual([]);
  });
});

describe('X-Request-Id', () => {
  it('is the caller’s own where it is fit for a log', async () => {
    const { headers } = await stack.call('GET', '/messages', { headers: { 'x-request-id': 'order-42.a' } });
    expect(headers.get('x-request-id')).toBe('order-42.a');
  });

  it.each(['a b', '{"x":1}', 'x'.repeat(129)])('is a new one in place of %s', async (given) => {
    const { headers } = await stack.call('GET', '/messages', { headers: { 'x-request-id': given } });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

/** Writes bytes to the API's port and reads what comes back until it hangs up. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(stack.url).port), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}
