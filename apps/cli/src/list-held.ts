import type { DatabaseConnection } from '#database';
import { HeldMessagesRepository } from '#sending';
import { say, sayJson } from './terminal.js';

/** `recado messages held` */
export async function listHeld(dataSource: DatabaseConnection, asJson: boolean): Promise<void> {
  const held = await new HeldMessagesRepository(dataSource).list();
  if (asJson) {
    sayJson(held);
    return;
  }
  for (const { id, reference, senderId, attemptedAt } of held) {
    say(`${id}  ${reference ?? '-'}  sender ${senderId}  tried ${attemptedAt.toISOString()}`);
  }
  say(
    held.length === 0
      ? 'No message is held.'
      : `${held.length} held. Ask the recipient, then release (send again) or fail.`,
  );
}
