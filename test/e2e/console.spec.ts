import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeysRepository, type Scope } from '#clients';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { lastAcceptedAt } from '../support/last-accepted.js';
import { ADMIN_KEY, SENDER, type Stack, startStack } from '../support/stack.js';

/*
 * The operators' page as its server side: files, the session, and what a session may do with the public API. What people see of it is
 * tried in test/console.
 */
const PROOF = { 'x-recado-console': '1' };
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join(';');

let stack: Stack;
beforeAll(async () => {
  if (!existsSync(join(import.meta.dirname, '../../dist/apps/console/index.html')))
    throw new Error('The page is not built: run npm run build before the tests');
  stack = await startOne();
});
afterAll(() => stack.stop());

async function startOne(options: Parameters<typeof startStack>[0] = {}): Promise<Stack> {
  const started = await startStack(options);
  if (started === null) throw new Error('PostgreSQL is always there');
  return started;
}

interface Visit {
  readonly method?: string;
  readonly cookie?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly at?: Stack;
}

/** As a browser does it, which follows nothing by itself here. */
const visit = (path: string, { method = 'GET', cookie, body, headers, at: visited = stack }: Visit = {}) =>
  fetch(visited.url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(cookie !== undefined && { cookie }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const signIn = (key: string, further: Visit = {}) =>
  visit('/console/session', { method: 'POST', body: { key }, headers: PROOF, ...further });
const cookieOf = (answer: Response): string => (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
const codeOf = async (answer: Response): Promise<unknown> => at(await answer.json(), 'code');
const sees = async (cookie: string, further: Visit = {}): Promise<number> =>
  (await visit('/api/v1/whatsapp/messages', { cookie, ...further })).status;

const newKey = async (
  scopes: readonly Scope[],
  senderIds: readonly string[] | null = null,
  clientName = 'operators',
): Promise<string> => {
  const made = { clientName, keyName: 'test', scopes, senderIds, expiresAt: null };
  return (await stack.app.get(ApiKeysRepository).create(made)).text;
};
const accept = async (further: Readonly<Record<string, unknown>> = {}, key = ADMIN_KEY): Promise<string> =>
  textAt((await stack.call('POST', '/messages', { key, body: exampleMessage(further) })).json, 'id');
const later = (): string => new Date(Date.now() + 3_600_000).toISOString();

describe('the files of the page', () => {
  it.each(['/console', '/console/', '/console/messages', '/console/messages/0199c5b2?x=1', '/console/sign-in'])(
    'are one HTML at %s, with a policy that lets only files of this host run and be asked',
    async (path) => {
      const answer = await visit(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(answer.headers.get('content-security-policy')).toBe(POLICY);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('x-frame-options')).toBe('DENY');
      const html = await answer.text();
      expect(html).toMatch(/<script type="module" crossorigin src="\/console\/assets\/[\w.-]+\.js"><\/script>/);
      expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|https?:\/\//);
    },
  );

  const assetsOf = async (): Promise<readonly string[]> => {
    const html = await (await visit('/console')).text();
    return [...html.matchAll(/"(\/console\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
  };

  it('have names that change with what is in them, and are kept for good', async () => {
    const assets = await assetsOf();
    expect(assets.length).toBeGreaterThan(1);
    for (const path of assets) {
      const answer = await visit(path, { headers: { 'accept-encoding': 'identity' } });
      expect([path, answer.status, answer.headers.get('cache-control')]).toEqual([
        path,
        200,
        'public, max-age=31536000, immutable',
      ]);
      expect(answer.headers.get('content-security-policy')).toBe(POLICY);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it.each([
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['identity', null],
  ])('are sent as %s to whoever can unpack that', async (accepted, sent) => {
    const [path = ''] = (await assetsOf()).filter((asset) => asset.endsWith('.js'));
    const answer = await visit(path, { headers: { 'accept-encoding': accepted } });
    expect([answer.status, answer.headers.get('content-encoding')]).toEqual([200, sent]);
    expect(answer.headers.get('content-type')).toMatch(/^(text|application)\/javascript/);
    expect((await answer.text()).includes('createRoot')).toBe(true);
  });

  it('are those that were built, and nothing beside them', async () => {
    for (const path of ['/console/assets/of-yesterday.js', '/console/assets/..%2findex.html', '/console/assets/']) {
      expect([path, [403, 404].includes((await visit(path)).status)]).toEqual([path, true]);
    }
    const other = await visit('/console', { method: 'POST', body: {} });
    expect([other.status, other.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('a session of the page', () => {
  it('begins with a key, which the browser does not keep, in a cookie that no script reads', async () => {
    const key = await newKey(['messages:read', 'ops']);
    const answer = await signIn(key);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toMatch(
      /^recado=[0-9A-Za-z]{8}\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(answer.headers.get('set-cookie')).not.toContain(key.slice(12));
    const session = { keyId: key.slice(3, 11), scopes: ['messages:read', 'ops'], senders: null, everyClient: false };
    expect(await answer.json()).toEqual({ session });
    expect(await (await visit('/console/session', { cookie: cookieOf(answer) })).json()).toEqual({ session });
    expect(await (await visit('/console/session')).json()).toEqual({ session: null });
  });

  it.each(['https', 'https,http', 'HTTPS, http'])(
    'has a cookie that browsers send over TLS only, where they came over TLS, by the first proxy’s word: %s',
    async (forwarded) => {
      const tls = { ...PROOF, 'x-forwarded-proto': forwarded };
      const answer = await signIn(ADMIN_KEY, { headers: tls });
      expect(answer.headers.get('set-cookie')).toMatch(
        /^__Host-recado=admin\.[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
      );
      expect(await sees(cookieOf(answer), { headers: tls })).toBe(200);
    },
  );

  it('has one for HTTP where the browser came over HTTP, whatever is between the proxies', async () => {
    const answer = await signIn(ADMIN_KEY, { headers: { ...PROOF, 'x-forwarded-proto': 'http, https' } });
    expect(answer.headers.get('set-cookie')).toMatch(/^recado=(?!.*Secure)/);
  });

  it.each([
    ['a wrong key', () => Promise.resolve(`rk_00000000_${'0'.repeat(32)}`), 401, 'UNAUTHENTICATED'],
    ['no key', () => Promise.resolve(''), 401, 'UNAUTHENTICATED'],
    ['a key that may only write', () => newKey(['messages:write']), 403, 'SCOPE_MISSING'],
    ['a key for templates and callbacks', () => newKey(['templates:write', 'callbacks:write']), 403, 'SCOPE_MISSING'],
  ])('does not begin with %s', async (_what, key, status, code) => {
    const answer = await signIn(await key());
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([status, null]);
    expect(await codeOf(answer)).toBe(code);
  });

  it.each<readonly [string, readonly Scope[]]>([
    ['ops alone', ['ops']],
    ['messages:read alone', ['messages:read']],
  ])('begins with %s', async (_what, scopes) => {
    expect((await signIn(await newKey(scopes))).status).toBe(200);
  });

  it.each([[{}], [{ key: 7 }], [[]], ['rk']])('does not begin with the body %j', async (body) => {
    const answer = await visit('/console/session', { method: 'POST', body, headers: PROOF });
    expect([answer.status, await codeOf(answer)]).toEqual([400, 'INVALID_REQUEST']);
  });

  it('does not begin with a body that is longer than any key: nobody has shown one yet', async () => {
    const answer = await signIn('x'.repeat(5_000));
    expect([answer.status, await codeOf(answer)]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it('ends when somebody signs out, although the cookie is still known to somebody', async () => {
    const cookie = cookieOf(await signIn(ADMIN_KEY));
    expect(await sees(cookie)).toBe(200);
    const out = await visit('/console/session', { method: 'DELETE', cookie, headers: PROOF });
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toMatch(/^recado=; .*(Max-Age=0|Expires=Thu, 01 Jan 1970)/);
    expect(await sees(cookie)).toBe(401);
  });

  it('ends with the next sign-in of the same browser', async () => {
    const first = cookieOf(await signIn(ADMIN_KEY));
    const second = cookieOf(await signIn(ADMIN_KEY, { cookie: first }));
    expect([await sees(first), await sees(second)]).toEqual([401, 200]);
  });

  it('ends after eight hours, and after an hour away; the browser is told to forget it', async () => {
    for (const over of [`expires_at = now()`, `seen_at = now() - interval '1 hour'`]) {
      const cookie = cookieOf(await signIn(ADMIN_KEY));
      expect(await sees(cookie)).toBe(200);
      await stack.sql(`UPDATE operator_sessions SET ${over}`);
      const answer = await visit('/api/v1/whatsapp/messages', { cookie });
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, expect.stringMatching(/^recado=; /)]);
      expect(textAt(await answer.json(), 'detail')).toContain('The session is over');
      expect(await (await visit('/console/session', { cookie })).json()).toEqual({ session: null });
    }
  });

  it('ends with its key, within five seconds, in every process', async () => {
    const other = await startOne({ databaseUrl: stack.databaseUrl });
    try {
      const key = await newKey(['messages:read']);
      const cookie = cookieOf(await signIn(key));
      expect([await sees(cookie), await sees(cookie, { at: other })]).toEqual([200, 200]);
      const revokedAt = Date.now();
      await stack.app.get(ApiKeysRepository).revoke(key.slice(3, 11));
      const lastIn = await lastAcceptedAt(async () => [await sees(cookie), await sees(cookie, { at: other })]);
      expect(lastIn - revokedAt).toBeLessThan(5_000);
    } finally {
      await other.stop();
    }
  });

  it('is the same that the dashboard of queues knows, as far as its key may see that', async () => {
    const board = { cookie: cookieOf(await signIn(await newKey(['ops']))), headers: { accept: 'application/json' } };
    expect((await visit('/queues/api/queues', board)).status).toBe(200);
    const reading = { ...board, cookie: cookieOf(await signIn(await newKey(['messages:read']))) };
    const refused = await visit('/queues/api/queues', reading);
    expect([refused.status, await codeOf(refused)]).toEqual([403, 'SCOPE_MISSING']);
  });

  it('whose cookie somebody makes up is taken for a guess, like wrong keys, and neither locks others out', async () => {
    const tried = await startOne();
    try {
      const open = cookieOf(await signIn(ADMIN_KEY, { at: tried }));
      const madeUp = (): string => `recado=admin.${randomBytes(32).toString('base64url')}`;
      const statuses: number[] = [];
      for (let guess = 0; guess < 20; guess += 1) statuses.push(await sees(madeUp(), { at: tried }));
      for (let guess = 0; guess < 10; guess += 1) {
        statuses.push((await signIn(`rk_00000000_${'0'.repeat(32)}`, { at: tried })).status);
      }
      expect(new Set(statuses)).toEqual(new Set([401]));
      for (const answer of [
        await signIn('one more', { at: tried }),
        await visit('/api/v1/whatsapp/messages', { cookie: madeUp(), at: tried }),
        await visit('/console/session', { cookie: madeUp(), at: tried }),
      ]) {
        expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([429, true]);
        expect(await codeOf(answer)).toBe('TOO_MANY_FAILED_ATTEMPTS');
      }
      // The control: whoever is signed in stays so, and a right key gets in, behind the same address.
      expect(await sees(open, { at: tried })).toBe(200);
      expect((await signIn(ADMIN_KEY, { at: tried })).status).toBe(200);
    } finally {
      await tried.stop();
    }
  });
});

describe('the public API, with the cookie of a session', () => {
  it('answers as it answers the key', async () => {
    const key = await newKey(['messages:read', 'messages:write'], null, 'buyers');
    const own = await accept({ reference: 'PO-OWN', sendAt: later() }, key);
    const foreign = await accept({ reference: 'PO-FOREIGN', sendAt: later() });
    const cookie = cookieOf(await signIn(key));
    const path = '/api/v1/whatsapp/messages';
    const seen = await (await visit(path, { cookie })).text();
    expect(seen).toBe((await stack.call('GET', '/messages', { key })).text);
    expect([seen.includes(own), seen.includes(foreign)]).toEqual([true, false]);
    expect((await visit(`${path}/${foreign}`, { cookie })).status).toBe(404);
    expect((await visit(`${path}/${foreign}`, { cookie: cookieOf(await signIn(ADMIN_KEY)) })).status).toBe(200);
  });

  it('keeps to the senders that the key is bound to', async () => {
    const bound = cookieOf(await signIn(await newKey(['ops', 'messages:read'], ['999000111222333'])));
    expect((await visit(`/api/v1/whatsapp/senders/${SENDER}`, { cookie: bound })).status).toBe(404);
    const free = cookieOf(await signIn(await newKey(['ops'])));
    expect((await visit(`/api/v1/whatsapp/senders/${SENDER}`, { cookie: free })).status).toBe(200);
  });

  it('changes nothing for a key that may only read', async () => {
    const reading = cookieOf(await signIn(await newKey(['messages:read'])));
    const id = '0199c5b2-0000-7000-8000-000000000000';
    for (const [path, body] of [
      ['/messages', exampleMessage()],
      [`/messages/${id}/cancel`, undefined],
      [`/messages/${id}/resend`, {}],
      [`/messages/${id}/release`, undefined],
      ['/messages/resend', { reference: 'PO-1' }],
      [`/senders/${SENDER}/pause`, { reason: 'x' }],
      ['/templates/sync', undefined],
      ['/callback-endpoints', { url: 'https://example.com' }],
    ] as const) {
      const answer = await visit(`/api/v1/whatsapp${path}`, { method: 'POST', cookie: reading, body, headers: PROOF });
      expect([path, answer.status, await codeOf(answer)]).toEqual([path, 403, 'SCOPE_MISSING']);
    }
    expect(await sees(reading)).toBe(200);
  });

  it('changes nothing without the header that only our own page can send', async () => {
    const cookie = cookieOf(await signIn(ADMIN_KEY));
    const id = await accept({ sendAt: later() });
    const cancel = (headers: Readonly<Record<string, string>>): Promise<Response> =>
      visit(`/api/v1/whatsapp/messages/${id}/cancel`, { method: 'POST', cookie, headers });
    const foreign: readonly Readonly<Record<string, string>>[] = [
      {},
      { ...PROOF, 'sec-fetch-site': 'cross-site' },
      { ...PROOF, 'sec-fetch-site': 'same-site' },
      { ...PROOF, origin: 'https://evil.example' },
      { 'sec-fetch-site': 'same-origin', origin: stack.url },
    ];
    for (const headers of foreign) {
      const answer = await cancel(headers);
      expect([headers, answer.status, await codeOf(answer)]).toEqual([headers, 403, 'FOREIGN_ORIGIN']);
    }
    expect(textAt((await stack.call('GET', `/messages/${id}`)).json, 'status')).toBe('PENDING');
    // The control: the same from the page itself.
    const own = await cancel({ ...PROOF, 'sec-fetch-site': 'same-origin', origin: stack.url });
    expect([own.status, at(await own.json(), 'status')]).toEqual([200, 'CANCELLED']);
  });

  it('lets no other site sign anybody in or out', async () => {
    const cookie = cookieOf(await signIn(ADMIN_KEY));
    for (const method of ['POST', 'DELETE']) {
      for (const headers of [{}, { ...PROOF, origin: 'https://evil.example' }]) {
        const answer = await visit('/console/session', { method, cookie, body: { key: ADMIN_KEY }, headers });
        expect([method, answer.status, answer.headers.get('set-cookie')]).toEqual([method, 403, null]);
      }
    }
    expect(await sees(cookie)).toBe(200);
  });

  it('allows no page of another origin to ask first', async () => {
    const headers = {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-recado-console',
    };
    const answer = await visit('/api/v1/whatsapp/messages', { method: 'OPTIONS', headers });
    expect(answer.ok).toBe(false);
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it('goes by the key where both are sent, and by neither where that is wrong', async () => {
    const cookie = cookieOf(await signIn(ADMIN_KEY));
    const wrong = { authorization: `Bearer rk_00000000_${'0'.repeat(32)}` };
    expect(await sees(cookie, { headers: wrong })).toBe(401);
    const id = await accept({ sendAt: later() });
    const right = { authorization: `Bearer ${await newKey(['messages:read'])}` };
    const answer = await visit(`/api/v1/whatsapp/messages/${id}/cancel`, { method: 'POST', cookie, headers: right });
    expect([answer.status, await codeOf(answer)]).toEqual([403, 'SCOPE_MISSING']);
  });

  it('is closed without one, and what machines read is closed to sessions', async () => {
    expect((await visit('/api/v1/whatsapp/messages')).status).toBe(401);
    const cookie = cookieOf(await signIn(ADMIN_KEY));
    expect((await visit('/metrics', { cookie })).status).toBe(401);
    expect((await stack.call('GET', '//metrics')).status).toBe(200);
  });
});
