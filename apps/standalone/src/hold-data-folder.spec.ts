import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdDataFolder } from './hold-data-folder.js';

describe('holding the data folder', () => {
  let folder: string;

  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'recado-hold-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('can be done again after a release', async () => {
    const release = await holdDataFolder(folder, 'http://127.0.0.1:3000');
    await release();
    await expect(holdDataFolder(folder, 'http://127.0.0.1:3000')).resolves.toBeTypeOf('function');
  });

  it('takes over from a process that is gone', async () => {
    await writeFile(join(folder, 'running.json'), JSON.stringify({ pid: 2 ** 22 + 1, url: 'http://127.0.0.1:3000' }));
    await expect(holdDataFolder(folder, 'http://127.0.0.1:4000')).resolves.toBeTypeOf('function');
  });

  // Process 1 is never ours, but only where /proc tells what it is can that be seen.
  it.runIf(existsSync('/proc/1/cmdline'))(
    'takes over from a process whose number another program has by now',
    async () => {
      await writeFile(join(folder, 'running.json'), JSON.stringify({ pid: 1, url: 'http://127.0.0.1:3000' }));
      await expect(holdDataFolder(folder, 'http://127.0.0.1:4000')).resolves.toBeTypeOf('function');
    },
  );
});
