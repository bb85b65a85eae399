import type { BatchFault } from '#runtime';

/**
 * What a failed statement says about its batch, by SQLSTATE class
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html). Without a SQLSTATE the server was not reached.
 */
export function batchFault(error: unknown): BatchFault {
  const state = sqlState(error);
  if (state === null) return isProgrammingError(error) ? 'item' : 'outage';
  if (state === '40P01' || state === '40001') return 'again';
  return OUTAGE_CLASSES.has(state.slice(0, 2)) ? 'outage' : 'item';
}

/** True where the database could not do its work now, whatever was asked of it: callers answer 503 and the work is tried again. */
export function isDatabaseOutage(error: unknown): boolean {
  return batchFault(error) === 'outage' || batchFault(error) === 'again';
}

// 08 connection, 25 read-only (a failover), 53 resources and disk full, 57 shutdown and cancellation, 58 system error.
const OUTAGE_CLASSES: ReadonlySet<string> = new Set(['08', '25', '53', '57', '58']);

function sqlState(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  // No class of SQLSTATE starts with E, but errors of the operating system do: EPIPE has five letters, too.
  return /^[0-9A-DF-Z][0-9A-Z]{4}$/.test(error.code) ? error.code : null;
}

function isProgrammingError(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError;
}
