import type { GraphRead } from './graph-read.js';

/** Meta did not answer, or could not: that says nothing of what was asked about. */
export function isOutage(read: Exclude<GraphRead<object>, { kind: 'ok' }>): boolean {
  return read.kind === 'unreachable' || (read.failure.httpStatus !== null && read.failure.httpStatus >= 500);
}
