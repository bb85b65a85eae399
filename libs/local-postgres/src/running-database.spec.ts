import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRunningDatabase, forgetRunningDatabase, noteRunningDatabase } from './running-database.js';

describe('the note of a running database', () => {
  let folder: string;

  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'recado-note-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is found by others while the database runs, and is for its owner only', async () => {
    await noteRunningDatabase(folder, 'postgres://a:b@127.0.0.1:1/recado');
    expect(await findRunningDatabase(folder)).toBe('postgres://a:b@127.0.0.1:1/recado');
    expect((await stat(join(folder, 'database.json'))).mode & 0o777).toBe(0o600);
    await forgetRunningDatabase(folder);
    expect(await findRunningDatabase(folder)).toBeUndefined();
  });

  it('of a process that is gone counts for nothing', async () => {
    await writeFile(join(folder, 'database.json'), JSON.stringify({ pid: 2 ** 22 + 1, url: 'postgres://a' }));
    expect(await findRunningDatabase(folder)).toBeUndefined();
  });
});
