import type { FieldProblem } from '../problems/problem.js';

/** An object with the keys it has had so far and the one that is read now, or an array and the place in it. */
type Level = { readonly keys: Set<unknown>; key: unknown } | { readonly keys: null; index: number };

/** A text with the colon that makes it a key, a number, or a sign that opens, parts or closes. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"\s*:?|-?\d[\d.eE+-]*|[{}[\],]/g;

/**
 * The first thing in a valid JSON text that is lost when it is parsed: a key that stands twice, of which only the last
 * counts (RFC 8259 §4), or a number beyond what JavaScript keeps (§6).
 */
export function lossIn(json: string): FieldProblem | null {
  const levels: Level[] = [];
  for (const [token] of json.matchAll(TOKEN)) {
    const level = levels.at(-1);
    if (token === '{') levels.push({ keys: new Set(), key: '' });
    else if (token === '[') levels.push({ keys: null, index: 0 });
    else if (token === '}' || token === ']') levels.pop();
    else if (token === ',') {
      if (level?.keys === null) level.index += 1;
    } else if (token.endsWith(':')) {
      if (level === undefined || level.keys === null) continue;
      level.key = JSON.parse(token.slice(0, -1));
      if (level.keys.has(level.key)) return { path: pathOf(levels), message: 'stands twice: send it once' };
      level.keys.add(level.key);
    } else if (!token.startsWith('"') && isLost(token)) {
      return { path: pathOf(levels), message: 'is a number that cannot be kept exactly: send it as a string' };
    }
  }
  return null;
}

/** Whole numbers are ids and must stay what they are; of fractions nobody expects their last digit. */
function isLost(number: string): boolean {
  const value = Number(number);
  return /^-?\d+$/.test(number) ? !Number.isSafeInteger(value) : !Number.isFinite(value);
}

function pathOf(levels: readonly Level[]): string {
  return levels
    .map((level) => (level.keys === null ? `[${level.index}]` : `.${String(level.key)}`))
    .join('')
    .replace(/^\./, '');
}
