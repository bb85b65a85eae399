import { parse } from 'secure-json-parse';
import type { FieldProblem, Problem } from '../problems/problem.js';
import { lossIn } from './scan-json.js';

export type JsonReading =
  { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'refused'; readonly problem: Problem };

/** Deeper than any request of ours; what walks a body later may recurse. */
const MAX_DEPTH = 32;

/** A NUL cannot be stored by PostgreSQL, half a surrogate pair cannot be sent to anybody. */
function isUnstorable(text: string): boolean {
  return text.includes('\0') || /\p{Surrogate}/u.test(text);
}

/**
 * Reads a JSON body. Besides what is not JSON it refuses bytes that are not UTF-8 (RFC 8259 §8.1), keys that reach for
 * prototypes, characters and numbers that could not be kept, and keys that stand twice. An empty body is no body.
 */
export function readJson(body: Buffer): JsonReading {
  if (body.length === 0) return { kind: 'json', value: undefined };
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    value = parse(text, {
      protoAction: 'error',
      constructorAction: 'error',
    });
  } catch (error) {
    return malformed(`The body cannot be read as JSON: ${error instanceof Error ? error.message : 'unknown error'}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'refused', problem: { code: 'INVALID_REQUEST', detail: 'The body must be a JSON object.' } };
  }
  return checkText(value, '', 0) ?? lost(text) ?? { kind: 'json', value };
}

/** The first fault below a value, in the order of the document. */
function checkText(value: unknown, path: string, depth: number): JsonReading | null {
  if (typeof value === 'string') return isUnstorable(value) ? unstorable(path) : null;
  if (typeof value !== 'object' || value === null) return null;
  if (depth >= MAX_DEPTH) return malformed(`The body is nested more than ${MAX_DEPTH} levels deep.`);
  const list = Array.isArray(value);
  for (const [key, child] of Object.entries(value)) {
    if (isUnstorable(key)) return unstorable(path);
    const below = list ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const fault = checkText(child, below, depth + 1);
    if (fault !== null) return fault;
  }
  return null;
}

function lost(text: string): JsonReading | null {
  const loss = lossIn(text);
  return loss === null ? null : invalid(loss);
}

function malformed(detail: string): JsonReading {
  return { kind: 'refused', problem: { code: 'MALFORMED_JSON', detail } };
}

function unstorable(path: string): JsonReading {
  const message = 'contains a NUL character or half of a surrogate pair: remove it';
  return invalid({ path, message });
}

function invalid(fault: FieldProblem): JsonReading {
  const detail = `${fault.path || 'The body'} ${fault.message}.`;
  return { kind: 'refused', problem: { code: 'INVALID_REQUEST', detail, errors: [fault] } };
}
