import { type Environment, processEnvironment, requireEnvironment } from '#runtime';

/** Where DATABASE_URL is not set the database of a running `npm start` is used (database-url.ts): it lacks in no environment. */
const FOUND = 'postgres://localhost/of-a-running-npm-start';

/** What is set beside DATABASE_URL counts also where that is not set; a mistake in it ends the process with 78. */
export function environmentBeside(): Environment {
  const source = processEnvironment();
  const { DATABASE_URL: named = '' } = source;
  return requireEnvironment('cli', named.trim() === '' ? { ...source, DATABASE_URL: FOUND } : source);
}
