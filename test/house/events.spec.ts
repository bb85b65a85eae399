import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectFiles, root } from './project-files.js';

it('every event of the log has a dotted name of its subject and what became of it', async () => {
  const files = (await projectFiles('.')).filter(
    (path) => /^(apps|libs)\/.*\.ts$/.test(path) && !path.endsWith('.spec.ts'),
  );
  const texts = await Promise.all(files.map((path) => readFile(join(root, path), 'utf8')));
  const names = texts.flatMap((text) =>
    [...text.matchAll(/\b(?:log|events)\.(?:debug|info|warn|error)\(\s*['"`]([^'"`]+)['"`]/g)].map(
      ([, name = '']) => name,
    ),
  );
  expect(names.length).toBeGreaterThan(50);
  expect(names.filter((name) => !/^(?:\w+|\$\{[^}]+\})(?:\.(?:[a-z_]|\$\{[^}]+\})+)+$/.test(name))).toEqual([]);
});
