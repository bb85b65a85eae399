import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CHECKS } from '../../apps/cli/src/doctor/examine.js';
import { TROUBLESHOOTING } from '../../apps/cli/src/doctor/troubleshooting.js';
import { projectFiles, root } from './project-files.js';

const FOLDER = 'apps/cli/src/doctor';

async function checkFiles(): Promise<ReadonlyMap<string, string>> {
  const files = (await projectFiles(FOLDER)).filter((path) => /\/(check-|meta-says-no)/.test(path));
  return new Map(
    await Promise.all(files.map(async (path) => [path, await readFile(join(root, path), 'utf8')] as const)),
  );
}

it('every remedy of the troubleshooting table belongs to something that recado doctor finds', async () => {
  const texts = [...(await checkFiles()).values(), await readFile(join(root, FOLDER, 'examine.ts'), 'utf8')].join('\n');
  const unused = Object.keys(TROUBLESHOOTING).filter((code) => !texts.includes(`'${code}'`));
  expect(unused).toEqual([]);
});

it('docs/troubleshooting.md has a row for every code, and no other', async () => {
  const page = await readFile(join(root, 'docs/troubleshooting.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` \|[^|]+\|[^|]+\|$/gm)].map(([, code = '']) => code);
  expect(rows).toEqual(Object.keys(TROUBLESHOOTING));
  const named = [...page.matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, code = '']) => code);
  const states = ['SENDER_PAUSED', 'TEMPLATE_PAUSED'];
  expect(named.filter((code) => !Object.hasOwn(TROUBLESHOOTING, code) && !states.includes(code))).toEqual([]);
});

it('each check is a file of its own', async () => {
  const files = [...(await checkFiles()).keys()].filter((path) => path.includes('/check-'));
  // The live message is made only where --send asks for it.
  expect(files).toHaveLength(CHECKS.length + 1);
});
