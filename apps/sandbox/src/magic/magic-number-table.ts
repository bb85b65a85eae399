import { magicNumbers } from './magic-numbers.js';

/** The magic numbers as a Markdown table, for the documentation. */
export function magicNumberTable(): string {
  const rows = magicNumbers.map(({ phone, outcome }) => `| \`+${phone}\` | ${outcome} |`);
  return ['| recipient | always |', '|---|---|', ...rows, ''].join('\n');
}
