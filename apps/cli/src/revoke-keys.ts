import { ApiKeysRepository } from '#clients';
import type { DatabaseConnection } from '#database';
import { refuse, say } from './terminal.js';

/** `recado keys revoke` */
export async function revokeKeys(dataSource: DatabaseConnection, ids: readonly string[]): Promise<void> {
  const repository = new ApiKeysRepository(dataSource);
  for (const id of ids) {
    if (await repository.revoke(id)) say(`${id} is revoked: within 5 seconds no process takes it any more.`);
    else refuse(`${id} is the id of no key, or it was revoked before: see \`recado keys list --all\`.`);
  }
}
