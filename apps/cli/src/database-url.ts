import { requireEnvironment } from '#runtime';
import { ownVariables, runningProduct } from './known-variables.js';

/** The database of DATABASE_URL; where that is not set, the one of an `npm start` that runs on this machine. */
export async function databaseUrl(): Promise<string> {
  const running = await runningProduct(ownVariables());
  if (running !== undefined) {
    process.stderr.write('using the database of the running npm start\n');
    return running.url;
  }
  return requireEnvironment('cli').DATABASE_URL ?? '';
}
