import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { describedVariables, readEnvironment } from '#runtime';
import { productVariables } from '../../apps/standalone/src/program-variables.js';
import { readSettings, type Variables } from '../../apps/standalone/src/read-settings.js';
import { projectFiles, root } from './project-files.js';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isSource = (path: string): boolean => /^(apps|libs)\/.*\.ts$/.test(path) && !path.endsWith('.spec.ts');

let files: readonly string[];

/** What a pattern's first group finds in the files, as `path: finding`. */
function mentions(pattern: RegExp, within: (path: string) => boolean): { path: string; text: string }[] {
  return files
    .filter(within)
    .flatMap((path) => [...read(path).matchAll(pattern)].map(([, text = '']) => ({ path, text: text.trim() })));
}

beforeAll(async () => {
  const all = await projectFiles('.');
  files = all.filter((path) => /\.(ts|mjs|cjs|md|ya?ml)$|^\.ci\/|^deploy\//.test(path));
});

describe('what is named exists', () => {
  it('pages of docs/', () => {
    const named = mentions(/\b(docs\/[\w/-]+\.md)\b/g, (path) => !path.endsWith('.md'));
    expect(named.map(({ text }) => text)).toContain('docs/webhooks.md');
    expect(named.filter(({ text }) => !existsSync(join(root, text)))).toEqual([]);
  });

  it('scripts of package.json', () => {
    const manifest: unknown = JSON.parse(read('package.json'));
    const scripts = isRecord(manifest) && isRecord(manifest['scripts']) ? Object.keys(manifest['scripts']) : [];
    const named = mentions(/\bnpm run (?:-s |--silent )?([a-z][\w:-]*)/g, () => true);
    expect(named.map(({ text }) => text)).toContain('migration:run');
    expect(named.filter(({ text }) => !scripts.includes(text))).toEqual([]);
  });

  it('commands of recado', () => {
    const commands = files
      .filter((path) => path.startsWith('apps/cli/src/'))
      .flatMap((path) => {
        const [, noun = ''] = /new Command\('([\w-]+)'\)/.exec(read(path)) ?? [];
        const verbs = [...read(path).matchAll(/\.command\('([\w-]+)/g)].map(([, verb]) => `${noun} ${verb} `);
        return verbs.length > 0 ? verbs : [`${noun} `];
      });
    const named = mentions(/(?:[`']|npm run )recado (?:-- )?([a-z][^`'\\\n]*)/g, (path) => !path.startsWith('test/'));
    expect(named.map(({ text }) => text)).toContain('messages held');
    expect(named.filter(({ text }) => !commands.some((command) => `${text} `.startsWith(command)))).toEqual([]);
  });
});

describe('the environment', () => {
  it('has an effect, or is marked as reserved', () => {
    const sources = files.filter((path) => isSource(path) && path !== 'libs/runtime/src/environment.ts').map(read);
    const isRead = (name: string): boolean => {
      // environment.NAME, variables['NAME'], { NAME: name } = environment; not { NAME: 'what another program is given' }.
      const reading = new RegExp(
        `\\.${name}\\b|['"]${name}['"]|\\b${name}\\b[^{}]*\\}(?: =|:) [\\w.]*environment\\b`,
        'i',
      );
      return sources.some((text) => reading.test(text));
    };
    const unread = describedVariables().filter(({ name }) => !isRead(name));
    const reserved = describedVariables().filter((variable) => variable.reserved);
    expect(unread.map(({ name }) => name)).toEqual(reserved.map(({ name }) => name));
  });

  it('is said to be reserved where a person looks for it', () => {
    const names = describedVariables().flatMap(({ name, reserved }) => (reserved ? [name] : []));
    const [, notYet = ''] = read('README.md').split('\n### Not yet\n');
    for (const name of names) {
      expect(read('README.md')).toMatch(new RegExp(`^\\| \`${name}\` \\|[^|]*\\| \\(reserved: no effect yet\\)`, 'm'));
      expect(read('.env.example')).toMatch(new RegExp(`^# \\(reserved: no effect yet\\).*\n${name}=`, 'm'));
      expect(notYet.split('\n## ')[0], name).toContain(`\`${name}\``);
    }
  });

  it('is the same for npm start with an unchanged copy of .env.example as without', () => {
    const secrets = {
      apiKey: 'a'.repeat(48),
      appSecret: 's'.repeat(48),
      verifyToken: 'v'.repeat(48),
      sandboxToken: 't',
      encryptionKey: `${'k'.repeat(43)}=`,
    };
    const start = (variables: Variables) => {
      const settings = readSettings({ once: false, port: undefined, to: undefined }, variables, root);
      const product = productVariables(settings, secrets, 'postgres://localhost/recado', undefined);
      return { ...settings, variables: {}, environment: readEnvironment(product, 'api') };
    };
    expect(start({}).environment.kind).toBe('valid');
    expect(start(parseEnv(read('.env.example')))).toEqual(start({}));
  });
});
