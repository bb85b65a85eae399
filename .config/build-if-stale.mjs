// Compiles when a source is newer than what was compiled last: so that `npm ci` leaves a built product behind, `npm start`
// begins at once, and a changed line is never left out. An installation without TypeScript (production) has its dist/ already.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const mark = join(root, 'dist/.tsbuildinfo');
const builtClient = join(root, 'libs/client/dist');
const compiler = join(root, 'node_modules/typescript/bin/tsc');
const bundler = join(root, 'node_modules/vite/bin/vite.js');
const page = join(root, 'apps/console/vite.config.ts');

function newest(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|css|html)$/.test(entry.name) && entry.parentPath !== builtClient)
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0);
}

const sources = ['apps', 'libs'].map((name) => join(root, name)).filter((folder) => existsSync(folder));
// The product, and the client that is published beside it.
const projects = ['tsconfig.build.json', 'libs/client/tsconfig.build.json'].filter((name) =>
  existsSync(join(root, name)),
);
const settings = ['package.json', 'tsconfig.json', ...projects].map(
  (name) => statSync(join(root, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
);
const changed = Math.max(...sources.map(newest), ...settings);
const built = existsSync(mark) ? statSync(mark).mtimeMs : 0;

if (built < changed && sources.length > 0 && existsSync(compiler)) {
  const steps = projects.map((project) => [compiler, '-p', join(root, project)]);
  if (existsSync(bundler) && existsSync(page)) steps.push([bundler, 'build', '-c', page]);
  const failed = steps.find((step) => spawnSync(process.execPath, step, { stdio: 'inherit' }).status !== 0);
  process.exitCode = failed === undefined ? 0 : 1;
  // The compiler leaves its mark as it is when nothing came of a change.
  if (failed === undefined) utimesSync(mark, new Date(), new Date());
}
