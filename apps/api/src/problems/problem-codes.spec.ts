import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES } from './problem-codes.js';

const source = join(import.meta.dirname, '..');
const documentation = readFileSync(join(source, '../../../docs/api.md'), 'utf8');

describe('the problems of the API', () => {
  it('are all documented, and no others are', () => {
    const rows = [...documentation.matchAll(/^\| `([A-Z_]+)` \| (\d{3}) \| (.+) \| (.+) \|$/gm)].map(
      ([, code, status, title, remedy]) => [code, Number(status), title, remedy],
    );
    expect(rows).toEqual(
      Object.entries(PROBLEM_CODES).map(([code, { status, title, remedy }]) => [code, status, title, remedy]),
    );
  });

  it('all happen somewhere', () => {
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('problem-codes.ts') && !file.endsWith('.spec.ts'),
    );
    const code = files.map((file) => readFileSync(join(source, file), 'utf8')).join('\n');
    expect(Object.keys(PROBLEM_CODES).filter((name) => !code.includes(`'${name}'`))).toEqual([]);
  });
});
