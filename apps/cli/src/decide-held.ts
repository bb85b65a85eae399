import type { DatabaseConnection } from '#database';
import { HeldMessagesRepository } from '#sending';
import { refuse, say, sayJson } from './terminal.js';

const DONE = {
  released: 'is sent again',
  superseded: 'is cancelled: a higher revision of its order is there',
  failed: 'has failed',
} as const;

/** `recado messages release | fail`: these, or whatever is held now. */
export async function decideHeld(
  dataSource: DatabaseConnection,
  decision: 'release' | 'fail',
  ids: readonly string[] | 'all',
  json: boolean,
): Promise<void> {
  const messages = new HeldMessagesRepository(dataSource);
  const chosen = ids === 'all' ? (await messages.list()).map(({ id }) => id) : ids;
  const decided: string[] = [];
  for (const id of chosen) {
    const done =
      decision === 'release' ? await messages.release(id, 'worker') : (await messages.fail(id, 'worker')) && 'failed';
    if (done) {
      decided.push(id);
      if (!json) say(`${id} ${DONE[done]}.`);
    } else refuse(`${id} is not HELD (any more): see \`recado messages held\`.`);
  }
  if (json) sayJson({ decision, decided });
  else if (chosen.length !== 1) say(`${decided.length} of ${chosen.length} decided.`);
}
