import type { AnswerHeaders } from './graph-connection.js';
import { isJsonObject, integerAt } from './json-object.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
// Meta documents no Retry-After: one that says years, or the past, is somebody's proxy and must not stop a sender.
const LONGEST_RETRY_AFTER = 15 * MINUTE;
// Meta counts calls per hour, so an hour is the longest it can take to get access back.
const LONGEST_REGAIN = 60 * MINUTE;

/**
 * Milliseconds that a `Retry-After` header asks for (seconds or an HTTP date), between 1 s and 15 min; null without a readable one.
 * https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function retryAfterMs(headers: AnswerHeaders, now: number): number | null {
  const value = headerText(headers, 'retry-after')?.trim();
  if (!value) return null;
  const wait = /^\d+(\.\d+)?$/.test(value) ? Number(value) * SECOND : Date.parse(value) - now;
  return Number.isNaN(wait) ? null : clamp(wait, LONGEST_RETRY_AFTER);
}

/**
 * Milliseconds until an account that used up its calls may call again, from `x-business-use-case-usage`, which counts in minutes:
 * the longest that any entry names; null when none does.
 */
export function regainAccessMs(headers: AnswerHeaders): number | null {
  const usage = parse(headerText(headers, 'x-business-use-case-usage'));
  if (!isJsonObject(usage)) return null;
  const minutes = Object.values(usage)
    .flatMap((entries: unknown) => (Array.isArray(entries) ? entries.filter(isJsonObject) : []))
    .map((entry) => integerAt(entry, 'estimated_time_to_regain_access') ?? 0);
  const longest = Math.max(0, ...minutes);
  return longest > 0 ? clamp(longest * MINUTE, LONGEST_REGAIN) : null;
}

function clamp(wait: number, longest: number): number {
  return Math.min(Math.max(Math.ceil(wait), SECOND), longest);
}

function headerText(headers: AnswerHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
