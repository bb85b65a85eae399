import { readEnvironment } from '#runtime';
import type { Variables } from '../known-variables.js';

const NO_DATABASE = 'postgres://127.0.0.1:1/none';

/** An environment as far as it can be read: what forbids a start (no DATABASE_URL, what production insists on) forbids no look at the rest. */
export function readLoosely(variables: Variables): ReturnType<typeof readEnvironment> {
  const { DATABASE_URL: named = '' } = variables;
  const found = named.trim() === '' ? { DATABASE_URL: NO_DATABASE } : {};
  return readEnvironment({ ...variables, ...found, NODE_ENV: 'development' }, 'cli');
}
