import type { FastifyRequest } from 'fastify';
import type { Caller } from '#clients';

const callers = new WeakMap<FastifyRequest, Caller>();

/** Called by whoever has seen the key. */
export function rememberCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

/** Who calls; null where no key was asked for, or none that is right was shown. */
export function knownCaller(request: FastifyRequest): Caller | null {
  return callers.get(request) ?? null;
}
