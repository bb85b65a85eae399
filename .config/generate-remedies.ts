import { PROBLEM_CODES } from '../apps/api/src/problems/problem-codes.js';

/** What the clients themselves add to the codes of the API. */
const OF_CLIENTS = {
  UNREACHABLE: 'Repeat it later; what has an idempotency key, with the same one.',
  TIMED_OUT: 'Repeat it later; what has an idempotency key, with the same one.',
  UNEXPECTED_ANSWER: 'Compare the address with that of the API, and look at what stands between.',
};

const remedies: readonly (readonly [string, string])[] = [
  ...Object.entries(PROBLEM_CODES).map(([code, { remedy }]) => [code, remedy] as const),
  ...Object.entries(OF_CLIENTS),
];

/** `libs/client/src/remedies.ts`: what to do about each code, without asking the API. */
export function describeRemedies(): string {
  const entries = remedies.map(([code, remedy]) => {
    const line = `  ['${code}', ${literal(remedy, "'")}],`;
    return line.length <= 120 ? line : `  [\n    '${code}',\n    ${literal(remedy, "'")},\n  ],`;
  });
  return `// Made from apps/api/src/problems/problem-codes.ts by \`npm run generate\`.

/** What to do about an error, by its code. */
export const REMEDIES: ReadonlyMap<string, string> = new Map([
${entries.join('\n')}
]);
`;
}

/** The same for Python. */
export function describePythonRemedies(): string {
  const entries = remedies.map(([code, remedy]) => `    "${code}": ${literal(remedy, '"')},`);
  return `"""What to do about an error, by its code.

Made from apps/api/src/problems/problem-codes.ts by \`npm run generate\`.
"""

from __future__ import annotations

from typing import Dict

REMEDIES: Dict[str, str] = {
${entries.join('\n')}
}
`;
}

function literal(text: string, quote: "'" | '"'): string {
  const other = quote === "'" ? '"' : "'";
  return text.includes(quote) ? `${other}${text}${other}` : `${quote}${text}${quote}`;
}
