// `npm run bench`: figures of this machine, as tables and as JSON; no test. `npm run bench -- --help` says what may be asked for.
// Vite runs the TypeScript, as in generate.mjs; what a bench starts as a process of its own is compiled, like the product.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';

const root = join(import.meta.dirname, '..');
const [first = '', ...others] = process.argv.slice(2);
/** Of those that take no options. */
const script = ['counting', 'figures'].includes(first) ? first : null;
if (script !== null && others.length > 0) {
  console.error(`npm run bench -- ${script} takes no options: ${others.join(' ')}`);
  process.exit(64);
}

const changed = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function compilePrograms() {
  const folders = ['programs', 'baseline'].map((name) => join(root, 'test/bench', name));
  const sources = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  if (Math.max(...sources.map(changed)) < changed(join(root, 'dist/.bench.tsbuildinfo'))) return;
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'test/bench/tsconfig.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
}

if (script === null) compilePrograms();
await runnerImport(join(root, `test/bench/${script ?? 'main'}.ts`), {
  root,
  configFile: false,
  logLevel: 'error',
  environments: { inline: { resolve: { conditions: ['recado-source', 'node', 'import', 'default'] } } },
});
