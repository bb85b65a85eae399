import { ApiKeysRepository } from '#clients';
import type { DatabaseConnection } from '#database';
import { showKey } from './show-key.js';
import { refuse } from './terminal.js';

const DAY_MS = 86_400_000;

export interface RotateKeyOptions {
  readonly grace?: number;
  readonly now?: true;
  readonly json?: true;
}

/** `recado keys rotate` */
export async function rotateKey(dataSource: DatabaseConnection, id: string, options: RotateKeyOptions): Promise<void> {
  const rotation = await new ApiKeysRepository(dataSource).rotate(
    id,
    options.now === true ? 0 : (options.grace ?? DAY_MS),
  );
  switch (rotation.kind) {
    case 'rotated':
      showKey({ id: rotation.id, key: rotation.text, replaces: id, oldEndsAt: rotation.endsAt }, options.json === true);
      return;
    case 'rotated_before':
      refuse(`${id} was replaced by ${rotation.by} before: rotate that one, or revoke this one.`);
      return;
    case 'ended':
      refuse(`${id} was revoked or has expired: make a new one with \`recado keys create\`.`);
      return;
    case 'unknown':
      refuse(`${id} is the id of no key: see \`recado keys list\`.`);
  }
}
