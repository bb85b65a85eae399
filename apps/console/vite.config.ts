import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { type Plugin, defineConfig } from 'vite';

const root = join(import.meta.dirname, '../..');
const built = join(root, 'dist/apps/console');

/** Once here, and not once a request: beside each file what a browser can unpack. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  async writeBundle() {
    const folder = join(built, 'assets');
    for (const name of (await readdir(folder)).filter((file) => /\.(js|css|svg)$/.test(file))) {
      const content = await readFile(join(folder, name));
      await writeFile(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
      const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
      await writeFile(join(folder, `${name}.br`), brotliCompressSync(content, best));
    }
  },
};

/** The operators' page, for the browser: `npm run build` puts it beside the programs. */
export default defineConfig({
  root: join(root, 'apps/console/src'),
  base: '/console/',
  publicDir: false,
  cacheDir: join(root, 'node_modules/.cache/recado/vite'),
  plugins: [react(), compressed],
  resolve: { alias: { 'recado-client': join(root, 'libs/client/src/index.ts') } },
  logLevel: 'warn',
  build: {
    outDir: built,
    emptyOutDir: true,
    target: 'es2022',
    // The policy of the page lets no file stand in another one.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Whose work stands in the files, and by whose leave.
    license: { fileName: 'licences.md' },
  },
});
