import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeysRepository, SCOPES, type Scope } from '#clients';
import { KnownRoutes } from '../../apps/api/src/border/known-routes.js';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { ADMIN_KEY, type Answer, SENDER, type Stack, startStack } from '../support/stack.js';

/*
 * Every route that the application has is walked here, as it was registered: one that is added tomorrow fails this file until
 * it says who may call it, whose ids it takes, and that it is closed.
 */
let stack: Stack;
let keys: Map<string, string>;
let folder: string;

const OTHER_SENDER = '999000111222333';
const OTHER_ACCOUNT = '888000111222333';

/** Open on purpose: Meta signs instead, health and documentation hold nothing of anybody, and one has to sign in somewhere. */
const OPEN = [
  /^\/health\/(live|ready)$/,
  /^\/api\/v1\/whatsapp\/webhook$/,
  /^\/docs(\/|$)/,
  /^\/openapi\.(json|yaml)$/,
  /^\/queues\/sign-(in|out)$/,
  /^\/console(\/|$)/,
];

/** What a key needs, of every name that is promised. */
const NEEDED: Readonly<Record<string, Scope>> = {
  'POST /messages': 'messages:write',
  'POST /messages/batch': 'messages:write',
  'POST /purchase-orders': 'messages:write',
  'GET /messages': 'messages:read',
  'GET /messages/:id': 'messages:read',
  'POST /messages/:id/cancel': 'messages:write',
  'POST /messages/:id/resend': 'messages:write',
  'POST /messages/:id/release': 'ops',
  'POST /messages/:id/fail': 'ops',
  'POST /messages/resend': 'messages:write',
  'GET /suppressions': 'messages:write',
  'POST /suppressions': 'messages:write',
  'DELETE /suppressions/:id': 'messages:write',
  'GET /templates': 'messages:read',
  'GET /templates/:name': 'messages:read',
  'POST /templates': 'templates:write',
  'POST /templates/sync': 'templates:write',
  'POST /templates/:name/preview': 'messages:read',
  'GET /stats': 'messages:read',
  'GET /usage': 'messages:read',
  'GET /senders': 'ops',
  'GET /senders/:id': 'ops',
  'POST /senders/:id/pause': 'ops',
  'POST /senders/:id/resume': 'ops',
  'GET /callback-endpoints': 'callbacks:write',
  'POST /callback-endpoints': 'callbacks:write',
  'GET /callback-endpoints/:id': 'callbacks:write',
  'PATCH /callback-endpoints/:id': 'callbacks:write',
  'DELETE /callback-endpoints/:id': 'callbacks:write',
  'POST /callback-endpoints/:id/rotate-secret': 'callbacks:write',
  'POST /callback-endpoints/:id/test': 'callbacks:write',
  'POST /callback-endpoints/:id/recover': 'callbacks:write',
  'GET /callback-endpoints/:id/deliveries': 'callbacks:write',
  'GET /callback-endpoints/:id/deliveries/:deliveryId': 'callbacks:write',
  'POST /callback-endpoints/:id/deliveries/:deliveryId/redeliver': 'callbacks:write',
};

/** An id of somebody else for each kind of path that takes one. */
const foreign: Record<string, string> = {
  '/senders/:id': OTHER_SENDER,
  '/templates/:name': 'template_of_another_account',
};

/** What a path needs besides its id, so that the id is what is at fault. */
const BODIES: Readonly<Record<string, unknown>> = {
  '/senders/:id/pause': { reason: 'not mine' },
  '/templates/:name/preview': {},
  '/callback-endpoints/:id/recover': { since: '2026-12-01T00:00:00Z' },
};

interface Walked {
  readonly method: string;
  /** As it was registered, below the API's base path or from the root. */
  readonly url: string;
  readonly inApi: boolean;
}

function routes(): readonly Walked[] {
  return stack.app
    .get(KnownRoutes)
    .all()
    .filter(({ method }) => method !== 'OPTIONS')
    .map(({ method, url }) => {
      const below = /^\/api\/v1\/whatsapp(\/.*)$/.exec(url)?.[1];
      return { method, url: below ?? url, inApi: below !== undefined };
    });
}

const isOpen = ({ url, inApi }: Walked): boolean =>
  OPEN.some((open) => open.test(inApi ? `/api/v1/whatsapp${url}` : url));
const closed = (): readonly Walked[] => routes().filter((route) => !isOpen(route));

function walk({ method, url, inApi }: Walked, key: string | null, id = 'x'): Promise<Answer> {
  const path = `${inApi ? '' : '/'}${url.replaceAll(/:\w+|\*/g, id)}`;
  const body = method === 'GET' || method === 'HEAD' ? undefined : (BODIES[url] ?? {});
  return stack.call(method, path, { key, ...(body !== undefined && { body }) });
}

async function key(clientName: string, scopes: readonly Scope[], senderIds: readonly string[] | null): Promise<string> {
  const made = { clientName, keyName: clientName, scopes, senderIds, expiresAt: null };
  return (await stack.app.get(ApiKeysRepository).create(made)).text;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recado-routes-'));
  const file = join(folder, 'senders.yaml');
  await writeFile(file, JSON.stringify([{ phoneNumberId: OTHER_SENDER, wabaId: OTHER_ACCOUNT, token: 'of-another' }]));
  const started = await startStack({
    environment: { WHATSAPP_SENDERS_FILE: file, ENCRYPTION_KEY: randomBytes(32).toString('base64') },
  });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
  keys = new Map([
    ['nothing', await key('nothing', [], null)],
    ['bound', await key('bound', SCOPES, [SENDER])],
    ['stranger', await key('stranger', SCOPES, null)],
  ]);
  for (const scope of SCOPES) {
    keys.set(`only ${scope}`, await key(`only ${scope}`, [scope], null));
    keys.set(
      `all but ${scope}`,
      await key(
        `all but ${scope}`,
        SCOPES.filter((other) => other !== scope),
        null,
      ),
    );
  }
  // What the bound key must not see: its own client's message from another number, and everything of that number.
  const free = await key('bound', ['messages:write', 'callbacks:write'], null);
  const body = exampleMessage({ reference: 'PO-OF-ANOTHER-NUMBER' });
  const id = textAt((await stack.call('POST', '/messages', { key: free, body })).json, 'id');
  foreign['/messages/:id'] = id;
  await stack.sql('UPDATE whatsapp_messages SET sender_id = $2 WHERE id = $1', [id, OTHER_SENDER]);
  const entry = { to: '+34612345678', scope: 'all', note: 'said to another client' };
  foreign['/suppressions/:id'] = textAt((await stack.call('POST', '/suppressions', { body: entry })).json, 'id');
  await stack.sql(
    `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, synced_at)
     VALUES ($1, $2, 'es', 'APPROVED', 'UTILITY', 'POSITIONAL', '[{"type":"BODY","text":"Hola"}]', now())`,
    [OTHER_ACCOUNT, foreign['/templates/:name']],
  );
  // Of the same client, and of the other number.
  const endpoint = { url: 'https://8.8.8.8/of-another-number', senders: [OTHER_SENDER] };
  const made = await stack.call('POST', '/callback-endpoints', { key: free, body: endpoint });
  foreign['/callback-endpoints/:id'] = textAt(made.json, 'id');
});
afterAll(async () => {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
});

const held = (name: string): string => keys.get(name) ?? '';

/** A request of which the head and a part of the body have come. */
function begun(method: string, path: string, authorization = ''): Begun {
  const { hostname, port } = new URL(stack.url);
  const socket = connect({ host: hostname, port: Number(port) });
  const answer = new Promise<string>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('data', (chunk) => {
      resolve(String(chunk).slice(9, 12));
      socket.destroy();
    });
  });
  const head = [`${method} ${path} HTTP/1.1`, 'Host: recado', 'Content-Type: application/json', 'Content-Length: 2'];
  socket.write(`${[...head, `Authorization: ${authorization}`, '', ''].join('\r\n')}{`);
  return { answer, isAnswered: () => socket.destroyed, finish: () => void socket.write('}') };
}

interface Begun {
  /** The status. */
  readonly answer: Promise<string>;
  readonly isAnswered: () => boolean;
  readonly finish: () => void;
}

describe('every route', () => {
  it('is closed to those without a key, but for those that are open on purpose', async () => {
    expect(closed().length).toBeGreaterThan(40);
    for (const route of closed()) {
      const answer = await walk(route, null);
      expect([route.method, route.url, answer.status]).toEqual([route.method, route.url, 401]);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('and every path that there is not, is refused to those without a key before their body is read', async () => {
    const writing = closed().filter(({ method }) => !['GET', 'HEAD'].includes(method));
    expect(writing.length).toBeGreaterThan(20);
    const paths = writing.map(
      ({ method, url, inApi }) => [method, `${inApi ? '/api/v1/whatsapp' : ''}${url}`] as const,
    );
    const answers = await Promise.all(
      [...paths, ['POST', '/nowhere'] as const].map(async ([method, url]) => {
        return [method, url, await begun(method, url.replaceAll(/:\w+|\*/g, 'x')).answer];
      }),
    );
    expect(answers).toEqual([...paths.map(([method, url]) => [method, url, '401']), ['POST', '/nowhere', '404']]);
    // The control: with a key it is read to its end.
    const control = begun('POST', '/api/v1/whatsapp/messages', `Bearer ${ADMIN_KEY}`);
    await stack.call('GET', '/messages');
    expect(control.isAnswered()).toBe(false);
    control.finish();
    expect(await control.answer).toBe('400');
  });

  it('is open to everybody only where there is a reason', async () => {
    const urls = routes().filter(isOpen);
    for (const open of OPEN)
      expect(urls.some(({ url }) => open.test(url) || open.test(`/api/v1/whatsapp${url}`))).toBe(true);
    for (const path of ['//health/live', '//health/ready', '//docs', '//openapi.json', '//queues/sign-in']) {
      expect([path, (await stack.call('GET', path, { key: null })).status]).toEqual([path, 200]);
    }
  });

  it('of the API needs the scope that is promised, and no other, and all that are promised are there', async () => {
    const registered = closed().filter(({ inApi, method }) => inApi && method !== 'HEAD');
    expect(
      Object.keys(NEEDED).filter((name) => !registered.some((route) => name === `${route.method} ${route.url}`)),
    ).toEqual([]);
    for (const route of registered) {
      const name = `${route.method} ${route.url}`;
      const scope = NEEDED[name];
      if (scope === undefined) throw new Error(`${name} is new: say in NEEDED which scope it needs`);
      const without = await walk(route, held(`all but ${scope}`));
      expect([name, without.status, at(without.json, 'code')]).toEqual([name, 403, 'SCOPE_MISSING']);
      expect(textAt(without.json, 'detail')).toContain(scope);
      const allowed = await walk(route, held(`only ${scope}`));
      expect([name, [401, 403].includes(allowed.status)]).toEqual([name, false]);
    }
  });

  it.each(['nothing', 'all but ops'])('outside the API needs ops: %s lets nobody in', async (name) => {
    for (const route of closed().filter(({ inApi }) => !inApi)) {
      const answer = await walk(route, held(name));
      expect([route.url, answer.status]).toEqual([route.url, 403]);
    }
  });

  it('that takes an id knows none of another sender', async () => {
    for (const route of closed().filter(({ inApi, url }) => inApi && url.includes(':'))) {
      const kind = Object.keys(foreign).find((path) => route.url === path || route.url.startsWith(`${path}/`));
      if (kind === undefined) throw new Error(`${route.url} is new: say in \`foreign\` what somebody else has there`);
      const answer = await walk(route, held('bound'), foreign[kind]);
      const expected = route.url === '/templates/:name/preview' ? [422, 'TEMPLATE_UNKNOWN'] : [404, 'NOT_FOUND'];
      const told = route.method === 'HEAD' ? expected[1] : at(answer.json, 'code');
      expect([route.method, route.url, answer.status, told]).toEqual([route.method, route.url, ...expected]);
    }
  });

  it('that takes a message knows none of another client', async () => {
    for (const route of closed().filter(({ inApi, url }) => inApi && url.startsWith('/messages/:id'))) {
      const answer = await walk(route, held('stranger'), foreign['/messages/:id']);
      expect([route.method, route.url, answer.status]).toEqual([route.method, route.url, 404]);
    }
  });

  it('that lists shows nothing of another sender', async () => {
    const secrets = [
      OTHER_SENDER,
      OTHER_ACCOUNT,
      'template_of_another_account',
      'PO-OF-ANOTHER-NUMBER',
      'said to another client',
      'of-another-number',
      foreign['/messages/:id'] ?? '?',
    ];
    const lists = closed().filter(({ inApi, method, url }) => inApi && method === 'GET' && !url.includes(':'));
    expect(lists.length).toBeGreaterThan(3);
    for (const route of lists) {
      const answer = await walk(route, held('bound'));
      expect([route.url, answer.status]).toEqual([route.url, 200]);
      expect([route.url, secrets.filter((secret) => answer.text.includes(secret))]).toEqual([route.url, []]);
    }
    // The control: to somebody they are all there.
    const seen = await Promise.all(lists.map((route) => walk(route, ADMIN_KEY)));
    const text = seen.map((answer) => answer.text).join('\n');
    for (const secret of secrets) expect(text).toContain(secret);
  });

  it('that shows all senders at once is closed to a key that is bound to some', async () => {
    for (const route of closed().filter(({ inApi }) => !inApi)) {
      const answer = await walk(route, held('bound'));
      const code = route.method === 'HEAD' ? 'SENDER_NOT_ALLOWED' : at(answer.json, 'code');
      expect([route.url, answer.status, code]).toEqual([route.url, 403, 'SENDER_NOT_ALLOWED']);
    }
  });
});
