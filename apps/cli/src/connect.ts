import type { Connect } from './with-database.js';

/** What it takes is loaded when a command works: help, and words that are wrong, are answered at once. */
export const connect: Connect = async (work) => {
  const { withDatabase } = await import('./with-database.js');
  const { databaseUrl } = await import('./database-url.js');
  return withDatabase(databaseUrl)(work);
};
