import type { GraphFailure } from './graph-failure.js';

/** The answer to a question put to Meta by an operator or a check. Asking twice is harmless, so there is no third state. */
export type GraphRead<T> =
  | ({ readonly kind: 'ok' } & T)
  | { readonly kind: 'refused'; readonly failure: GraphFailure }
  | { readonly kind: 'unreachable'; readonly reason: string };
