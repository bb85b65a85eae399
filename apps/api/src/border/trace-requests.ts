import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Span, Tracing } from '#runtime';
import { knownCaller } from '../access/known-caller.js';

/** Health checks and figures are asked for several times a minute and say nothing of a message. */
const NOT_TRACED = /^\/(?:health|metrics|queues|console|docs)\b/;

const spans = new WeakMap<FastifyRequest, Span>();

/**
 * Gives a request a span, where somebody collects them, once it may be served: who has no key has none. Only of whoever showed a key
 * is the trace believed that the request says it is a part of: anybody else could have all of them recorded, and join those of others.
 */
export function traceRequests(fastify: FastifyInstance, tracing: Tracing): void {
  if (!tracing.on) return;
  fastify.addHook('preParsing', async (request) => {
    const route = request.routeOptions.url;
    // A path that leads nowhere can hold anything.
    if (route === undefined || NOT_TRACED.test(route)) return;
    const { traceparent } = request.headers;
    const believed = knownCaller(request) !== null && typeof traceparent === 'string';
    const span = tracing.begin({
      name: `${request.method} ${route}`,
      kind: 'server',
      within: believed ? traceparent : null,
      fields: { 'http.request.method': request.method, 'http.route': route, 'recado.request_id': request.id },
    });
    spans.set(request, span);
  });
  fastify.addHook('onResponse', async (request, { statusCode }) => {
    spans.get(request)?.end({ 'http.response.status_code': statusCode }, statusCode >= 500);
  });
}

/** Of its span, for what follows from the request; null where it has none. */
export function traceparentOf(request: FastifyRequest): string | null {
  return spans.get(request)?.traceparent ?? null;
}
