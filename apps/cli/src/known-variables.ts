import { join, resolve } from 'node:path';
import type { RunningProduct } from '#local-postgres';
import { processEnvironment } from '#runtime/plain';

export type Variables = Readonly<Record<string, string | undefined>>;

/** The environment of this process. */
export function ownVariables(): Variables {
  return processEnvironment();
}

/** An `npm start` on this machine, for a command that was given no DATABASE_URL. */
export async function runningProduct(variables: Variables): Promise<RunningProduct | undefined> {
  const { DATABASE_URL: named = '', RECADO_DATA_DIR: chosen = '' } = variables;
  if (named.trim() !== '') return undefined;
  const { findRunningProduct } = await import('#local-postgres');
  return findRunningProduct(resolve(chosen.trim() === '' ? join(import.meta.dirname, '../../../../.recado') : chosen));
}

/** The environment of this process; where it names no database, that of an `npm start` on this machine over it. */
export async function knownVariables(): Promise<Variables> {
  const own = ownVariables();
  const running = await runningProduct(own);
  if (running === undefined) return own;
  process.stderr.write('asking the running npm start\n');
  return { ...own, ...running.variables, DATABASE_URL: running.url };
}
