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
  const files = await trackedFiles(folder);
  if (files === null) return [pass('there is no repository around that could hold them')];
  const tokens = senders.map(({ phoneNumberId, token }) => [`the token of ${phoneNumberId}`, token.value()] as const);
  const secrets = [...secretsIn(variables), ...tokens].filter(([, secret]) => isSecret(secret));
  const findings = files
    .filter((file) => /(^|\/)\.env(\.[\w-]+)?$/.test(file) && !file.endsWith('.example'))
    .map((file) => fail('SECRET_COMMITTED', `${file} is in the repository`));
  for (const file of files) {
    const text = textOf(join(folder, file));
    const found = new Set(secrets.filter(([, secret]) => text.includes(secret)).map(([name]) => name));
    for (const name of found) findings.push(fail('SECRET_COMMITTED', `${file} holds ${name}`));
  }
  return findings.length > 0 ? findings : [pass(`none stands in the ${files.length} files of the repository`)];
}

/** What the sandbox brings along is known to everybody, and opens nothing. */
function isSecret(text: string): boolean {
  return text.length >= 8 && !text.startsWith('sandbox-');
}

/** Null where this is no repository, or there is no git. */
async function trackedFiles(folder: string): Promise<readonly string[] | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['ls-files', '-z'], {
      cwd: folder,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout.split('\0').filter((file) => file !== '');
  } catch {
    return null;
  }
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
