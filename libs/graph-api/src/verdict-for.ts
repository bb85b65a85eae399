import { type EndOfPause, findErrorCode, type Verdict } from './graph-error-codes.js';

/** A verdict that an answer can lead to, once its HTTP status has been looked at too. */
export type SendVerdict = Exclude<Verdict, 'wait_sender_unless_5xx'>;

export interface RefusedAnswer {
  readonly httpStatus: number;
  readonly code: number | null;
  readonly subcode: number | null;
}

// "Object does not exist or is not visible to this token": the phone number id or the token is wrong, not the message.
const UNKNOWN_OBJECT = { code: 100, subcode: 33 };

/**
 * What an answer that is not an acceptance means for the message. The code decides; the HTTP status only where no known
 * code can be read, because Meta documents its throttling codes with status 400.
 */
export function verdictFor({ httpStatus, code, subcode }: RefusedAnswer): SendVerdict {
  if (code === UNKNOWN_OBJECT.code && subcode === UNKNOWN_OBJECT.subcode) return 'block_sender';
  const known = code === null ? null : findErrorCode(code);
  if (!known) return verdictForStatus(httpStatus);
  if (known.verdict !== 'wait_sender_unless_5xx') return known.verdict;
  return httpStatus >= 400 && httpStatus < 500 ? 'wait_sender' : 'unclear';
}

/** What a `failed` status asks of us; `wait`: Meta was asked too much or had no time, which passes. */
export type FailedStatusVerdict = 'reject' | 'block_sender' | 'block_country' | 'block_template' | 'wait';

const FAILED_STATUS: Readonly<Partial<Record<Verdict, FailedStatusVerdict>>> = {
  block_sender: 'block_sender',
  block_country: 'block_country',
  block_template: 'block_template',
  throttle_sender: 'wait',
  throttle_recipient: 'wait',
  wait_account: 'wait',
  wait_sender: 'wait',
  wait_sender_unless_5xx: 'wait',
};

/**
 * What a `failed` status webhook with this code means. Here nothing is unclear: Meta says that the message did not arrive.
 * What blocks, or passes by itself, is not the message's own failure: it is sent again once that is over.
 */
export function verdictForFailedStatus(code: number | null): FailedStatusVerdict {
  const verdict = code === null ? undefined : findErrorCode(code)?.verdict;
  return (verdict === undefined ? undefined : FAILED_STATUS[verdict]) ?? 'reject';
}

/** How the end of a pause that this code began is found out; null is a refusal without a code, of which nobody knows. */
export function endOfPause(code: number | null): EndOfPause {
  // Only with subcode 33 it pauses the sender at all.
  if (code === UNKNOWN_OBJECT.code) return 'number';
  return (code === null ? null : findErrorCode(code)?.over) ?? 'unseen';
}

function verdictForStatus(status: number): SendVerdict {
  if (status === 401 || status === 403) return 'block_sender';
  if (status === 429) return 'throttle_sender';
  // A gateway that gave up waiting for the request cannot know how much of it went on to Meta.
  if (status === 408) return 'unclear';
  return status >= 400 && status < 500 ? 'reject' : 'unclear';
}
