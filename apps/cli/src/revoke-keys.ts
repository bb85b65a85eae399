import { ApiKeysRepository } from '#clients';
import type { DatabaseConnection } from '#database';
import { refuse, say, sayJson } from './terminal.js';

export interface RevokeKeysOptions {
  readonly json?: true;
}

/** `recado keys revoke` */
export async function revokeKeys(
  dataSource: DatabaseConnection,
  ids: readonly string[],
  { json }: RevokeKeysOptions,
): Promise<void> {
  const repository = new ApiKeysRepository(dataSource);
  const revoked: string[] = [];
  for (const id of ids) {
    if (await repository.revoke(id)) revoked.push(id);
    else refuse(`${id} is the id of no key, or it was revoked before: see \`recado keys list --all\`.`);
  }
  if (json === true) sayJson({ revoked });
  else for (const id of revoked) say(`${id} is revoked: within 5 seconds no process takes it any more.`);
}
