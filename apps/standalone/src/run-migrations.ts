import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CannotStart } from './cannot-start.js';
import type { Variables } from './read-settings.js';

/** Brings the database to this version. @returns the names of what was applied. */
export async function runMigrations(module: string, variables: Variables): Promise<string[]> {
  const run = promisify(execFile)(process.execPath, [module, 'run'], { env: variables });
  const { stdout } = await run.catch((error: Error & { stdout?: string; stderr?: string }) => {
    const said = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim() || error.message;
    throw new CannotStart(`The database cannot be brought to this version.\n${said}`);
  });
  return [...stdout.matchAll(/^applied (.+)$/gm)].flatMap(([, name]) => name ?? []);
}
