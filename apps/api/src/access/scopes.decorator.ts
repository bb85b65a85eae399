import { Reflector } from '@nestjs/core';
import type { Scope } from '#clients';

/** The scopes that a key needs for a handler, all of them. */
const RequiredScopes = Reflector.createDecorator<readonly Scope[]>();

/** Marks what is open to everybody. */
const OpenToAll = Reflector.createDecorator<true>();

/** Who may call a handler or a controller. One without this or `@Public()` is closed to everybody. */
export function Scopes(...scopes: readonly [Scope, ...Scope[]]): MethodDecorator & ClassDecorator {
  return RequiredScopes(scopes);
}

/** No key is asked for: health checks, and Meta, which signs instead. */
export function Public(): MethodDecorator & ClassDecorator {
  return OpenToAll(true);
}

export type Declaration =
  | { readonly kind: 'public' }
  | { readonly kind: 'scopes'; readonly scopes: readonly Scope[] }
  | { readonly kind: 'missing' };

type Target = Parameters<Reflector['get']>[1];

/** What a handler declares, or else its controller. */
export function declarationOf(reflector: Reflector, handler: Target, controller: Target): Declaration {
  for (const target of [handler, controller]) {
    if (reflector.get(OpenToAll, target) === true) return { kind: 'public' };
    const scopes: readonly Scope[] | undefined = reflector.get(RequiredScopes, target);
    if (scopes !== undefined) return { kind: 'scopes', scopes };
  }
  return { kind: 'missing' };
}
