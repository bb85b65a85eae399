import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '#clients';

const callers = new WeakMap<FastifyRequest, Caller>();

/** Called by the guard, which knows who calls. */
export function rememberCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

/** The caller of a handler that declares scopes: `@CalledBy() caller: Caller`. */
export const CalledBy = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const caller = callers.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (caller === undefined) throw new TypeError('A handler that asks for its caller must declare scopes');
  return caller;
});
