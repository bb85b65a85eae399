import {
  CannotExecuteNotConnectedError,
  ConnectionIsNotSetError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
} from 'typeorm';
import type { BatchFault } from '#runtime';

/**
 * What a failed statement says about its batch. An outage is only what is known as one: by SQLSTATE class
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html), by the operating system's code, by the words of the
 * driver. Everything else is the fault of an item or a bug of ours, and must not make its neighbours wait for a database
 * that is well.
 */
export function batchFault(error: unknown): BatchFault {
  const code = codeOf(error);
  if (code === '40P01' || code === '40001' || isOutdatedPlan(error)) return 'again';
  return isOutageCode(code) || isLostConnection(error) ? 'outage' : 'item';
}

/** True where the database could not do its work now, whatever was asked of it: callers answer 503 and the work is tried again. */
export function isDatabaseOutage(error: unknown): boolean {
  return batchFault(error) !== 'item';
}

/**
 * 08 connection, 25 read-only (a failover), 28 password refused (a rotation), 3D no such database (a restore),
 * 53 resources and disk full, 57 shutdown and cancellation, 58 system error.
 */
const OUTAGE_CLASSES: ReadonlySet<string> = new Set(['08', '25', '28', '3D', '53', '57', '58']);

/** The server was not reached, or no longer: https://nodejs.org/docs/latest-v20.x/api/errors.html#common-system-errors */
const NETWORK_CODES: ReadonlySet<string> = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETRESET',
  'ENETUNREACH',
  'ENFILE',
  'ENOBUFS',
  'ENOTCONN',
  'ENOTFOUND',
  // A firewall that rejects.
  'EPERM',
  'EPIPE',
  'ETIMEDOUT',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
]);

/**
 * What pg, pg-pool and TypeORM say, without a code, of a connection that broke, timed out or was closed. Taken from
 * pg/lib/client.js, pg/lib/connection.js, pg-pool/index.js and typeorm/driver/postgres/PostgresDriver.js.
 */
const LOST_CONNECTION = [
  'Connection terminated',
  'timeout expired',
  'timeout exceeded when trying to connect',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Cannot use a pool after calling end on the pool',
  'The server does not support SSL connections',
  'There was an error establishing an SSL connection',
  // Bytes that belong to no question: the connection is out of step.
  'Received unexpected ',
  'Driver not Connected',
];

/** TypeORM releases a runner whose connection broke: the next statement of the transaction hears of the release. */
const NOT_CONNECTED = [
  CannotExecuteNotConnectedError,
  ConnectionIsNotSetError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
];

/**
 * A migration changed what a statement returns while its plan was kept, or the server has forgotten it: with another plan it
 * works again (kept-plans.ts).
 */
export function isOutdatedPlan(error: unknown): boolean {
  const code = codeOf(error);
  const changed = error instanceof Error && 'routine' in error && error.routine === 'RevalidateCachedQuery';
  return code === '26000' || (code === '0A000' && changed);
}

function isOutageCode(code: string): boolean {
  // No class of SQLSTATE that counts here starts like a code of the operating system.
  return NETWORK_CODES.has(code) || (code.length === 5 && OUTAGE_CLASSES.has(code.slice(0, 2)));
}

function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    NOT_CONNECTED.some((kind) => error instanceof kind) ||
    LOST_CONNECTION.some((words) => error.message.startsWith(words))
  );
}

/** TypeORM's QueryFailedError carries the driver's code and words as its own. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
