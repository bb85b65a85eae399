// `npm run generate` writes every file that is made from the source; with --check it writes nothing and names the stale ones.
// Vite runs the TypeScript: it is here for the tests anyway, and Node 20 cannot.
import { runnerImport } from 'vite';

await runnerImport(`${import.meta.dirname}/generate.ts`, {
  root: `${import.meta.dirname}/..`,
  configFile: false,
  logLevel: 'error',
  environments: { inline: { resolve: { conditions: ['recado-source', 'node', 'import', 'default'] } } },
});
