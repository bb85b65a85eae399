import type { AnswerHeaders } from './graph-connection.js';
import { integerAt, isJsonObject, objectAt, textAt, type JsonObject } from './json-object.js';

/** The `error` object of an answer from the Graph API. */
export interface GraphErrorBody {
  readonly code: number;
  readonly subcode: number | null;
  /** Meta's `message` without the code in front of it. */
  readonly title: string | null;
  readonly details: string | null;
  readonly traceId: string | null;
}

/** One answer, read as far as it can be read. */
export interface GraphAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Null when the body is not a JSON object: a proxy's HTML page, a cut-off text. */
  readonly json: JsonObject | null;
  readonly error: GraphErrorBody | null;
}

export function readAnswer(status: number, headers: AnswerHeaders, text: string): GraphAnswer {
  const json = parseObject(text);
  return { status, headers, json, error: json && readError(json) };
}

function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

function readError(json: JsonObject): GraphErrorBody | null {
  const error = objectAt(json, 'error');
  const code = integerAt(error, 'code');
  if (code === null) return null;
  return {
    code,
    subcode: integerAt(error, 'error_subcode'),
    title: textAt(error, 'message')?.replace(/^\(#\d+\)\s*/, '') ?? null,
    // Template management answers with a plain text where messages have an object.
    details:
      textAt(error, 'error_data') ??
      textAt(objectAt(error, 'error_data'), 'details') ??
      textAt(error, 'error_user_msg'),
    traceId: textAt(error, 'fbtrace_id'),
  };
}
