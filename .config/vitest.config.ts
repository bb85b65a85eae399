import { defineConfig } from 'vitest/config';

// Node's own `imports` map names our libs (#messages …); the condition picks their TypeScript sources.
const conditions = ['recado-source', 'node'];

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{apps,libs}/**/*.spec.ts'],
          maxWorkers: 2,
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'product',
          globalSetup: ['test/support/local-servers.ts', 'test/support/run-log.ts'],
          include: ['test/**/*.spec.ts'],
          exclude: ['test/faults/**'],
          // Each file has its servers or its database to itself, and spends most of its time waiting for them.
          maxWorkers: 2,
          // Nest, TypeORM and the product are loaded once for all files of a worker, not once for each: what a module keeps in
          // a variable of its own, it keeps from one file to the next.
          isolate: false,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      // Kills real processes under load: one file at a time, and nothing else meanwhile.
      {
        extends: true,
        test: {
          name: 'faults',
          globalSetup: ['test/support/migrated-cluster.ts'],
          include: ['test/faults/**/*.spec.ts'],
          fileParallelism: false,
          // As above: one process loads the product once, for all files.
          isolate: false,
          sequence: { groupOrder: 2 },
          testTimeout: process.env['FAULTS'] === 'long' ? 900_000 : 150_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
