import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** Folders that nobody wrote: installed, built, or made by running. */
const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', '.git', '.recado']);

/** Every file of this repository as a path from its root, or those under a folder of it. */
export async function projectFiles(under = '.'): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(join(root, under), { withFileTypes: true })) {
    if (NOT_OURS.has(entry.name)) continue;
    const path = posix.join(under, entry.name);
    if (entry.isDirectory()) found.push(...(await projectFiles(path)));
    else found.push(path);
  }
  return found.toSorted();
}
