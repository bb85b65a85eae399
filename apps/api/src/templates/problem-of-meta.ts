import type { GraphFailure } from '#graph-api';
import type { Problem } from '../problems/problem.js';

/** Meta did not do what an operator asked of it, for a reason that is not in the request. */
export function refusedByMeta({ code, title, advice }: GraphFailure): Problem {
  const number = code === null ? '' : ` (${code})`;
  return { code: 'META_REFUSED', detail: `${title}${number}. ${advice}` };
}

export function unreachableMeta(reason: string): Problem {
  return { code: 'META_UNREACHABLE', detail: reason, headers: { 'retry-after': '10' } };
}
