import type { Problem } from '../problems/problem.js';
import { retryAfter } from './retry-after.js';

/** An address had too many wrong keys, and is to come again when they are forgotten. */
export function tooManyFailures(waitMs: number): Problem {
  const detail = 'Too many requests from this address had a wrong key.';
  return { code: 'TOO_MANY_FAILED_ATTEMPTS', detail, headers: retryAfter(waitMs) };
}
