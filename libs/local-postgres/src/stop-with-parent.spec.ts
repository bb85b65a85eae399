import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

describe('a guarded process', () => {
  let folder: string;

  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'recado-guard-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('ends with its parent, even when that is killed, and takes its folder along', async () => {
    const parent = await startParent(folder);
    const [line] = await once(parent.stdout ?? parent, 'data');
    const guarded = Number(String(line));
    expect(isAlive(guarded)).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitUntil(() => !isAlive(guarded) && !existsSync(folder), { timeout: 5_000 });
  });
});

/** A process of its own, of plain JavaScript: Node 20 does not read TypeScript. */
async function startParent(folder: string): Promise<ChildProcess> {
  const source = await readFile(new URL('./stop-with-parent.ts', import.meta.url), 'utf8');
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext } });
  await writeFile(join(folder, 'stop-with-parent.mjs'), outputText);
  await writeFile(
    join(folder, 'parent.mjs'),
    `import { spawn } from 'node:child_process';
     import { stopWithParent } from './stop-with-parent.mjs';
     const child = spawn('sh', ['-c', 'trap "exit 0" INT; while :; do sleep 0.05; done'], { detached: true });
     stopWithParent(child.pid, ${JSON.stringify(folder)});
     console.log(child.pid);`,
  );
  return spawn(process.execPath, [join(folder, 'parent.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
