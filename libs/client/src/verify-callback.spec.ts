import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { CallbackError } from './callback-error.js';
import { verifyCallback } from './verify-callback.js';

const SECRET = `whsec_${Buffer.from('of the procurement service').toString('base64')}`;
const ANOTHER = `whsec_${Buffer.from('of somebody else entirely').toString('base64')}`;
const BODY = JSON.stringify({
  type: 'message.delivered',
  timestamp: '2026-12-01T08:00:00.000Z',
  data: { id: '0199c5b2', status: 'DELIVERED', version: 3 },
});

/** The headers that the public library of Standard Webhooks signs with; `age` in seconds. */
function signed(body = BODY, { secret = SECRET, age = 0 } = {}): Record<string, string> {
  const at = new Date(Date.now() - age * 1_000);
  return {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign('evt_1', at, body),
  };
}

describe('verifyCallback', () => {
  it.each([
    ['as text', BODY],
    ['as bytes', new TextEncoder().encode(BODY)],
    ['as a buffer of Node', Buffer.from(BODY)],
  ])('believes what a secret of ours has signed, %s', (_how, body) => {
    expect(verifyCallback(body, signed(), SECRET)).toEqual({
      id: 'evt_1',
      type: 'message.delivered',
      timestamp: '2026-12-01T08:00:00.000Z',
      data: { id: '0199c5b2', status: 'DELIVERED', version: 3 },
    });
  });

  it('takes headers of a Request, and in any case', () => {
    expect(verifyCallback(BODY, new Headers(signed()), SECRET).id).toBe('evt_1');
    const upper = Object.fromEntries(Object.entries(signed()).map(([name, value]) => [name.toUpperCase(), value]));
    expect(verifyCallback(BODY, upper, SECRET).id).toBe('evt_1');
  });

  it('believes either secret while one replaces the other', () => {
    expect(verifyCallback(BODY, signed(), [ANOTHER, SECRET]).id).toBe('evt_1');
    const signature = [ANOTHER, SECRET].map((secret) => signed(BODY, { secret })['webhook-signature']).join(' ');
    expect(verifyCallback(BODY, { ...signed(), 'webhook-signature': signature }, SECRET).id).toBe('evt_1');
  });

  it.each([
    ['signed by somebody else', BODY, signed(BODY, { secret: ANOTHER })],
    ['changed on its way', BODY.replace('DELIVERED', 'FAILED'), signed()],
    ['signed for another event', BODY, { ...signed(), 'webhook-id': 'evt_2' }],
    ['older than five minutes', BODY, signed(BODY, { age: 301 })],
    ['dated after now', BODY, signed(BODY, { age: -302 })],
    ['without a signature', BODY, { ...signed(), 'webhook-signature': '' }],
    ['with half a signature', BODY, { ...signed(), 'webhook-signature': 'v1' }],
    ['with a date that is none', BODY, { ...signed(), 'webhook-timestamp': 'yesterday' }],
    ['without headers', BODY, {}],
    ['signed, and a list', '[]', signed('[]')],
    ['signed, and no JSON', 'words', signed('words')],
    ['signed, and empty', '', signed('')],
  ])('refuses one that is %s', (_what, body, headers) => {
    expect(() => verifyCallback(body, headers, SECRET)).toThrow(CallbackError);
  });

  it('needs a secret', () => {
    expect(() => verifyCallback(BODY, signed(), [])).toThrow(TypeError);
  });
});
