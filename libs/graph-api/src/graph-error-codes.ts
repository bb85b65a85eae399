import type { GraphAnswer } from './graph-answer.js';
import type { GraphFailure } from './graph-failure.js';

export type ErrorScope = 'recipient' | 'template' | 'payload' | 'sender' | 'account' | 'country' | 'transient';
export type Verdict =
  | 'reject'
  | 'throttle_recipient'
  | 'throttle_sender'
  | 'wait_sender'
  | 'wait_sender_unless_5xx'
  | 'wait_account'
  | 'block_sender'
  | 'block_template'
  | 'unclear';

export interface GraphErrorCode {
  readonly code: number;
  readonly through?: number;
  readonly title: string;
  readonly scope: ErrorScope;
  readonly verdict: Verdict;
  readonly waitSeconds?: number;
  readonly advice: string;
  readonly operator: string;
}

export const graphErrorCodes: readonly GraphErrorCode[] = [];
export function findErrorCode(code: number): GraphErrorCode | null {
  return graphErrorCodes.find((row) => code >= row.code && code <= (row.through ?? row.code)) ?? null;
}
export function failureOf(_answer: GraphAnswer): GraphFailure {
  return { code: null, subcode: null, httpStatus: null, title: '', details: null, advice: '', traceId: null };
}
