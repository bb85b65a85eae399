import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { recadoProgram } from '../../apps/cli/src/program.js';
import { projectFiles, root } from './project-files.js';

/** Words after `recado` in a document. What stands in a block is to be typed as it is; a sentence may name half of it. */
interface Written {
  readonly path: string;
  readonly text: string;
  readonly whole: boolean;
}

let written: readonly Written[];

beforeAll(async () => {
  const documents = (await projectFiles('.')).filter((path) => path.endsWith('.md'));
  written = documents.flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    const blocks = [...text.matchAll(/^```bash\n(.*?)^```$/gms)].map(([, block = '']) => block).join('');
    const prose = text.replaceAll(/^```.*?^```$/gms, '');
    return [
      ...found(blocks, /(?:^|recado-entrypoint |npm run (?:--silent )?)recado (?:-- )?([a-z][^\n]*)/gm, {
        path,
        whole: true,
      }),
      ...found(prose, /`(?:[^`\n]*recado-entrypoint |npm run (?:--silent )?)?recado (?:-- )?([a-z][^`\n]*)`/g, {
        path,
        whole: false,
      }),
    ];
  });
});

const found = (text: string, pattern: RegExp, of: Omit<Written, 'text'>): readonly Written[] =>
  [...text.matchAll(pattern)].map(([, words = '']) => ({ ...of, text: words }));

/** As a shell would divide it, up to a comment or what becomes of its answer; `<a name>` is one word. */
function wordsOf(text: string): readonly string[] {
  const typed = text.replaceAll(/<[^>]*>/g, 'NAME').replace(/\s+(#|>|\||&&).*$/, '');
  return typed.match(/'[^']*'|"[^"]*"|[^\s)]+/g) ?? [];
}

/** What the program would refuse of these words. */
function problemsOf(words: readonly string[], whole: boolean): readonly string[] {
  let command: Command = recadoProgram();
  const left = [...words];
  for (;;) {
    const next = command.commands.find((one) => one.name() === left[0]);
    if (next === undefined) break;
    command = next;
    left.shift();
  }
  const [first] = left;
  if (command.commands.length > 0)
    return first === undefined && !whole ? [] : [`${command.name()}: no command ${first ?? ''}`];
  const given = new Set<string>();
  const problems: string[] = [];
  const named: string[] = [];
  while (left.length > 0) {
    const word = left.shift() ?? '';
    if (!word.startsWith('--')) {
      named.push(word);
      continue;
    }
    const option = command.options.find(({ long }) => long === word);
    if (option === undefined && word !== '--help') problems.push(`${command.name()}: no option ${word}`);
    given.add(word);
    if (option === undefined || !option.required) continue;
    if (whole && (left.length === 0 || left[0]?.startsWith('--'))) problems.push(`${command.name()}: ${word} of what?`);
    left.shift();
    while (option.variadic && left.length > 0 && !left[0]?.startsWith('--')) left.shift();
  }
  const takes = command.registeredArguments;
  if (named.length > takes.length && !takes.some(({ variadic }) => variadic))
    problems.push(`${command.name()}: one word too many, ${named.at(-1) ?? ''}`);
  if (!whole) return problems;
  const missing = command.options.filter(({ mandatory, long }) => mandatory && !given.has(long ?? ''));
  return [
    ...problems,
    ...missing.map(({ long }) => `${command.name()}: ${long ?? ''} is missing`),
    ...takes
      .slice(named.length)
      .flatMap((one) => (one.required ? [`${command.name()}: <${one.name()}> is missing`] : [])),
  ];
}

describe('commands of recado in the documents', () => {
  it('are what the program takes, to the last option', () => {
    const runbook = written.filter(({ path }) => path === 'docs/runbook.md');
    expect(runbook.filter(({ whole }) => whole).length).toBeGreaterThan(20);
    expect(runbook.filter(({ whole }) => !whole).length).toBeGreaterThan(20);
    const wrong = written.flatMap(({ path, text, whole }) =>
      problemsOf(wordsOf(text), whole).map((problem) => `${path}: recado ${text}: ${problem}`),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['an option that there is not', 'replay --from 2026-11-27', 'no option --from'],
    ['a command that there is not', 'messages hold', 'no command hold'],
    ['an option that must not be left out', 'senders pause 1', '--reason is missing'],
    ['a word that must not be left out', 'keys rotate', '<id> is missing'],
    ['a word too many', 'senders resume 1 2', 'one word too many'],
    ['an option without its value', 'recover --restored-at', '--restored-at of what?'],
  ])('control: %s would be seen', (_what, text, said) => {
    expect(problemsOf(wordsOf(text), true).join('\n')).toContain(said);
  });

  it('control: what is right passes', () => {
    expect(problemsOf(wordsOf("senders pause <phone number id> --reason 'no budget'   # until May"), true)).toEqual([]);
  });
});
