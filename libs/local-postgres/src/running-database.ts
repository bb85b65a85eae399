import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A product that runs on a database of its own on this machine. */
export interface RunningProduct {
  readonly url: string;
  /** What its programs were given beside what their user set: the command line asks the same services. */
  readonly variables: Readonly<Record<string, string>>;
}

const fileIn = (folder: string): string => join(folder, 'database.json');

/**
 * Leaves the URL of a running database in a folder, password included and so readable by its owner only, for other
 * programs of the same person; with it what they need to ask the services around it.
 */
export async function noteRunningDatabase(
  folder: string,
  url: string,
  variables: RunningProduct['variables'] = {},
): Promise<void> {
  const file = fileIn(folder);
  // The mode counts for a new file only.
  await rm(file, { force: true });
  await writeFile(file, JSON.stringify({ pid: process.pid, url, variables }), { mode: 0o600 });
}

/** Takes the note away again. */
export async function forgetRunningDatabase(folder: string): Promise<void> {
  await rm(fileIn(folder), { force: true });
}

/** What a process which still runs has left in this folder. */
export async function findRunningProduct(folder: string): Promise<RunningProduct | undefined> {
  const text = await readFile(fileIn(folder), 'utf8').catch(() => 'null');
  const note: unknown = JSON.parse(text);
  if (typeof note !== 'object' || note === null || !('pid' in note) || !('url' in note)) return undefined;
  const { pid, url } = note;
  if (typeof url !== 'string' || typeof pid !== 'number' || !isAlive(pid)) return undefined;
  return { url, variables: textsIn('variables' in note ? note.variables : {}) };
}

function textsIn(value: unknown): Record<string, string> {
  const entries: [string, unknown][] = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
