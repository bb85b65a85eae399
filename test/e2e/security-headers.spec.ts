import { once } from 'node:events';
import { type Server } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Call, type Stack, startStack } from '../support/stack.js';

let stack: Stack;
beforeAll(async () => {
  const started = await startStack();
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
afterAll(() => stack.stop());

/** Of every answer, whoever makes it and whatever it says. */
const EVERYWHERE = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

const ANSWERS: readonly (readonly [what: string, method: string, path: string, call: Call, status: number])[] = [
  ['a list', 'GET', '/messages', {}, 200],
  ['a refusal of the guard', 'GET', '/messages', { key: null }, 401],
  ['a refusal of the body', 'POST', '/messages', { raw: '{', headers: { 'content-type': 'application/json' } }, 400],
  ['a path that there is not', 'GET', '/nothing', {}, 404],
  ['a wrong method', 'DELETE', '/messages', {}, 405],
  ['a health check', 'GET', '//health/live', { key: null }, 200],
  ['metrics', 'GET', '//metrics', {}, 200],
  ['a page from elsewhere', 'POST', '/messages', { body: {}, headers: { origin: 'https://evil.example' } }, 403],
  ['the handshake', 'GET', '/webhook?hub.mode=subscribe', { key: null }, 403],
];
const PAGES: readonly (readonly [what: string, path: string])[] = [
  ['the documentation', '//docs'],
  ['a script of the documentation', '//docs/swagger-ui-init.js'],
  ['the dashboard', '//queues'],
  ['an address within the dashboard', '//queues/api/queues'],
];

describe('security headers', () => {
  it.each(ANSWERS)(
    'come with %s, with a policy that lets nothing be loaded or framed',
    async (_what, method, path, call, status) => {
      const answer = await stack.call(method, path, call);
      expect(answer.status).toBe(status);
      expect(Object.fromEntries(answer.headers)).toMatchObject(EVERYWHERE);
      expect(answer.headers.get('content-security-policy')).toBe(
        "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none';object-src 'none'",
      );
      for (const telling of ['server', 'x-powered-by', 'access-control-allow-origin']) {
        expect(answer.headers.get(telling)).toBeNull();
      }
    },
  );

  it.each(PAGES)('come with %s, with a policy that keeps to this host', async (_what, path) => {
    const answer = await stack.call('GET', path);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject(EVERYWHERE);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/https?:|script-src[^;]*unsafe|unsafe-eval|\*/);
  });

  it('come with the sign-in, which loads nothing and runs no script', async () => {
    const answer = await stack.call('GET', '//queues/sign-in', { key: null });
    expect(Object.fromEntries(answer.headers)).toMatchObject(EVERYWHERE);
    expect(answer.headers.get('content-security-policy')).toMatch(
      /^default-src 'none';style-src 'sha256-[\w+/]+=*';form-action 'self';base-uri 'none';object-src 'none';frame-ancestors 'none'$/,
    );
    expect(answer.text).not.toMatch(/<script|javascript:| on\w+=|https?:/);
  });

  it.each([
    ['what is not HTTP', 'NONSENSE\r\n\r\n', 400],
    ['headers beyond all measure', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['a path that is no URL', 'GET /%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400],
  ])('come as far as they mean anything with the refusal of %s', async (_what, request, status) => {
    const { hostname, port } = new URL(stack.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(request);
    const answer = (await text(socket)).toLowerCase();
    expect(answer).toContain(`http/1.1 ${status} `);
    for (const header of [
      'cache-control: no-store',
      'x-content-type-options: nosniff',
      'content-security-policy: default-src',
    ])
      expect(answer).toContain(header);
  });
});

describe('slow clients', () => {
  it('are cut off at every step: heads after 5 s, requests after 10 s, connections on which nothing moves after a minute', () => {
    const server: Server = stack.app.getHttpServer();
    expect({
      headersTimeout: server.headersTimeout,
      requestTimeout: server.requestTimeout,
      timeout: server.timeout,
      keepAliveTimeout: server.keepAliveTimeout,
    }).toEqual({ headersTimeout: 5_000, requestTimeout: 10_000, timeout: 60_000, keepAliveTimeout: 72_000 });
  });
});
