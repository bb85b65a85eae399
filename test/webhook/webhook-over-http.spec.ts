import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/stack.js';

const PATH = '/api/v1/whatsapp/webhook';
const BODY = Buffer.from(String.raw`{"object":"whatsapp_business_account","entry":[],"name":"Talleres Mu\u00f1oz"}`);
const [NEW, OLD] = ['new-app-secret-of-the-tests', 'old-app-secret-of-the-tests'];

let stack: Stack;

beforeAll(async () => {
  const started = await startStack({
    environment: { WHATSAPP_APP_SECRET: `${NEW},${OLD}`, WHATSAPP_WEBHOOK_VERIFY_TOKEN: 'verify-token' },
  });
  if (started === null) throw new Error('no stack');
  stack = started;
});

beforeEach(() => stack.sql('DELETE FROM webhook_payloads'));

afterAll(() => stack.stop());

function sign(body: Buffer, secret = NEW): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** Sends these bytes as they are, with these lines of the signature's header. */
function post(body: Buffer, signatures: readonly string[]): Promise<number | undefined> {
  return new Promise((settle, fail) => {
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': [...signatures] };
    const call = request(stack.url + PATH, { method: 'POST', headers }, (response) => {
      response.resume().on('end', () => settle(response.statusCode));
    });
    call.on('error', fail);
    call.end(body);
  });
}

const kept = () => stack.sql('SELECT body FROM webhook_payloads');

describe("Meta's POST", () => {
  it('is answered with exactly 200, after its bytes were kept as they came', async () => {
    expect(await post(BODY, [sign(BODY)])).toBe(200);
    expect(await kept()).toEqual([{ body: BODY }]);
  });

  it('may be signed with the old secret while the new one replaces it', async () => {
    expect(await post(BODY, [sign(BODY, OLD)])).toBe(200);
  });

  it.each([
    ['is missing', []],
    ['is of another secret', [sign(BODY, 'somebody-elses-secret')]],
    ['is of the same JSON in other bytes', [sign(Buffer.from(JSON.stringify(JSON.parse(BODY.toString()))))]],
    ['is in upper case', [sign(BODY).toUpperCase()]],
    ['is too short', [sign(BODY).slice(0, 20)]],
    ['is there twice', [sign(BODY), sign(BODY)]],
  ])('is answered with 401 and leaves nothing behind when its signature %s', async (_what, signatures) => {
    expect(await post(BODY, signatures)).toBe(401);
    expect(await kept()).toEqual([]);
    expect(stack.logged.join('')).not.toContain('Talleres');
  });

  it('may have three megabytes, not five', async () => {
    const body = (megabytes: number): Buffer =>
      Buffer.from(JSON.stringify({ entry: [], padding: 'x'.repeat(megabytes * 1024 * 1024) }));
    expect(await post(body(3), [sign(body(3))])).toBe(200);
    // The server may hang up before it has heard it all.
    expect(await post(body(5), [sign(body(5))]).catch(() => 413)).toBe(413);
    expect(await kept()).toHaveLength(1);
  });
});

describe("Meta's handshake", () => {
  it('gets its challenge back as plain text', async () => {
    const query = 'hub.mode=subscribe&hub.verify_token=verify-token&hub.challenge=test123';
    const answer = await stack.call('GET', `/webhook?${query}`, { key: null });
    expect(answer).toMatchObject({ status: 200, text: 'test123' });
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  });

  it.each([
    ['with another token', 'hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1'],
    ['without a token', 'hub.mode=subscribe&hub.challenge=1'],
    [
      'with a token twice',
      'hub.mode=subscribe&hub.verify_token=verify-token&hub.verify_token=verify-token&hub.challenge=1',
    ],
    ['in another mode', 'hub.mode=unsubscribe&hub.verify_token=verify-token&hub.challenge=1'],
    ['without a challenge', 'hub.mode=subscribe&hub.verify_token=verify-token'],
    ['of nothing', ''],
  ])('%s is answered with 403', async (_what, query) => {
    expect(await stack.call('GET', `/webhook?${query}`, { key: null })).toMatchObject({ status: 403 });
  });
});
