import { Reflector } from '@nestjs/core';
import type { Scope } from '#clients';
import type { Need } from './need.js';

/** The scopes that a key needs for a handler, all of them. */
const RequiredScopes = Reflector.createDecorator<readonly Scope[]>();

/** Marks what shows figures of all senders at once. */
const OfAllSenders = Reflector.createDecorator<true>();

/** Marks what is open to everybody. */
const OpenToAll = Reflector.createDecorator<true>();

/** Who may call a handler or a controller. One without this or `@Public()` is closed to everybody. */
export function Scopes(...scopes: readonly [Scope, ...Scope[]]): MethodDecorator & ClassDecorator {
  return RequiredScopes(scopes);
}

/** Closed to keys that are bound to senders: the handler cannot tell the one's from the other's. */
export function ShowsAllSenders(): MethodDecorator & ClassDecorator {
  return OfAllSenders(true);
}

/** No key is asked for: health checks, and Meta, which signs instead. */
export function Public(): MethodDecorator & ClassDecorator {
  return OpenToAll(true);
}

export type Declaration =
  { readonly kind: 'public' } | { readonly kind: 'need'; readonly need: Need } | { readonly kind: 'missing' };

type Target = Parameters<Reflector['get']>[1];

/** What a handler declares, or else its controller. */
export function declarationOf(reflector: Reflector, handler: Target, controller: Target): Declaration {
  const allSenders = reflector.getAllAndOverride(OfAllSenders, [handler, controller]) === true;
  for (const target of [handler, controller]) {
    if (reflector.get(OpenToAll, target) === true) return { kind: 'public' };
    const scopes: readonly Scope[] | undefined = reflector.get(RequiredScopes, target);
    if (scopes !== undefined) return { kind: 'need', need: { scopes, allSenders } };
  }
  return { kind: 'missing' };
}
