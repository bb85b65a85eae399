import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const fileIn = (folder: string): string => join(folder, 'database.json');

/**
 * Leaves the URL of a running database in a folder, password included and so readable by its owner only, for other
 * programs of the same person.
 */
export async function noteRunningDatabase(folder: string, url: string): Promise<void> {
  const file = fileIn(folder);
  // The mode counts for a new file only.
  await rm(file, { force: true });
  await writeFile(file, JSON.stringify({ pid: process.pid, url }), { mode: 0o600 });
}

/** Takes the note away again. */
export async function forgetRunningDatabase(folder: string): Promise<void> {
  await rm(fileIn(folder), { force: true });
}

/** The URL that a process which still runs has left in this folder. */
export async function findRunningDatabase(folder: string): Promise<string | undefined> {
  const text = await readFile(fileIn(folder), 'utf8').catch(() => 'null');
  const note: unknown = JSON.parse(text);
  if (typeof note !== 'object' || note === null || !('pid' in note) || !('url' in note)) return undefined;
  return typeof note.url === 'string' && typeof note.pid === 'number' && isAlive(note.pid) ? note.url : undefined;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
