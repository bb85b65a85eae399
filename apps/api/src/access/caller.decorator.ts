import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { traceparentOf } from '../border/trace-requests.js';
import { knownCaller } from './known-caller.js';
import type { RequestCaller } from './request-caller.js';

/** The caller of a handler that declares scopes: `@CalledBy() caller: RequestCaller`. */
export const CalledBy = createParamDecorator((_data: unknown, context: ExecutionContext): RequestCaller => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const caller = knownCaller(request);
  if (caller === null) throw new TypeError('A handler that asks for its caller must declare scopes');
  return { ...caller, requestId: request.id, traceparent: traceparentOf(request) };
});
