import { ApiKeysRepository } from '#clients';
import type { DatabaseConnection } from '#database';
import { keyLine } from './key-line.js';
import { say, sayJson } from './terminal.js';

export interface ListKeysOptions {
  readonly all?: true;
  readonly json?: true;
}

/** `recado keys list` */
export async function listKeys(dataSource: DatabaseConnection, { all, json }: ListKeysOptions): Promise<void> {
  const listed = await new ApiKeysRepository(dataSource).list();
  const chosen = listed.filter(({ state }) => all === true || state === 'live' || state === 'replaced');
  if (json === true) {
    sayJson(chosen);
    return;
  }
  for (const key of chosen) say(keyLine(key));
  if (chosen.length === 0) say('There is no key: `recado keys create` makes one.');
}
