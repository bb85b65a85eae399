import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRunningProduct, forgetRunningDatabase, noteRunningDatabase } from './running-database.js';

describe('the note of a running database', () => {
  let folder: string;

  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'recado-note-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is found by others while the database runs, and is for its owner only', async () => {
    const url = 'postgres://a:b@127.0.0.1:1/recado';
    await noteRunningDatabase(folder, url, { API_PORT: '3000' });
    expect(await findRunningProduct(folder)).toEqual({ url, variables: { API_PORT: '3000' } });
    expect((await stat(join(folder, 'database.json'))).mode & 0o777).toBe(0o600);
    await forgetRunningDatabase(folder);
    expect(await findRunningProduct(folder)).toBeUndefined();
  });

  it('of a process that is gone counts for nothing', async () => {
    await writeFile(join(folder, 'database.json'), JSON.stringify({ pid: 2 ** 22 + 1, url: 'postgres://a' }));
    expect(await findRunningProduct(folder)).toBeUndefined();
  });
});
