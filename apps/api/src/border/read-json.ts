import { parse } from 'secure-json-parse';
import type { FieldProblem, Problem } from '../problems/problem.js';
import { lossIn } from './scan-json.js';

export type JsonReading =
  { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'refused'; readonly problem: Problem };

/** Deeper than any request of ours; what walks a body later may recurse. */
const MAX_DEPTH = 32;
/** More than any request of ours has in one object; what copies a body later compares each key with all others. */
const MOST_KEYS = 1_000;

/** A NUL cannot be stored by PostgreSQL, half a surrogate pair cannot be sent to anybody. */
function isUnstorable(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed();
}

/**
 * Reads a JSON body. Besides what is not JSON it refuses bytes that are not UTF-8 (RFC 8259 §8.1), keys that reach for
 * prototypes, characters and numbers that could not be kept, keys that stand twice or are too many. An empty body is no body.
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

/** What every object has by nature cannot be told from what the caller sent: it would be lost on the way, without a word. */
function isInherited(key: string): boolean {
  return key === 'prototype' || Object.hasOwn(Object.prototype, key);
}

interface Fault {
  readonly what: keyof typeof MESSAGES | 'too_deep';
  /** From the value down to it, with the dot or the brackets of each step. Only a fault has one: most bodies are without. */
  readonly path: string;
}

/** The first fault below a value, in the order of the document. */
function faultIn(value: unknown, depth: number): Fault | null {
  if (typeof value === 'string') return isUnstorable(value) ? { what: 'unstorable', path: '' } : null;
  if (typeof value !== 'object' || value === null) return null;
  if (depth >= MAX_DEPTH) return { what: 'too_deep', path: '' };
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  if (!isList && entries.length > MOST_KEYS) return { what: 'too_many', path: '' };
  for (const [key, child] of entries) {
    if (isUnstorable(key)) return { what: 'unstorable', path: '' };
    const fault: Fault | null =
      !isList && isInherited(key) ? { what: 'inherited', path: '' } : faultIn(child, depth + 1);
    if (fault !== null) return { ...fault, path: `${isList ? `[${key}]` : `.${key}`}${fault.path}` };
  }
  return null;
}

const MESSAGES = {
  unstorable: 'contains a NUL character or half of a surrogate pair: remove it',
  inherited: 'is a name that every object has: choose another',
  too_many: `has more than ${MOST_KEYS} keys: send fewer`,
};

function refusalOf(fault: Fault | null): JsonReading | null {
  if (fault === null) return null;
  if (fault.what === 'too_deep') return malformed(`The body is nested more than ${MAX_DEPTH} levels deep.`);
  return invalid({ path: fault.path.replace(/^\./, ''), message: MESSAGES[fault.what] });
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
