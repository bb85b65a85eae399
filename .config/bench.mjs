// `npm run bench`: figures of this machine, as tables and as JSON; no test. `npm run bench -- counting` makes only those named.
// Vite runs the TypeScript, as in generate.mjs.
import { runnerImport } from 'vite';

const benches = ['counting', 'figures'];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !benches.includes(name));
if (unknown.length > 0) {
  console.error(`no such bench: ${unknown.join(', ')}. There are: ${benches.join(', ')}`);
  process.exit(64);
}

for (const bench of benches.filter((name) => asked.length === 0 || asked.includes(name))) {
  await runnerImport(`${import.meta.dirname}/../test/bench/${bench}.ts`, {
    root: `${import.meta.dirname}/..`,
    configFile: false,
    logLevel: 'error',
    environments: { inline: { resolve: { conditions: ['recado-source', 'node', 'import', 'default'] } } },
  });
}
