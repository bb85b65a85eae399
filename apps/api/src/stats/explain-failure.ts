import { UNKNOWN_CODE_ADVICE, findErrorCode } from '#graph-api';
import { OWN_FAILURES, type OwnFailureCode } from '#messages';
import type { ExplainedFailureDto } from './stats.dto.js';

/** What a code of a failure means, and what to do about it. */
export function explainFailure(code: string): Omit<ExplainedFailureDto, 'code' | 'count'> {
  if (isOwn(code)) return { source: 'RECADO', ...OWN_FAILURES[code] };
  const known = findErrorCode(Number(code));
  if (known !== null) return { source: 'META', title: known.title, advice: known.advice };
  const [, status] = /^HTTP_(\d+)$/.exec(code) ?? [];
  return {
    source: 'META',
    title: status === undefined ? 'Meta gave no reason that is known' : `Meta answered HTTP ${status} without a code`,
    advice: UNKNOWN_CODE_ADVICE,
  };
}

function isOwn(code: string): code is OwnFailureCode {
  return Object.hasOwn(OWN_FAILURES, code);
}
