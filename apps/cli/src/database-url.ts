import { join, resolve } from 'node:path';
import { findRunningDatabase } from '#local-postgres';
import { processEnvironment, requireEnvironment } from '#runtime';

/** The database of DATABASE_URL; where that is not set, the one of an `npm start` that runs on this machine. */
export async function databaseUrl(): Promise<string> {
  const { DATABASE_URL: named = '', RECADO_DATA_DIR: chosen = '' } = processEnvironment();
  if (named.trim() === '') {
    const folder = resolve(chosen.trim() === '' ? join(import.meta.dirname, '../../../../.recado') : chosen);
    const url = await findRunningDatabase(folder);
    if (url !== undefined) {
      process.stderr.write('using the database of the running npm start\n');
      return url;
    }
  }
  return requireEnvironment('cli').DATABASE_URL ?? '';
}
