import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plantProject } from './planted-project.js';

const oxlint = join(import.meta.dirname, '../../node_modules/.bin/oxlint');

/** The rules that carry this project's promises, each with a line that breaks it. */
const violations: ReadonlyArray<readonly [rule: string, text: string]> = [
  ['typescript(no-floating-promises)', 'export function f(p: Promise<void>): void { p; }'],
  ['typescript(no-misused-promises)', 'export function f(g: () => Promise<void>): void { [1].forEach(g); }'],
  [
    'typescript(switch-exhaustiveness-check)',
    "export function f(s: 'a' | 'b'): number { switch (s) { case 'a': return 1; } return 2; }",
  ],
  ['typescript(no-explicit-any)', 'export const f = (x: any): unknown => x;'],
  ['typescript(no-unsafe-assignment)', "export const f: number = JSON.parse('1');"],
  ['typescript(consistent-type-assertions)', 'export const f = (x: unknown): string => x as string;'],
  ['typescript(no-non-null-assertion)', 'export const f = (x?: string): string => x!;'],
  ['eslint(eqeqeq)', 'export const f = (x: number): boolean => x == 1;'],
  ['eslint(no-console)', "export const f = (): void => console.log('x');"],
  ['node(no-process-env)', 'export const f = process.env.HOME;'],
  ['eslint(no-restricted-imports)', "import { env } from 'node:process';\nexport const f = env;"],
  ['eslint(no-restricted-globals)', "export const f = (): Promise<Response> => fetch('https://graph.facebook.com');"],
  ['import(no-default-export)', 'export default 1;'],
];

/** Rules broken by this text in a file of an app, as `npm run check` sees them. */
async function lint(text: string): Promise<string> {
  const project = await plantProject({ 'apps/api/src/planted.ts': `${text}\n` });
  try {
    return await new Promise<string>((resolve) => {
      execFile(oxlint, ['--deny-warnings', '--disable-nested-config', 'apps'], { cwd: project.dir }, (_error, stdout) =>
        resolve(stdout),
      );
    });
  } finally {
    await project.remove();
  }
}

describe('lint rules', () => {
  it.each(violations)('%s fires', async (rule, text) => {
    expect(await lint(text)).toContain(rule);
  });

  it('leave clean code alone', async () => {
    expect(await lint("export const states = ['sent', 'read'] as const;")).toContain('Found 0 warnings and 0 errors');
  });
});
