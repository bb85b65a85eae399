import { PROBLEM_CODES, type ProblemCode } from './problem-codes.js';

/** One field at fault: `template.parameters[2]`. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

/** Why a request is refused; a value, until the border writes it. */
export interface Problem {
  readonly code: ProblemCode;
  /** What is wrong with this very request, and what to do. */
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
  /** Headers that belong to this answer: Retry-After, Allow, WWW-Authenticate. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** RFC 9457 (https://www.rfc-editor.org/rfc/rfc9457) with our members `code`, `errors` and `requestId`. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly errors?: readonly FieldProblem[];
  readonly requestId: string;
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json; charset=utf-8';

export function problemDocument({ code, detail, errors }: Problem, requestId: string): ProblemDocument {
  const { status, title } = PROBLEM_CODES[code];
  return {
    type: `urn:recado:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    detail,
    code,
    ...(errors !== undefined && { errors }),
    requestId,
  };
}
