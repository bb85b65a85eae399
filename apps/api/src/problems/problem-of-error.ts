import { ForbiddenException, HttpException } from '@nestjs/common';
import { isDatabaseOutage } from '#database';
import { BacklogFullError } from '#runtime';
import type { Problem } from './problem.js';
import { type ProblemCode, isProblemCode } from './problem-codes.js';
import { ProblemException } from './problem-exception.js';

/** Seconds after which a caller may try again; PostgreSQL's failovers take longer, its restarts do not. */
const RETRY_AFTER_S = '2';

const UNAVAILABLE: Problem = {
  code: 'UNAVAILABLE',
  // A connection that dies at COMMIT leaves open whether it took effect.
  detail:
    'It may have been kept: repeat it with the same Idempotency-Key. A purchase order is safe to repeat as it is.',
  headers: { 'retry-after': RETRY_AFTER_S },
};

const UNREADABLE: Problem = {
  code: 'UNAVAILABLE',
  detail: 'It cannot be read now. Try again.',
  headers: { 'retry-after': RETRY_AFTER_S },
};

const INTERNAL_ERROR: Problem = {
  code: 'INTERNAL_ERROR',
  detail: 'The cause is in our log under the requestId. Repeating the request with the same Idempotency-Key is safe.',
};

const CODE_OF_STATUS: ReadonlyMap<number, ProblemCode> = new Map([
  [400, 'INVALID_REQUEST'],
  [401, 'UNAUTHENTICATED'],
  [403, 'FOREIGN_ORIGIN'],
  [404, 'NOT_FOUND'],
  [408, 'REQUEST_TIMEOUT'],
  [413, 'BODY_TOO_LARGE'],
  [414, 'URI_TOO_LONG'],
  [415, 'UNSUPPORTED_MEDIA_TYPE'],
  [503, 'UNAVAILABLE'],
]);

const DETAIL_OF_CODE: Partial<Readonly<Record<ProblemCode, string>>> = {
  BODY_TOO_LARGE: 'A body has at most 1 MiB, of a webhook 4 MiB. Split a batch.',
  FOREIGN_ORIGIN: 'A browser sent it from the page of another site. Call the API from a server, which sends no Origin.',
  UNSUPPORTED_MEDIA_TYPE: 'Send the body as JSON, with "Content-Type: application/json".',
};

/** A path that leaves the files of the documentation (`/docs/../x`). */
const NO_SUCH_FILE: Problem = { code: 'NOT_FOUND', detail: 'There is no such path. See /docs.' };

/** What to answer for anything that was thrown: our own problems, the framework's, and what nobody expected; of a request that only reads nothing was kept. */
export function problemOfError(error: unknown, reading = false): Problem {
  const problem = problemOf(error);
  return reading && problem === UNAVAILABLE ? UNREADABLE : problem;
}

function problemOf(error: unknown): Problem {
  if (error instanceof ProblemException) return error.problem;
  if (error instanceof HttpException) return problemOfHttpException(error);
  if (error instanceof BacklogFullError || isDatabaseOutage(error)) return UNAVAILABLE;
  return INTERNAL_ERROR;
}

function problemOfHttpException(error: HttpException): Problem {
  const { errorCode } = error;
  if (errorCode !== undefined && isProblemCode(errorCode)) return { code: errorCode, detail: error.message };
  // The framework throws a ForbiddenException of its own where a page is foreign; whoever serves files has another 403.
  if (error.getStatus() === 403 && !(error instanceof ForbiddenException)) return NO_SUCH_FILE;
  const code = CODE_OF_STATUS.get(error.getStatus());
  if (code === undefined) return INTERNAL_ERROR;
  return code === 'UNAVAILABLE' ? UNAVAILABLE : { code, detail: DETAIL_OF_CODE[code] ?? error.message };
}
