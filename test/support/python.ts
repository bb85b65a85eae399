import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** The Python client's folder. */
export const PYTHON_CLIENT = join(root, 'clients/python');

const NEEDED =
  'import importlib.metadata, httpx, mypy, pytest, ruff, standardwebhooks; importlib.metadata.version("recado-client")';
const HOW_TO_GET = `python3 -m venv .venv && .venv/bin/pip install './clients/python[test]'`;

/**
 * A Python with what the client and its tests need: PYTHON, the .venv of this folder, or the system's. Null, after one loud line, where
 * there is none.
 * @throws where there is none, with CI=true: a build machine must test both clients
 */
export function findPython(): string | null {
  const candidates = [process.env['PYTHON'], join(root, '.venv/bin/python'), 'python3'];
  const python = candidates.find(
    (name) => name !== undefined && spawnSync(name, ['-c', NEEDED], { stdio: 'ignore' }).status === 0,
  );
  if (python !== undefined) return python;
  const why = `no Python with the packages of the Python client: its tests need one (${HOW_TO_GET}, or PYTHON=…)`;
  if (process.env['CI'] === 'true') throw new Error(why);
  process.stderr.write(`\n!!! SKIPPED: ${why}\n\n`);
  return null;
}

/** How a program ended, and all that it said. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs it in the folder of the Python client, on the sources as they are. */
export function runPython(
  python: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const source = join(PYTHON_CLIENT, 'src');
  if (!existsSync(source)) throw new Error('clients/python has no src');
  const env = { PATH: process.env['PATH'] ?? '', PYTHONPATH: source, PYTHONDONTWRITEBYTECODE: '1', ...environment };
  return new Promise((resolve) => {
    const child = execFile(python, args, { cwd: PYTHON_CLIENT, env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, output: stdout + stderr }),
    );
  });
}
