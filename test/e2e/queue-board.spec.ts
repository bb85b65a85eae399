import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeysRepository, type Scope } from '#clients';
import { openDataSource } from '#database';
import { QUEUE_PREFIX } from '#queues';
import { KnownRoutes } from '../../apps/api/src/border/known-routes.js';
import { askRedis } from '../support/ask-redis.js';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { lastAcceptedAt } from '../support/last-accepted.js';
import { ADMIN_KEY, SENDER, type Stack, startStack, until } from '../support/stack.js';

const QUEUE = `send-${SENDER}`;
const JSON_ONLY = { accept: 'application/json' };

async function newKey(
  stack: Stack,
  scopes: readonly Scope[],
  senderIds: readonly string[] | null = null,
): Promise<string> {
  const made = { clientName: 'operators', keyName: 'test', scopes, senderIds, expiresAt: null };
  return (await stack.app.get(ApiKeysRepository).create(made)).text;
}

/** A list of whatever, out of parsed JSON. */
const list = (json: unknown, ...path: readonly (string | number)[]): readonly unknown[] => {
  const found = at(json, ...path);
  return Array.isArray(found) ? found : [];
};

/** Ids of the queue's jobs in this state, as the dashboard shows them. */
async function jobs(stack: Stack, status: string): Promise<readonly string[]> {
  const { json } = await stack.call('GET', `//queues/api/queues?activeQueue=${QUEUE}&status=${status}`);
  const queue = list(json, 'queues').find((candidate) => at(candidate, 'name') === QUEUE);
  return list(queue, 'jobs').map((job) => textAt(job, 'id'));
}

/** What the log of a message's job says, once it is in this state. */
async function logOf(stack: Stack, messageId: string, status: string): Promise<unknown> {
  const ofMessage = (ids: readonly string[]): string | undefined => ids.find((id) => id.startsWith(messageId));
  await until(`its job is ${status}`, async () => ofMessage(await jobs(stack, status)) !== undefined);
  const id = ofMessage(await jobs(stack, status)) ?? '';
  return (await stack.call('GET', `//queues/api/queues/${QUEUE}/${id}/logs`)).json;
}

for (const backend of ['postgres', 'redis'] as const) {
  describe(`the dashboard of queues in ${backend}`, () => {
    let running: Stack | null = null;
    beforeAll(async () => {
      running = await startStack({ backend, worker: true, environment: { WHATSAPP_MAX_MPS: '1' } });
    });
    afterAll(() => running?.stop());

    const send = async (stack: Stack, to: string): Promise<string> =>
      textAt((await stack.call('POST', '/messages', { body: exampleMessage({ to }) })).json, 'id');

    it('shows what was sent and what was refused, with the outcome in the job’s log', async ({ skip }) => {
      const stack = running ?? skip();
      const [sent, refused] = [await send(stack, '+34600000001'), await send(stack, '+34601131026')];
      expect(await logOf(stack, sent, 'completed')).toEqual(['attempt 1: accepted']);
      expect(await logOf(stack, refused, 'failed')).toEqual(['attempt 1: rejected, 131026']);
    });

    it.runIf(backend === 'redis')('shows what has finished for a day, as the workers say', async ({ skip }) => {
      const stack = running ?? skip();
      const [sent, refused] = [await send(stack, '+34600000002'), await send(stack, '+34601131026')];
      await logOf(stack, sent, 'completed');
      await logOf(stack, refused, 'failed');
      const old = [...(await jobs(stack, 'completed')), ...(await jobs(stack, 'failed'))];
      const before = String(Date.now() - 86_400_000 - 60_000);
      for (const kept of ['completed', 'failed']) {
        const set = `${QUEUE_PREFIX}:${QUEUE}:${kept}`;
        for (const id of old) await askRedis(stack.redisUrl ?? '', 'ZADD', set, 'XX', before, id);
      }
      await logOf(stack, await send(stack, '+34600000003'), 'completed');
      await logOf(stack, await send(stack, '+34601131026'), 'failed');
      const left = [...(await jobs(stack, 'completed')), ...(await jobs(stack, 'failed'))];
      expect([old.length > 1, left.length, left.filter((id) => old.includes(id))]).toEqual([true, 2, []]);
    });

    it('shows what is being sent and what waits, while there is work', async ({ skip }) => {
      const stack = running ?? skip();
      const slow = await send(stack, '+34603000012');
      const others = await Promise.all(Array.from({ length: 6 }, (_, n) => send(stack, `+3460000001${n}`)));
      const shown = (ids: readonly string[], id: string): boolean => ids.some((job) => job.startsWith(id));
      const seen = { waiting: false, active: false };
      await until('one is active and others have waited', async () => {
        const waiting = [...(await jobs(stack, 'waiting')), ...(await jobs(stack, 'prioritized'))];
        seen.waiting ||= others.some((id) => shown(waiting, id));
        seen.active ||= shown(await jobs(stack, 'active'), slow);
        return seen.waiting && seen.active;
      });
      expect(seen).toEqual({ waiting: true, active: true });
    });

    it('shows the queue of a sender that appears later', async ({ skip }) => {
      const stack = running ?? skip();
      const names = async (): Promise<unknown[]> =>
        list((await stack.call('GET', '//queues/api/queues')).json, 'queues').map((queue) => at(queue, 'name'));
      expect(await names()).toEqual([QUEUE, 'callbacks']);
      await stack.sql(`INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ('777', '888', 80)`);
      await until('it is there', async () => (await names()).includes('send-777'));
      expect((await stack.call('GET', '//queues/api/queues/send-777/workers')).status).toBe(200);
    });

    it('holds ids and nothing of anybody', async ({ skip }) => {
      const stack = running ?? skip();
      const { text } = await stack.call('GET', `//queues/api/queues?activeQueue=${QUEUE}&status=completed`);
      expect(text).toContain('messageId');
      expect(text).not.toMatch(/\+?346\d{8}|Proveedor|wamid/);
    });
  });
}

describe('the dashboard', () => {
  let stack: Stack;
  beforeAll(async () => {
    const started = await startStack();
    if (started === null) throw new Error('PostgreSQL is always there');
    stack = started;
  });
  afterAll(() => stack.stop());

  const writing = (): readonly { method: string; url: string }[] =>
    stack.app
      .get(KnownRoutes)
      .all()
      .filter(({ method, url }) => url.startsWith('/queues/api') && /PUT|POST|PATCH|DELETE/.test(method));

  it('changes nothing, whatever is called', async () => {
    const { json } = await stack.call('GET', '//queues/api/queues');
    expect(at(json, 'queues', 0)).toMatchObject({ name: QUEUE, readOnlyMode: true, allowRetries: false });
    expect(writing().length).toBeGreaterThan(10);
    for (const { method, url } of writing()) {
      const path = `/${url.replace(':queueName', QUEUE).replaceAll(/:\w+/g, 'x')}`;
      const answer = await stack.call(method, path, { body: {} });
      expect([method, url, answer.status]).toEqual([method, url, 405]);
    }
  });

  it('does with jobs what is allowed by configuration, and nothing that PostgreSQL decides', async () => {
    const allowing = await startStack({ environment: { QUEUE_BOARD_ACTIONS: 'true' } });
    if (allowing === null) throw new Error('PostgreSQL is always there');
    try {
      const { json } = await allowing.call('POST', '/messages', { body: exampleMessage() });
      const id = textAt(json, 'id');
      await until('its job waits', async () => (await jobs(allowing, 'prioritized')).some((job) => job.startsWith(id)));
      const [job = ''] = await jobs(allowing, 'prioritized');
      const removed = await allowing.call('PUT', `//queues/api/queues/${QUEUE}/${job}/clean`);
      expect([removed.status, await jobs(allowing, 'prioritized')]).toEqual([204, []]);
      expect((await allowing.call('GET', `/messages/${id}`)).json).toMatchObject({ status: 'PENDING' });
      for (const [method, path] of [
        ['PUT', `${QUEUE}/pause`],
        ['PUT', 'pause'],
        ['PUT', `${QUEUE}/rate-limit`],
        ['PUT', `${QUEUE}/obliterate`],
        ['POST', `${QUEUE}/add`],
        ['PATCH', `${QUEUE}/${job}/update-data`],
      ] as const) {
        const answer = await allowing.call(method, `//queues/api/queues/${path}`, { body: {} });
        expect([path, answer.status]).toEqual([path, 405]);
      }
      expect(allowing.logged.some((line) => line.includes('"event":"queue_board.action"'))).toBe(true);
    } finally {
      await allowing.stop();
    }
  });

  it('says that the queue is away, and lets nobody in for it', async () => {
    const lost = await startStack({ environment: { REDIS_URL: 'redis://127.0.0.1:1' } });
    if (lost === null) throw new Error('PostgreSQL is always there');
    try {
      const answer = await lost.call('GET', '//queues');
      expect([answer.status, at(answer.json, 'code')]).toEqual([503, 'UNAVAILABLE']);
      expect((await lost.call('GET', '//queues', { key: null })).status).toBe(401);
    } finally {
      await lost.stop();
    }
  });
});

describe('somebody with a browser', () => {
  let stack: Stack;
  beforeAll(async () => {
    const started = await startStack();
    if (started === null) throw new Error('PostgreSQL is always there');
    stack = started;
  });
  afterAll(() => stack.stop());

  interface Visit {
    readonly method?: 'GET' | 'POST';
    readonly cookie?: string;
    readonly form?: Readonly<Record<string, string>>;
    readonly headers?: Readonly<Record<string, string>>;
    readonly at?: Stack;
    readonly signal?: AbortSignal;
  }

  /** As a browser that follows no redirect by itself. */
  const visit = (
    path: string,
    { method = 'GET', cookie, form, headers, at: visited = stack, signal }: Visit = {},
  ): Promise<Response> =>
    fetch(visited.url + path, {
      method,
      redirect: 'manual',
      ...(signal && { signal }),
      headers: { accept: 'text/html,*/*;q=0.8', ...(cookie !== undefined && { cookie }), ...headers },
      ...(form !== undefined && { body: new URLSearchParams(form) }),
    });
  const signIn = (key: string, further: Visit = {}, next = '/queues'): Promise<Response> =>
    visit('/queues/sign-in', { method: 'POST', form: { key, next }, ...further });
  /** Of the first visit that is answered in time: those before wait with the others. */
  async function answerTo(call: () => Promise<Response>): Promise<Response> {
    const answers: Response[] = [];
    await until('one is answered', async () => {
      const answer = await call().catch(() => null);
      if (answer !== null) answers.push(answer);
      return answer !== null;
    });
    const [answer] = answers;
    if (answer === undefined) throw new Error('there is an answer');
    return answer;
  }
  const cookieOf = (answer: Response): string => (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const sees = async (cookie: string, further: Visit = {}): Promise<number> =>
    (await visit('/queues/api/queues', { cookie, ...further })).status;

  it('is led to the sign-in from every page, and let into none without it', async () => {
    const urls = stack.app
      .get(KnownRoutes)
      .all()
      .filter(({ method, url }) => method === 'GET' && url.startsWith('/queues') && !url.includes('/sign-'))
      .map(({ url }) => url.replaceAll(/:\w+|\*/g, 'x'));
    expect(urls.length).toBeGreaterThan(10);
    for (const url of urls) {
      const answer = await visit(url);
      const location = `/queues/sign-in?next=${encodeURIComponent(url)}`;
      expect([url, answer.status, answer.headers.get('location')]).toEqual([url, 303, location]);
    }
  });

  it('is not let in by a user name and a password, and with them as well as without where they signed in', async () => {
    const authorization = `Basic ${Buffer.from(`anyone:${ADMIN_KEY}`).toString('base64')}`;
    expect((await visit('/queues', { headers: { authorization } })).status).toBe(303);
    const cookie = cookieOf(await signIn(ADMIN_KEY));
    expect(await sees(cookie, { headers: { authorization } })).toBe(200);
  });

  it('signs in with a key of scope ops, and is led on to where they were going', async () => {
    const page = await visit('/queues/sign-in?next=%2Fqueues%2Fqueue%2Fsend-1%3Fstatus%3Dfailed');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('name="next" value="/queues/queue/send-1?status=failed"');
    const answer = await signIn(await newKey(stack, ['ops']), {}, '/queues/queue/send-1?status=failed');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/queues/queue/send-1?status=failed']);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^recado=[0-9A-Za-z]{8}\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const board = await visit('/queues', { cookie: cookieOf(answer) });
    expect(board.status).toBe(200);
    const [, asset = ''] = /href="(static\/[^"]+\.css)"/.exec(await board.text()) ?? [];
    expect((await visit(`/queues/${asset}`, { cookie: cookieOf(answer) })).status).toBe(200);
    expect((await visit(`/queues/${asset}`)).status).toBe(303);
    expect(await sees(cookieOf(answer))).toBe(200);
  });

  it('is not offered to keep the key with their passwords', async () => {
    const form = await (await visit('/queues/sign-in')).text();
    expect([...form.matchAll(/autocomplete="([^"]*)"/g)].map(([, says]) => says)).toEqual(['off', 'one-time-code']);
  });

  it('has a cookie that browsers send over TLS only, where they came over TLS', async () => {
    const answer = await signIn(ADMIN_KEY, { headers: { 'x-forwarded-proto': 'https' } });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-recado=admin\.[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(await sees(cookieOf(answer), { headers: { 'x-forwarded-proto': 'https' } })).toBe(200);
  });

  it.each([
    'https://evil.example/queues',
    '//evil.example',
    '/queues//evil.example\\x',
    '/queuesevil',
    '/api/v1/whatsapp/messages',
    '/queues/"><script>',
    '/queues/../docs',
    '/queues/%2E./docs',
  ])('is not led to %s', async (next) => {
    const answer = await signIn(ADMIN_KEY, {}, next);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/queues']);
    const page = await visit(`/queues/sign-in?next=${encodeURIComponent(next)}`);
    expect(await page.text()).toContain('name="next" value="/queues"');
  });

  it('keeps no key in the browser, and what the database keeps leads to no session', async () => {
    const key = await newKey(stack, ['ops']);
    const cookie = cookieOf(await signIn(key));
    expect(cookie).not.toContain(key.slice(12));
    const token = cookie.slice(cookie.indexOf('.') + 1);
    const rows = JSON.stringify(
      await stack.sql(`SELECT encode(session_hash, 'hex') AS hash, key_id FROM operator_sessions`),
    );
    expect(rows).not.toContain(token);
    expect(rows).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
  });

  it.each([
    ['a wrong key', () => Promise.resolve(`rk_00000000_${'0'.repeat(32)}`), 401, 'unknown, expired or revoked'],
    ['no key', () => Promise.resolve(''), 401, 'unknown, expired or revoked'],
    ['a key without ops', () => newKey(stack, ['messages:read']), 403, 'needs a key with the scope ops'],
    ['a key that is bound to a sender', () => newKey(stack, ['ops'], [SENDER]), 403, 'figures of all senders'],
  ])('does not get in with %s, and reads why', async (_what, key, status, why) => {
    const answer = await signIn(await key());
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([status, null]);
    expect(await answer.text()).toContain(why);
  });

  it('is out when they sign out, although the cookie is still known to somebody', async () => {
    const cookie = cookieOf(await signIn(ADMIN_KEY));
    expect(await sees(cookie)).toBe(200);
    expect(await (await visit('/queues/sign-in', { cookie })).text()).toContain(
      'signed in with the key <code>admin</code>',
    );
    const out = await visit('/queues/sign-out', { method: 'POST', cookie });
    expect([out.status, out.headers.get('location')]).toEqual([303, '/queues/sign-in']);
    expect(out.headers.get('set-cookie')).toMatch(/^recado=; .*(Max-Age=0|Expires=Thu, 01 Jan 1970)/);
    expect(await sees(cookie)).toBe(303);
  });

  it('gets a new session with each sign-in, and the one before ends', async () => {
    const first = cookieOf(await signIn(ADMIN_KEY));
    const second = cookieOf(await signIn(ADMIN_KEY, { cookie: first }));
    expect([await sees(first), await sees(second)]).toEqual([303, 200]);
  });

  it('is out within seconds of the key’s revocation, in every process', async () => {
    const other = await startStack({ databaseUrl: stack.databaseUrl });
    if (other === null) throw new Error('PostgreSQL is always there');
    try {
      const key = await newKey(stack, ['ops']);
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

  it('has to sign in again after eight hours, and after an hour away', async () => {
    for (const over of [`expires_at = now()`, `seen_at = now() - interval '1 hour'`]) {
      const cookie = cookieOf(await signIn(ADMIN_KEY));
      expect(await sees(cookie)).toBe(200);
      await stack.sql(`UPDATE operator_sessions SET ${over}`);
      expect(await sees(cookie)).toBe(303);
    }
    await signIn(ADMIN_KEY);
    expect(await stack.sql("SELECT expires_at - seen_at = interval '8 hours' AS eight FROM operator_sessions")).toEqual(
      [{ eight: true }],
    );
  });

  it('is not signed in, out or made to do anything by the page of another site', async () => {
    const cookie = cookieOf(await signIn(ADMIN_KEY));
    const foreign: readonly Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
    ];
    for (const headers of foreign) {
      for (const path of ['/queues/sign-in', '/queues/sign-out', `/queues/api/queues/${QUEUE}/empty`]) {
        const answer = await visit(path, { method: 'POST', cookie, form: { key: ADMIN_KEY }, headers });
        expect([path, answer.status, answer.headers.get('set-cookie')]).toEqual([path, 403, null]);
        expect(await answer.text()).toContain('FOREIGN_ORIGIN');
      }
    }
    expect(await sees(cookie)).toBe(200);
    // The control: the same from the page itself.
    expect((await signIn(ADMIN_KEY, { headers: { 'sec-fetch-site': 'same-origin', origin: stack.url } })).status).toBe(
      303,
    );
  });

  /** Of an id of a key that there is, as it stands in logs, and a token that there is not. */
  const madeUp = (keyId: string): string => `recado=${keyId}.${randomBytes(32).toString('base64url')}`;

  it('with a cookie of their own making is taken for somebody who guesses, and told to forget it', async () => {
    const tried = await startStack();
    if (tried === null) throw new Error('PostgreSQL is always there');
    try {
      const open = cookieOf(await signIn(ADMIN_KEY, { at: tried }));
      const first = await visit('/queues/api/queues', { cookie: madeUp('admin'), headers: JSON_ONLY, at: tried });
      expect([first.status, first.headers.get('set-cookie')]).toEqual([401, expect.stringMatching(/^recado=; /)]);
      for (let guess = 1; guess < 30; guess += 1) await visit('/queues', { cookie: madeUp('admin'), at: tried });
      for (const path of ['/queues', '/queues/api/queues', '/queues/sign-in']) {
        const answer = await visit(path, { cookie: madeUp('admin'), at: tried });
        expect([path, answer.status]).toEqual([path, 429]);
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
      // Whoever is signed in stays so, behind the same address, and who is not is led to the sign-in.
      expect(await sees(open, { at: tried })).toBe(200);
      expect((await visit('/queues', { at: tried })).status).toBe(303);
      expect((await visit('/queues/sign-out', { method: 'POST', cookie: madeUp('admin'), at: tried })).status).toBe(
        303,
      );
      expect(await sees(open, { at: tried })).toBe(200);
    } finally {
      await tried.stop();
    }
  });

  it('is not signed out because sessions cannot be looked up for a while: that is 503, and their cookie stays', async () => {
    const tried = await startStack();
    if (tried === null) throw new Error('PostgreSQL is always there');
    const database = await openDataSource(tried.databaseUrl, { applicationName: 'recado-test', maxConnections: 1 });
    const guess = (): Promise<Response> =>
      visit('/queues/api/queues', { cookie: madeUp('admin'), headers: JSON_ONLY, at: tried });
    try {
      const open = cookieOf(await signIn(ADMIN_KEY, { at: tried }));
      // From now on all of this address are asked for together.
      for (let wrong = 0; wrong < 31; wrong += 1) await guess();
      const hanging = await database.transaction(async (manager) => {
        await manager.query('LOCK TABLE operator_sessions');
        const first = guess();
        // Those that come within five seconds wait with it.
        const refused = await answerTo(() =>
          visit('/queues/api/queues', {
            cookie: open,
            headers: JSON_ONLY,
            at: tried,
            signal: AbortSignal.timeout(1_000),
          }),
        );
        expect([refused.status, refused.headers.get('set-cookie')]).toEqual([503, null]);
        expect(at(await refused.json(), 'code')).toBe('UNAVAILABLE');
        return [first];
      });
      await Promise.all(hanging);
      expect(await sees(open, { at: tried })).toBe(200);
    } finally {
      await database.destroy();
      await tried.stop();
    }
  });

  it('uses the key that they signed in with, and with a cookie of their own making none', async () => {
    const [used, named] = [await newKey(stack, ['ops']), await newKey(stack, ['ops'])];
    const lastUse = async (key: string): Promise<unknown> =>
      (await stack.sql('SELECT last_used_at FROM api_keys WHERE id = $1', [key.slice(3, 11)]))[0]?.['last_used_at'];
    const cookie = cookieOf(await signIn(used));
    await until('its use is written down', async () => (await lastUse(used)) !== null);
    await stack.sql('UPDATE api_keys SET last_used_at = NULL');
    const other = await startStack({ databaseUrl: stack.databaseUrl });
    if (other === null) throw new Error('PostgreSQL is always there');
    try {
      expect(await sees(madeUp(named.slice(3, 11)), { at: other })).toBe(303);
      expect(await sees(cookie, { at: other })).toBe(200);
      await until('its use is written down by the other process', async () => (await lastUse(used)) !== null);
      expect(await lastUse(named)).toBeNull();
    } finally {
      await other.stop();
    }
  });

  it('gets in with a right key although others of their address sent wrong ones, who hear 429', async () => {
    const tried = await startStack();
    if (tried === null) throw new Error('PostgreSQL is always there');
    try {
      const revoked = `rk_00000000_${'0'.repeat(32)}`;
      for (let call = 0; call < 40; call += 1) await tried.call('GET', '/messages', { key: revoked });
      const wrong = await signIn('one more', { at: tried });
      expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([429, null]);
      expect(Number(wrong.headers.get('retry-after'))).toBeGreaterThan(0);
      const key = await newKey(tried, ['ops']);
      expect(await sees(cookieOf(await signIn(key, { at: tried })), { at: tried })).toBe(200);
      expect((await tried.call('GET', '//queues/api/queues')).status).toBe(200);
      expect(tried.logged.some((line) => line.includes('"event":"access.suspect"'))).toBe(true);
    } finally {
      await tried.stop();
    }
  });

  it('sends a form that is short, of whatever kind: nobody has shown a key yet', async () => {
    const body = JSON.stringify({ key: 'x'.repeat(5_000) });
    const answer = await stack.call('POST', '//queues/sign-in', { key: null, raw: body });
    expect([answer.status, at(answer.json, 'code')]).toEqual([413, 'BODY_TOO_LARGE']);
  });
});
