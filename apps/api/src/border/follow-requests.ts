import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Span, Tracing } from '#runtime';
import { duringRequest } from './current-request.js';

/** Health checks and figures are asked for several times a minute and say nothing of a message. */
const NOT_TRACED = /^\/(?:health|metrics|queues|docs)\b/;

/** Lets whatever a request does know which one it is: its id for the log and, where somebody collects them, its trace. */
export function followRequests(fastify: FastifyInstance, tracing: Tracing): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  if (tracing.on) traceRequests(fastify, tracing, spans);
  // As late as can be: what reads the body comes back from the socket's own context.
  fastify.addHook('preValidation', (request, _reply, done) => {
    duringRequest({ id: request.id, traceparent: spans.get(request)?.traceparent ?? null }, done);
  });
}

function traceRequests(fastify: FastifyInstance, tracing: Tracing, spans: WeakMap<FastifyRequest, Span>): void {
  fastify.addHook('onRequest', async (request) => {
    const route = request.routeOptions.url;
    // A path that leads nowhere can hold anything.
    if (route === undefined || NOT_TRACED.test(route)) return;
    const { traceparent } = request.headers;
    const span = tracing.begin({
      name: `${request.method} ${route}`,
      kind: 'server',
      within: typeof traceparent === 'string' ? traceparent : null,
      fields: { 'http.request.method': request.method, 'http.route': route, 'recado.request_id': request.id },
    });
    spans.set(request, span);
  });
  fastify.addHook('onResponse', async (request, { statusCode }) => {
    spans.get(request)?.end({ 'http.response.status_code': statusCode }, statusCode >= 500);
  });
}
