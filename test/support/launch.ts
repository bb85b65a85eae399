import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

const DIST = join(import.meta.dirname, '../../dist');

export interface Program {
  /** Below dist/. */
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Where it runs; its output is added to `<name>.log` there, by itself: nobody else spends time on it. */
  readonly folder: string;
  readonly name: string;
  /** Of node, in front of the script. */
  readonly nodeArguments?: readonly string[];
}

/** A program of ours as a process of its own, with a line to us: it ends when we do. */
export function launch({ script, environment, folder, name, nodeArguments = [] }: Program): ChildProcess {
  const log = openSync(join(folder, `${name}.log`), 'a');
  try {
    return spawn(process.execPath, [...nodeArguments, join(DIST, script)], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', log, log, 'ipc'],
    });
  } finally {
    closeSync(log);
  }
}
