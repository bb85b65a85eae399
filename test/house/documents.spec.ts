import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describedVariables } from '#runtime';
import { SUBSCRIBED_FIELDS, WEBHOOK_FIELDS } from '#webhook-events';
import { knownTemplates } from '../../apps/sandbox/src/templates/known-templates.js';
import { exampleOrder } from '../../apps/standalone/src/example-order.js';
import { projectFiles, root } from './project-files.js';

const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8');
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** First cells, without backticks, of the tables in a Markdown text. */
const firstCells = (markdown: string): string[] =>
  [...markdown.matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell = '']) => cell).toSorted();

/** The part of a Markdown text under a heading, up to the next one. */
function section(markdown: string, heading: string): string {
  const [, after = ''] = markdown.split(`\n${heading}\n`);
  return after.split(/\n## /)[0] ?? '';
}

/** Whether these words stand in a text of a test's code: its title, a row of those that are made for each of a table, what it looks for. */
function standInCode(words: string, source: string): boolean {
  return source
    .split('\n')
    .some(
      (line) => !/^\s*(?:\/\/|\/?\*)/.test(line) && /['"`]/.test(line.split(words)[0] ?? '') && line.includes(words),
    );
}

describe('documents equal the code', () => {
  it('dependencies.md says of every package why it is there, and of no other', async () => {
    const manifest: unknown = JSON.parse(await read('package.json'));
    const names = (key: string) =>
      isRecord(manifest) && isRecord(manifest[key]) ? Object.keys(manifest[key]).toSorted() : [];
    const page = await read('docs/decisions/dependencies.md');
    expect(firstCells(section(page, '## In production'))).toEqual(names('dependencies'));
    expect(firstCells(section(page, '## While developing'))).toEqual(names('devDependencies'));
  });

  it('architecture.md names every table, and no other', async () => {
    const migrations = await Promise.all((await projectFiles('libs/database/src/migrations')).map(read));
    const tables = migrations.flatMap((text) =>
      // A partition is a part of its table.
      [...text.matchAll(/CREATE (?:UNLOGGED )?TABLE (\w+)(?! PARTITION OF)\b/g)].map(([, name = '']) => name),
    );
    expect(firstCells(section(await read('docs/architecture.md'), '## Tables'))).toEqual(tables.toSorted());
  });

  it('architecture.md names every lib and every app', async () => {
    const page = await read('docs/architecture.md');
    const folders = (await projectFiles('.')).flatMap((path) => /^(?:apps|libs)\/([^/]+)\//.exec(path)?.[1] ?? []);
    const unnamed = [...new Set(folders)].filter(
      (name) => !page.includes(`\`${name}\``) && !page.includes(`/${name}\``),
    );
    expect(unnamed).toEqual([]);
  });

  it('the README explains every environment variable, and no other', async () => {
    const variables = describedVariables().map(({ name }) => name);
    const readme = await read('README.md');
    const explained = firstCells(section(readme, '## Environment'));
    expect(explained).toEqual(variables.toSorted());
  });

  it('webhooks.md says of every field what follows from it', async () => {
    const page = section(await read('docs/webhooks.md'), '## What follows from each field');
    const rows = [...page.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, field = '', effect = '']) => [field, effect]);
    expect(Object.fromEntries(rows)).toEqual(WEBHOOK_FIELDS);
  });

  it.each(['README.md', 'docs/webhooks.md'])(
    '%s has the app subscribed to every field that has an effect',
    async (path) => {
      const [, listed = ''] = /^```text\n([a-z_]+(?:,\s*[a-z_]+)+)\n```$/m.exec(await read(path)) ?? [];
      expect(listed.split(/,\s*/).toSorted()).toEqual([...SUBSCRIBED_FIELDS].toSorted());
    },
  );

  it('the first order of the README is neither the one that npm start sends nor the one that it shows', async () => {
    const numberIn = (text: string): string => /"orderNumber": ?"([^"]+)"/.exec(text)?.[1] ?? 'none';
    const first = numberIn(await read('README.md'));
    const shown = numberIn(await read('apps/standalone/src/say-addresses.ts'));
    expect(new Set([first, shown, exampleOrder(undefined).orderNumber, 'none']).size).toBe(4);
    expect(await read('README.md')).toContain(`orden de compra ${first} por`);
  });

  it('sandbox.md explains the templates that are logged as moved to MARKETING at the first start', async () => {
    const moved = knownTemplates().filter(
      (template) => template.category === 'MARKETING' && template.previous_category,
    );
    expect(moved.length).toBeGreaterThan(0);
    const page = await read('docs/sandbox.md');
    for (const { name } of moved) expect(page).toMatch(new RegExp(`${name}\`[^|]*template\\.category_drifted`));
  });

  it('integrating.md quotes the examples of the clients, each as it stands', async () => {
    const examples = [
      ...(await projectFiles('libs/client/examples')),
      ...(await projectFiles('clients/python/examples')),
    ].toSorted();
    const quotes = [...(await read('docs/integrating.md')).matchAll(/^<!-- (\S+) -->\n```\w+\n(.*?)^```$/gms)];
    expect(quotes.map(([, path = '']) => path).toSorted()).toEqual(examples);
    for (const [, path = '', text] of quotes) expect(text, path).toBe(await read(path));
  });

  it('SECURITY.md names tests that there are, by words that stand in them', async () => {
    const page = section(await read('SECURITY.md'), '## What shows it');
    const rows = [...page.matchAll(/^\| (\d+\.\d+\.\d+) \| [^|]+ \| `([^`]+)`: ([^|]+) \|$/gm)];
    const items = rows.map(([, item = '']) => item);
    expect(rows.length).toBe(page.split('\n').filter((line) => /^\| \d/.test(line)).length);
    expect(rows.length).toBeGreaterThan(40);
    const byNumber = (one: string, other: string): number => one.localeCompare(other, 'en', { numeric: true });
    expect(items).toEqual([...new Set(items)].toSorted(byNumber));
    const files = new Set((await projectFiles('.')).filter((path) => path.endsWith('.spec.ts')));
    for (const [, item, file = '', words = ''] of rows) {
      expect(files.has(file), `${item}: ${file}`).toBe(true);
      const source = await read(file);
      expect(standInCode(words, source), `${item} in ${file}`).toBe(true);
      expect(source, `${item} in ${file}`).not.toMatch(/\b(?:it|test|describe)\.(?:skip|todo)\b/);
    }
  });

  it.each<readonly [source: string, shows: boolean]>([
    [`it('shows it', () => undefined)`, true],
    ['  `shows it`,', true],
    [`// it('shows it')`, false],
    [` * 'shows it'`, false],
    ['const shows it', false],
  ])('control: words that stand in a comment show nothing: %s', (source, shows) => {
    expect(standInCode('shows it', source)).toBe(shows);
  });

  it('links lead to files that exist', async () => {
    const files = new Set(await projectFiles('.'));
    const pages = [...files].filter((path) => path.endsWith('.md'));
    const broken: string[] = [];
    for (const page of pages) {
      for (const [, target = ''] of (await read(page)).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)) {
        const path = join(page, '..', target).replace(/\/$/, '');
        if (!files.has(path) && ![...files].some((file) => file.startsWith(`${path}/`)))
          broken.push(`${page}: ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it('decisions are pages of at most thirty lines with context, decision and consequence', async () => {
    const decisions = (await projectFiles('docs/decisions')).filter((path) => /\/\d{4}-/.test(path));
    expect(decisions.length).toBeGreaterThan(0);
    for (const path of decisions) {
      const text = await read(path);
      expect(text.split('\n').length, path).toBeLessThanOrEqual(31);
      for (const part of ['**Context.**', '**Decision.**', '**Consequence.**']) expect(text, path).toContain(part);
    }
  });
});
