import { parse } from 'secure-json-parse';
import type { FieldProblem, Problem } from '../problems/problem.js';
import { lossIn } from './scan-json.js';

export type JsonReading =
  { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'refused'; readonly problem: Problem };

/** Deeper than any request of ours; what walks a body later may recurse. */
const MAX_DEPTH = 32;

/** A NUL cannot be stored by PostgreSQL, half a surrogate pair cannot be sent to anybody. */
function isUnstorable(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed();
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
  return refusalOf(faultIn(value, 0)) ?? lost(text, value) ?? { kind: 'json', value };
}

interface Fault {
  readonly what: 'unstorable' | 'too_deep';
  /** From the value down to it, with the dot or the brackets of each step. Only a fault has one: most bodies are without. */
  readonly path: string;
}

/** The first fault below a value, in the order of the document. */
function faultIn(value: unknown, depth: number): Fault | null {
  if (typeof value === 'string') return isUnstorable(value) ? { what: 'unstorable', path: '' } : null;
  if (typeof value !== 'object' || value === null) return null;
  if (depth >= MAX_DEPTH) return { what: 'too_deep', path: '' };
  for (const [key, child] of Object.entries(value)) {
    if (isUnstorable(key)) return { what: 'unstorable', path: '' };
    const fault = faultIn(child, depth + 1);
    if (fault !== null) return { ...fault, path: `${Array.isArray(value) ? `[${key}]` : `.${key}`}${fault.path}` };
  }
  return null;
}

function refusalOf(fault: Fault | null): JsonReading | null {
  if (fault === null) return null;
  if (fault.what === 'too_deep') return malformed(`The body is nested more than ${MAX_DEPTH} levels deep.`);
  const message = 'contains a NUL character or half of a surrogate pair: remove it';
  return invalid({ path: fault.path.replace(/^\./, ''), message });
}

/** Whole numbers beyond 2^53 have at least so many digits, and some of them are written as they were read all the same. */
const LONG_NUMBER = /\d{16}/;

/** What is written as it was read has lost nothing: most bodies are, and that is seen sooner than where one has. */
function lost(text: string, value: object): JsonReading | null {
  if (JSON.stringify(value) === text && !LONG_NUMBER.test(text)) return null;
  const loss = lossIn(text);
  return loss === null ? null : invalid(loss);
}

function malformed(detail: string): JsonReading {
  return { kind: 'refused', problem: { code: 'MALFORMED_JSON', detail } };
}

function invalid(fault: FieldProblem): JsonReading {
  const detail = `${fault.path || 'The body'} ${fault.message}.`;
  return { kind: 'refused', problem: { code: 'INVALID_REQUEST', detail, errors: [fault] } };
}
