import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotStart } from './cannot-start.js';

/**
 * Makes the data folder ours until the returned function is called: two starts at once would share data and ports.
 * @throws CannotStart when another start holds it, saying where that one serves.
 */
export async function holdDataFolder(folder: string, url: string): Promise<() => Promise<void>> {
  await mkdir(join(folder, 'logs'), { recursive: true });
  const lock = join(folder, 'running.json');
  const ours = join(folder, `running.${process.pid}.json`);
  await writeFile(ours, JSON.stringify({ pid: process.pid, url }));
  // A link appears with its content or not at all, and only one process can make it.
  const take = (): Promise<boolean> => link(ours, lock).then(() => true, refusedBecauseItExists);
  try {
    if (!(await take())) {
      const holder = await readHolder(lock);
      if (holder) {
        throw new CannotStart(
          `Recado is running already: ${holder.url} (process ${holder.pid}). Stop it there with Ctrl-C, ` +
            'or set RECADO_DATA_DIR and --port for a second one.',
        );
      }
      await rm(lock, { force: true });
      if (!(await take())) throw new CannotStart('Recado was started twice at the same moment: the other one goes on.');
    }
  } finally {
    await rm(ours, { force: true });
  }
  return () => rm(lock, { force: true });
}

function refusedBecauseItExists(error: NodeJS.ErrnoException): boolean {
  if (error.code === 'EEXIST') return false;
  throw error;
}

/** Undefined when the process that left the lock is gone, or its number belongs to another program by now. */
async function readHolder(lock: string): Promise<{ pid: number; url: string } | undefined> {
  const holder: unknown = JSON.parse(await readFile(lock, 'utf8').catch(() => 'null'));
  if (typeof holder !== 'object' || holder === null || !('pid' in holder) || !('url' in holder)) return undefined;
  const { pid, url } = holder;
  if (typeof pid !== 'number' || typeof url !== 'string' || !isAlive(pid)) return undefined;
  // Where there is no /proc, a living process counts as ours.
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'standalone');
  return command.includes('standalone') ? { pid, url } : undefined;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
