import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '#clients';
import { traceparentOf } from '../border/trace-requests.js';
import type { RequestCaller } from './request-caller.js';

const callers = new WeakMap<FastifyRequest, RequestCaller>();

/** Called by the guard, which knows who calls. */
export function rememberCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, { ...caller, requestId: request.id, traceparent: traceparentOf(request) });
}

/** The caller of a handler that declares scopes: `@CalledBy() caller: RequestCaller`. */
export const CalledBy = createParamDecorator((_data: unknown, context: ExecutionContext): RequestCaller => {
  const caller = callers.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (caller === undefined) throw new TypeError('A handler that asks for its caller must declare scopes');
  return caller;
});
