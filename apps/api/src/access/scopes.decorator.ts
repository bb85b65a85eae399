import { RouteConfig } from '@nestjs/platform-fastify';
import type { Scope } from '#clients';
import type { Need } from './need.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a caller of the route needs; null: nothing. Without it nobody is let in. */
    readonly need?: Need | null;
  }
}

/** The scopes that a key needs for a handler, all of them. A handler without this or one of those below is closed to everybody. */
export function Scopes(...scopes: readonly [Scope, ...Scope[]]): MethodDecorator {
  return needing({ scopes, allSenders: false });
}

/** The same of what shows all senders at once: closed to keys that are bound to some, because it cannot tell theirs from the others'. */
export function ScopesOfAllSenders(...scopes: readonly [Scope, ...Scope[]]): MethodDecorator {
  return needing({ scopes, allSenders: true });
}

/** No key is asked for: health checks, and Meta, which signs instead. */
export function Public(): MethodDecorator {
  return needing(null);
}

function needing(need: Need | null): MethodDecorator {
  return RouteConfig({ need });
}
