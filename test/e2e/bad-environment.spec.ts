import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

let folder: string;

beforeAll(async () => {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root });
  folder = await mkdtemp(join(tmpdir(), 'recado-environment-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a program of ours with nothing in its environment but these variables, and waits for its end. */
function run(program: string, env: Readonly<Record<string, string>>, ...words: string[]) {
  return new Promise<{ exitCode: number | null; stdout: string; stderr: string }>((settle) => {
    const child = execFile(
      process.execPath,
      [join(root, 'dist', program), ...words],
      { cwd: folder, env: { ...env }, timeout: 30_000 },
      (_error, stdout, stderr) => settle({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}

describe('a process with a bad environment', () => {
  it('ends with 78 (EX_CONFIG) and names every problem, before it touches anything', async () => {
    const { exitCode, stdout, stderr } = await run('apps/worker/src/main.js', {
      WORKER_PORT: 'http',
      WHATSAPP_MAX_MPS: '0',
    });
    expect(exitCode).toBe(78);
    expect(stdout).toBe('');
    expect(stderr).toContain('Recado cannot start: the environment has 5 problem(s)\n');
    for (const name of [
      'WORKER_PORT',
      'WHATSAPP_MAX_MPS',
      'DATABASE_URL',
      'WHATSAPP_PHONE_NUMBER_ID',
      'WHATSAPP_BUSINESS_ACCOUNT_ID',
    ]) {
      expect(stderr).toContain(`  - ${name} `);
    }
  });

  it('ends so when a file of settings lies beside it, too; what the process was given wins over the file', async () => {
    await writeFile(join(folder, '.env'), 'WHATSAPP_MAX_MPS=many\nMAX_ATTEMPTS=none\n');
    const { exitCode, stderr } = await run('libs/database/src/migrate.js', { MAX_ATTEMPTS: '8' }, 'run');
    expect(exitCode).toBe(78);
    expect(stderr).toContain('WHATSAPP_MAX_MPS must be a whole number');
    expect(stderr).not.toContain('MAX_ATTEMPTS');
    await rm(join(folder, '.env'));
  });

  it('ends with 64 (EX_USAGE) when it does not know the word', async () => {
    const { exitCode, stderr } = await run('libs/database/src/migrate.js', {}, 'sideways');
    expect(exitCode).toBe(64);
    expect(stderr).toBe('Usage: migrate run | show | revert\n');
  });
});
