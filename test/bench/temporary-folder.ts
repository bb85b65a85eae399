import { rmSync } from 'node:fs';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from './say.js';

/** Of statfs(2). */
const TMPFS = 0x01021994;

const made = new Set<string>();

/** Also where somebody ends the bench in its middle: what is left behind may have twenty gigabytes. */
process.once('exit', () => {
  for (const folder of made) {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    } catch (error) {
      say(`${folder} is left behind: ${String(error)}`);
    }
  }
});
for (const [signal, number] of [
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGTERM', 15],
] as const) {
  // Not once: whoever presses a second time must not end it while it removes them.
  process.on(signal, () => process.exit(128 + number));
}

/**
 * A folder on a disk, gone when the bench ends.
 * @throws where temporary files are in memory: there, what is written to disk costs nothing.
 */
export async function makeTemporaryFolder(name: string): Promise<string> {
  if ((await statfs(tmpdir())).type === TMPFS) {
    throw new Error(`${tmpdir()} is in memory (tmpfs); TMPDIR names a folder that is on a disk`);
  }
  const folder = await mkdtemp(join(tmpdir(), name));
  made.add(folder);
  return folder;
}

export async function removeTemporaryFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  made.delete(folder);
}
