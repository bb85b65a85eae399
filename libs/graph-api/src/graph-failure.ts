import type { GraphAnswer, GraphErrorBody } from './graph-answer.js';
import { findErrorCode, type GraphErrorCode, UNKNOWN_CODE_ADVICE } from './graph-error-codes.js';

/**
 * What Meta said when it refused a request, with what we know about the code.
 * `details` is Meta's own text: it may name the recipient, so it is stored and shown, never logged.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 */
export interface GraphFailure {
  /** Meta's error code; null when the answer carried none that could be read. */
  readonly code: number | null;
  readonly subcode: number | null;
  readonly httpStatus: number | null;
  readonly title: string;
  readonly details: string | null;
  /** What the caller of our API should do. */
  readonly advice: string;
  /** `fbtrace_id`, which Meta's support asks for. */
  readonly traceId: string | null;
}

/** The failure that an answer tells of, also when it carries no error object. */
export function failureOf({ status, error }: GraphAnswer): GraphFailure {
  const known = error && knownFor(error);
  return {
    code: error?.code ?? null,
    subcode: error?.subcode ?? null,
    httpStatus: status,
    title: known?.title ?? error?.title ?? `Meta answered HTTP ${status} without an error code`,
    details: error ? (error.details ?? error.title) : null,
    advice: known?.advice ?? UNKNOWN_CODE_ADVICE,
    traceId: error?.traceId ?? null,
  };
}

// Template management answers with the general code 100 and says what is wrong in the subcode.
function knownFor({ code, subcode }: GraphErrorBody): GraphErrorCode | null {
  const specific = code === 100 && subcode !== null && subcode > 1_000_000 ? findErrorCode(subcode) : null;
  return specific ?? findErrorCode(code);
}
