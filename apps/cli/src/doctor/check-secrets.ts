import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Check } from './check.js';
import { type Finding, fail, pass, warn } from './finding.js';
import { secretsIn } from './secrets-in.js';
import type { Surroundings } from './surroundings.js';

/** Larger ones are no text that a person wrote a secret into. */
const LARGEST_BYTES = 1_000_000;

/** Whether a secret of this environment stands in the repository around, or in a file that everybody can read. */
export const checkSecrets: Check = {
  name: 'secrets',
  async run(surroundings) {
    return [...(await committed(surroundings)), ...readable(surroundings)];
  },
};

async function committed({ folder, variables, senders }: Surroundings): Promise<Finding[]> {
  const repository = await trackedFiles(folder);
  if (repository === null) return [pass('there is no repository around that could hold them')];
  const { root, files } = repository;
  const secrets = [...secretsIn(variables, senders)].filter(([secret]) => isSecret(secret));
  const findings = files
    .filter((file) => /(^|\/)\.env(\.[\w-]+)?$/.test(file) && !file.endsWith('.example'))
    .map((file) => fail('SECRET_COMMITTED', `${file} is in the repository`));
  for (const file of files) {
    const text = textOf(join(root, file));
    const found = secrets.filter(([secret]) => text.includes(secret));
    for (const [, name] of found) findings.push(fail('SECRET_COMMITTED', `${file} holds ${name}`));
  }
  if (findings.length > 0) return findings;
  return [
    pass(`none stands in the ${files.length} files of ${root} as they are now; what they were before is not looked at`),
  ];
}

/** What the sandbox brings along is known to everybody, and opens nothing. */
function isSecret(text: string): boolean {
  return text.length >= 8 && !text.startsWith('sandbox-');
}

/** All files of the repository around the folder; null where there is none, or there is no git. */
async function trackedFiles(
  folder: string,
): Promise<{ readonly root: string; readonly files: readonly string[] } | null> {
  try {
    const root = (await git(folder, 'rev-parse', '--show-toplevel')).trimEnd();
    const files = (await git(root, 'ls-files', '-z')).split('\0').filter((file) => file !== '');
    return { root, files };
  } catch {
    return null;
  }
}

async function git(folder: string, ...words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', words, { cwd: folder, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

function textOf(path: string): string {
  try {
    return statSync(path).size > LARGEST_BYTES ? '' : readFileSync(path, 'utf8');
  } catch {
    // Deleted and not yet committed, a link that leads nowhere, a submodule.
    return '';
  }
}

function readable({ folder, environment }: Surroundings): Finding[] {
  const files = [join(folder, '.env'), environment.WHATSAPP_ACCESS_TOKEN_FILE, environment.WHATSAPP_SENDERS_FILE];
  return files
    .filter((file) => file !== undefined)
    .filter((file) => existsSync(file) && (statSync(file).mode & 0o004) !== 0)
    .map((file) => warn('SECRET_READABLE', `${file} can be read by everybody on this machine`));
}
