import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../dist/apps/cli/src/main.js');

/** How an operator's command ended, what it said, and what it complained of. */
export interface Said {
  readonly code: number | null;
  readonly said: string;
  readonly complained: string;
}

/** `recado …` as a process of its own, on that database. */
export function recado(databaseUrl: string, ...words: readonly string[]): Said {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], {
    env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: databaseUrl },
    encoding: 'utf8',
  });
  return { code: status, said: stdout, complained: stderr };
}
