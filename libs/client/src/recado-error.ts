import type { FieldProblem, Problem, ProblemCode } from './api-types.js';
import { readRetryAfter } from './read-retry-after.js';
import { REMEDIES } from './remedies.js';

/** Codes of the API, those of this client, and those of an API that is newer than it. */
export type ErrorCode = ProblemCode | 'UNREACHABLE' | 'TIMED_OUT' | 'UNEXPECTED_ANSWER' | (string & {});

interface Facts {
  readonly code: ErrorCode;
  readonly status: number | null;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly FieldProblem[];
  readonly requestId: string | null;
  readonly retryAfter: number | null;
  readonly idempotencyKey: string | null;
  readonly cause?: unknown;
}

/** Why a call has failed: what the API refused, or that there was no answer. */
export class RecadoError extends Error implements Facts {
  override readonly name = 'RecadoError';
  /** Stable: what programs decide by. */
  readonly code: ErrorCode;
  /** Of HTTP; null where there was no answer. */
  readonly status: number | null;
  /** What the code means. */
  readonly title: string;
  /** What is wrong with this very call. */
  readonly detail: string;
  /** The fields at fault, each with what is wrong with it. */
  readonly errors: readonly FieldProblem[];
  /** By which the service's log knows the call. */
  readonly requestId: string | null;
  /** Seconds after which the service wants to be asked again. */
  readonly retryAfter: number | null;
  /** Of the call: repeat it with this one, and it stays one message. */
  readonly idempotencyKey: string | null;

  private constructor({ cause, ...facts }: Facts) {
    super(`${facts.code}: ${facts.detail}`, { cause });
    this.code = facts.code;
    this.status = facts.status;
    this.title = facts.title;
    this.detail = facts.detail;
    this.errors = facts.errors;
    this.requestId = facts.requestId;
    this.retryAfter = facts.retryAfter;
    this.idempotencyKey = facts.idempotencyKey;
  }

  /** The first field at fault, such as `supplier.phone`; null where none is. */
  get field(): string | null {
    return this.errors[0]?.path ?? null;
  }

  /** What to do about it. */
  get remedy(): string {
    return REMEDIES.get(this.code) ?? this.detail;
  }

  /** Whether the same call, repeated later, may succeed. */
  get temporary(): boolean {
    const { status } = this;
    if (status === null) return true;
    return status === 408 || status === 429 || status >= 500;
  }

  /** Of an answer that is a refusal; what is no problem document comes from a proxy or a wrong address. */
  static ofAnswer(answer: {
    readonly status: number;
    readonly headers?: Headers;
    readonly body: unknown;
    readonly idempotencyKey: string | null;
  }): RecadoError {
    const { status, headers = new Headers(), body, idempotencyKey } = answer;
    const known = { status, retryAfter: readRetryAfter(headers), idempotencyKey };
    if (isProblem(body)) {
      const { code, title, detail, errors = [], requestId } = body;
      return new RecadoError({ ...known, code, title, detail, errors, requestId });
    }
    return new RecadoError({
      ...known,
      code: 'UNEXPECTED_ANSWER',
      title: 'Somebody else has answered',
      detail: `The answer with status ${status} is none of Recado's.`,
      errors: [],
      requestId: headers.get('x-request-id'),
    });
  }

  /** Of a call without an answer. */
  static ofSilence(silence: {
    readonly sent: boolean;
    readonly timedOut: boolean;
    readonly cause: unknown;
    readonly idempotencyKey: string | null;
  }): RecadoError {
    const { sent, timedOut, cause, idempotencyKey } = silence;
    return new RecadoError({
      code: timedOut ? 'TIMED_OUT' : 'UNREACHABLE',
      status: null,
      title: timedOut ? 'There was no answer in time' : 'There was no answer',
      detail: sent ? 'It may have had its effect all the same.' : 'It was not sent.',
      errors: [],
      requestId: null,
      retryAfter: null,
      idempotencyKey,
      cause,
    });
  }
}

function isProblem(body: unknown): body is Problem {
  const wanted = ['code', 'title', 'detail', 'requestId'];
  if (typeof body !== 'object' || body === null) return false;
  const texts = new Map<string, unknown>(Object.entries(body));
  return wanted.every((name) => typeof texts.get(name) === 'string');
}
