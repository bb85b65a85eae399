import { connect } from 'node:net';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemException } from '../problems/problem-exception.js';
import { HeldBodies } from './held-bodies.js';

const LIMIT = 10_000;
const BODY_LIMIT = 8_000;

let server: FastifyInstance;
let port: number;
/** What comes meanwhile and is answered only when it is over. */
let slow: Promise<void>;
let answerSlow: () => void;

beforeEach(async () => {
  slow = new Promise((resolve) => (answerSlow = resolve));
  const bodies = new HeldBodies(LIMIT, BODY_LIMIT);
  server = Fastify({ bodyLimit: BODY_LIMIT, requestTimeout: 500 });
  server.addHook('preParsing', (request, _reply, body, done) => {
    bodies.count(request, body);
    done(null, body);
  });
  server.addHook('onSend', async (request) => bodies.release(request));
  server.setErrorHandler<FastifyError>((error, _request, reply) => {
    if (error instanceof ProblemException) return reply.code(503).send(error.problem.code);
    return reply.code(error.statusCode ?? 500).send(error.code);
  });
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: unknown, body: unknown) => body,
  );
  server.post('/', async (request) => {
    if (request.headers['x-slow'] !== undefined) await slow;
    return 'taken';
  });
  await server.listen({ port: 0 });
  const address = server.server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterEach(async () => {
  answerSlow();
  await server.close();
});

/** Sends the parts as HTTP chunks, all in one go; resolves with everything that was heard when the connection is over. */
function post(parts: readonly string[], { header = 'x-any: 1', type = 'application/json' } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port);
    let heard = '';
    socket.on('data', (chunk) => (heard += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(heard));
    const head = `POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: ${type}\r\n${header}\r\ntransfer-encoding: chunked\r\n\r\n`;
    const chunks = parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`);
    socket.write(head + chunks.join('') + '0\r\n\r\n');
  });
}

const statuses = (heard: string): readonly string[] => heard.match(/^HTTP\/1\.1 \d+/gm) ?? [];
const TAKEN = ['HTTP/1.1 200'];

describe('bodies that are in memory', () => {
  it('are taken up to the limit, and again when those before are answered', async () => {
    const first = post(['x'.repeat(5_000)], { header: 'x-slow: 1' });
    await expect.poll(async () => statuses(await post(['x'.repeat(6_000)]))).toEqual(['HTTP/1.1 503']);
    answerSlow();
    expect(statuses(await first)).toEqual(TAKEN);
    expect(statuses(await post(['x'.repeat(6_000)]))).toEqual(TAKEN);
  });

  it('count no more when their clients have gone', async () => {
    for (let client = 0; client < 5; client += 1) {
      const socket = connect(port);
      socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 7000\r\n\r\n');
      socket.write('x'.repeat(6_000));
      await new Promise((resolve) => setTimeout(resolve, 20));
      socket.destroy();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(statuses(await post(['x'.repeat(7_000)]))).toEqual(TAKEN);
  });
});

describe('a body', () => {
  it('that comes byte by byte counts as what its parts take', async () => {
    expect(statuses(await post(Array.from({ length: 200 }, () => 'x')))).toEqual(['HTTP/1.1 503']);
    expect(statuses(await post(['x'.repeat(200)]))).toEqual(TAKEN);
  });

  it('that is too large by itself and for the memory, both by one part, is answered once', async () => {
    const heard = await post(['x'.repeat(LIMIT + 1)]);
    expect(statuses(heard)).toEqual(['HTTP/1.1 413']);
    expect(heard).toMatch(/\r\n\r\nFST_ERR_CTP_BODY_TOO_LARGE$/);
    expect(statuses(await post(['x'.repeat(7_000)]))).toEqual(TAKEN);
  });

  it('that goes on after it was refused harms nobody', async () => {
    const parts = Array.from({ length: 40 }, () => 'x'.repeat(1_000));
    expect(statuses(await post(parts))).toHaveLength(1);
    expect(statuses(await post(parts, { type: 'text/csv' }))).toEqual(['HTTP/1.1 415']);
    expect(statuses(await post(['x'.repeat(7_000)]))).toEqual(TAKEN);
  });
});
