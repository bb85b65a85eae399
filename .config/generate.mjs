// `npm run generate` writes every file that is made from the source; with --check it writes nothing and names the stale ones.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runnerImport } from 'vite';

const root = join(import.meta.dirname, '..');
const checkOnly = process.argv.includes('--check');
const conditions = ['recado-source', 'node', 'import', 'default'];

const { module } = await runnerImport(join(import.meta.dirname, 'generated-files.ts'), {
  root,
  configFile: false,
  logLevel: 'error',
  environments: { inline: { resolve: { conditions } } },
});

const stale = [];
for (const { path, produce } of module.generatedFiles) {
  const file = join(root, path);
  const text = await produce();
  const existing = await readFile(file, 'utf8').catch(() => null);
  if (existing === text) continue;
  stale.push(path);
  if (checkOnly) continue;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  console.log(`wrote ${path}`);
}
if (checkOnly && stale.length > 0) {
  console.error(`stale: ${stale.join(', ')}`);
  process.exitCode = 1;
}
