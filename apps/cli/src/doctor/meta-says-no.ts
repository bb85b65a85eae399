import { type GraphFailure, type GraphRead, isOutage } from '#graph-api';
import { type Finding, fail } from './finding.js';
import type { TroubleCode } from './troubleshooting.js';

const TOKEN_CODES: ReadonlySet<number> = new Set([0, 102, 104, 190]);
const PERMISSION_CODES: ReadonlySet<number> = new Set([3, 10]);
/** Of code 100: an id that there is not, or that the token does not reach. */
const UNKNOWN_OBJECT = 33;

/** What a question to Meta that was not answered says. */
export function metaSaysNo(about: string, read: Exclude<GraphRead<object>, { kind: 'ok' }>): Finding {
  if (read.kind === 'unreachable') return fail('META_UNREACHABLE', `${about}: Meta does not answer (${read.reason})`);
  const { code, httpStatus, title, details } = read.failure;
  const trouble = isOutage(read) ? 'META_UNREACHABLE' : troubleOf(read.failure);
  return fail(trouble, `${about}: Meta refuses (${code ?? `HTTP ${httpStatus}`}): ${details ?? title}`);
}

function troubleOf({ code, subcode, httpStatus }: GraphFailure): TroubleCode {
  if (code === null) return httpStatus === 401 ? 'TOKEN_INVALID' : 'META_REFUSED';
  if (TOKEN_CODES.has(code)) return 'TOKEN_INVALID';
  if (code === 100 && subcode === UNKNOWN_OBJECT) return 'ID_UNKNOWN';
  return PERMISSION_CODES.has(code) || (code >= 200 && code < 300) ? 'TOKEN_WITHOUT_PERMISSION' : 'META_REFUSED';
}
