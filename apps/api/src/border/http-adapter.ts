import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, RawRequestDefaultExpression } from 'fastify';
import { PROBLEM_CONTENT_TYPE, type Problem, problemDocument } from '../problems/problem.js';
import { PROBLEM_CODES, type ProblemCode } from '../problems/problem-codes.js';
import { ProblemException } from '../problems/problem-exception.js';
import { sendProblem } from '../problems/send-problem.js';
import type { Tracing } from '#runtime';
import { encodingProblem } from './body-encoding.js';
import { traceRequests } from './trace-requests.js';
import { HeldBodies } from './held-bodies.js';
import type { KnownRoutes } from './known-routes.js';
import { WEBHOOK_PATH } from './paths.js';
import { readJson } from './read-json.js';
import { BARE_HEADERS, furtherHeaders } from './security-headers.js';

const BODY_LIMIT = 1024 * 1024;
/** Meta's batches may be this large: https://developers.facebook.com/docs/graph-api/webhooks/getting-started */
const WEBHOOK_BODY_LIMIT = 4 * BODY_LIMIT;

/** Of the 512 MiB that a pod has (deploy/k8s/base/api.yaml): a body lies in memory twice while it is put together. */
const WEBHOOK_BODIES_LIMIT = 64 * BODY_LIMIT;
const SMALL_BODY = 64 * 1024;
const SMALL_BODIES_LIMIT = 16 * BODY_LIMIT;

/** Of the request line and the headers together; Node's own default, said here to be told. */
const HEAD_LIMIT = 16 * 1024;

/** Longer than any call of ours takes, Meta's slow ones and their repetitions included. */
const SILENT_CONNECTION_MS = 60_000;

/** Once told to stop, as long as a call to Meta takes: what still waits for an answer then waits for a server that is silent. */
const LONGEST_LAST_ANSWER_MS = 9_000;

/** Names of templates have up to 512 characters. */
const LONGEST_PARAMETER = 512;

/**
 * Fastify with the limits, headers and body reader of this API, before Nest adds its routes. Hooks that wait for nothing take `done`: each
 * promise is a turn of the microtasks, and there would be seven of them a webhook.
 */
export function createHttpAdapter(routes: KnownRoutes, tracing: Tracing): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    // Slow requests hold a connection each: Fastify's own limits are open. So do clients that do not read their answer.
    requestTimeout: 10_000,
    connectionTimeout: SILENT_CONNECTION_MS,
    http: { headersTimeout: 5_000, connectionsCheckingInterval: 1_000, maxHeaderSize: HEAD_LIMIT },
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    genReqId: requestId,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const problem = error.code === 'FST_ERR_MAX_PARAM_LENGTH' ? PARAMETER_TOO_LONG : NOT_A_URL;
      sendProblem(request, reply.headers(BARE_HEADERS), problem);
    },
    // Kubernetes stops sending requests a moment after it says so; those in between are served.
    return503OnClosing: false,
  });
  const fastify: FastifyInstance = adapter.getInstance();
  fastify.addHook('onRoute', (route) => {
    if (route.url === WEBHOOK_PATH) route.bodyLimit = WEBHOOK_BODY_LIMIT;
  });
  routes.observe(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(furtherHeaders(request.url)).header('x-request-id', request.id);
    const problem = request.url.includes('%00') ? NUL_IN_URL : inheritedFilter(request);
    if (problem === null) done();
    else sendProblem(request, reply, problem);
  });
  endConnections(fastify);
  traceRequests(fastify, tracing);
  limitBodies(fastify);
  readBodies(fastify);
  return adapter;
}

/**
 * Whoever is being answered while the process stops is told that the connection ends with the answer. Node ends only those that are idle
 * when it stops to listen: the others would be kept for as long as clients like to, and the process with them. Whoever cannot be
 * answered in time hears nothing, and asks again.
 */
function endConnections(fastify: FastifyInstance): void {
  let stopping = false;
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (stopping) reply.header('connection', 'close');
    done();
  });
  fastify.addHook('preClose', async () => {
    stopping = true;
    // Those whose answer was on its way by then did not hear of it.
    const again = setInterval(() => fastify.server.closeIdleConnections(), 100);
    const cut = setTimeout(() => fastify.server.closeAllConnections(), LONGEST_LAST_ANSWER_MS);
    fastify.server.once('close', () => {
      clearInterval(again);
      clearTimeout(cut);
    });
  });
}

/** PostgreSQL cannot even look for a NUL. */
const NUL_IN_URL: Problem = { code: 'INVALID_REQUEST', detail: 'The URL contains a NUL character (%00): remove it.' };

/** What every object has by nature (`__proto__`, `toString`) is dropped on the way to our checks, which would refuse it. */
function inheritedFilter({ query }: FastifyRequest): Problem | null {
  const path = Object.keys(query ?? {}).find((key) => key in Object.prototype);
  if (path === undefined) return null;
  const message = 'is not a field of this request';
  return { code: 'INVALID_REQUEST', detail: `${path} ${message}.`, errors: [{ path, message }] };
}

const NOT_A_URL: Problem = { code: 'INVALID_REQUEST', detail: 'The path is not a valid URL.' };

const PARAMETER_TOO_LONG: Problem = {
  code: 'URI_TOO_LONG',
  detail: `A part of the path is longer than ${LONGEST_PARAMETER} characters, which no id and no name is.`,
};

/**
 * Whoever sends a webhook proves only with its last byte that he may: anybody can make us hold the rest. All others have shown their
 * key before their body is read.
 */
function limitBodies(fastify: FastifyInstance): void {
  const large = new HeldBodies(WEBHOOK_BODIES_LIMIT, WEBHOOK_BODY_LIMIT);
  const small = new HeldBodies(SMALL_BODIES_LIMIT, SMALL_BODY);
  // Nearly all that Meta sends is small: who fills the memory with large bodies must not keep that out.
  const bodiesOf = ({ headers }: FastifyRequest): HeldBodies =>
    Number(headers['content-length'] ?? Infinity) <= SMALL_BODY ? small : large;
  const counts = (request: FastifyRequest): boolean =>
    request.method === 'POST' && request.routeOptions.url === WEBHOOK_PATH;
  fastify.addHook('onRequest', (request, reply, done) => {
    const problem = counts(request) ? bodiesOf(request).problemOf(request) : null;
    if (problem === null) done();
    else sendProblem(request, reply, problem);
  });
  // The last of its kind, and never with a promise: the body flows as soon as it is counted, and its reader has to be there.
  fastify.addHook('preParsing', (request, _reply, body, done) => {
    if (counts(request)) bodiesOf(request).count(request, body);
    done(null, body);
  });
  fastify.addHook('onSend', (request, _reply, _payload, done) => {
    bodiesOf(request).release(request);
    done();
  });
}

function readBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    (request: FastifyRequest, body: Buffer, done) => {
      const forMeta = request.routeOptions.url === WEBHOOK_PATH;
      // Nothing is unpacked here. Meta never compresses; were it to begin, it would repeat what it is not answered 200 for.
      const { 'content-encoding': coding } = request.headers;
      const encoding = encodingProblem(forMeta ? { 'content-encoding': coding } : request.headers);
      if (encoding !== null) return done(new ProblemException(encoding));
      // Meta signs bytes, and JSON that was parsed and written again has others.
      if (forMeta) return done(null, body);
      const reading = readJson(body);
      return reading.kind === 'refused' ? done(new ProblemException(reading.problem)) : done(null, reading.value);
    },
  );
}

/** The caller's own id, where it is fit for a log line. */
function requestId(request: RawRequestDefaultExpression): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}

/** Node gave up on a request before it was one: too slow, too large a head, not HTTP. */
function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const code = CODE_OF_CLIENT_ERROR.get(error.code ?? '') ?? 'INVALID_REQUEST';
  const id = randomUUID();
  const detail = DETAIL_OF_CLIENT_ERROR.get(code) ?? 'The request could not be read as HTTP.';
  const body = JSON.stringify(problemDocument({ code, detail }, id));
  socket.end(
    [
      `HTTP/1.1 ${PROBLEM_CODES[code].status} ${PROBLEM_CODES[code].title}`,
      `content-type: ${PROBLEM_CONTENT_TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      `x-request-id: ${id}`,
      ...Object.entries(BARE_HEADERS).map(([name, value]) => `${name}: ${value}`),
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

const CODE_OF_CLIENT_ERROR: ReadonlyMap<string, ProblemCode> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', 'REQUEST_TIMEOUT'],
  ['HPE_HEADER_OVERFLOW', 'HEADERS_TOO_LARGE'],
]);

const DETAIL_OF_CLIENT_ERROR: ReadonlyMap<ProblemCode, string> = new Map([
  ['HEADERS_TOO_LARGE', `The address and the headers together are longer than ${HEAD_LIMIT} bytes.`],
]);
