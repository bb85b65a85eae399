// `npm run check`: everything CI runs but the tests. `npm run check -- lint types` runs only those named.
// Two steps at a time, because two cores is what the smallest CI machine has.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { stripVTControlCharacters } from 'node:util';

const steps = [
  { name: 'types', command: ['tsc', '-p', 'tsconfig.json', '--pretty', 'false'], remedy: 'see the lines above' },
  {
    name: 'types of the page',
    command: ['tsc', '-p', 'apps/console/tsconfig.json', '--pretty', 'false'],
    remedy: 'see the lines above',
  },
  {
    name: 'lint',
    command: ['oxlint', '--deny-warnings', '--disable-nested-config', '.'],
    remedy: 'npx oxlint --fix mends what can be mended',
  },
  {
    name: 'architecture',
    command: ['depcruise', 'apps', 'libs', 'test', '--config', '.dependency-cruiser.cjs'],
    remedy: 'each rule says why it is there in .dependency-cruiser.cjs',
  },
  { name: 'formatting', command: ['prettier', '--check', '--log-level', 'warn', '.'], remedy: 'npm run format' },
  {
    name: 'secrets',
    command: ['node', '.config/scan-secrets.mjs'],
    remedy: 'revoke it where it is good for something, then take it out; or see .config/scan-secrets.mjs',
  },
  { name: 'dead code', command: ['knip', '--no-progress'], remedy: 'delete what nobody uses' },
  { name: 'generated files', command: ['node', '.config/generate.mjs', '--check'], remedy: 'npm run generate' },
];

const asked = process.argv.slice(2).map((name) => name.replaceAll('-', ' '));
const unknown = asked.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`no such check: ${unknown.join(', ')}. There are: ${steps.map((step) => step.name).join(', ')}`);
  process.exit(64);
}

const waiting = steps.filter((step) => asked.length === 0 || asked.includes(step.name));
const failed = [];

function run({ command: [program, ...args] }) {
  return new Promise((resolve) => {
    const output = [];
    const child = spawn(program, args, {
      cwd: new URL('..', import.meta.url),
      env: { ...process.env, PATH: `node_modules/.bin:${process.env.PATH ?? ''}`, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => resolve({ ok: false, text: `${program}: ${error.message} (npm ci first?)\n` }));
    child.on('close', (code) =>
      resolve({ ok: code === 0, text: stripVTControlCharacters(Buffer.concat(output).toString()) }),
    );
  });
}

async function lane() {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    const started = performance.now();
    const { ok, text } = await run(step);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${ok ? '✓' : '✗'} ${step.name.padEnd(16)}${seconds.padStart(6)} s`);
    if (ok) continue;
    failed.push(step.name);
    console.log(`${text.trimEnd().replaceAll(/^/gm, '    ')}\n    → ${step.remedy}\n`);
  }
}

await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane));
if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
