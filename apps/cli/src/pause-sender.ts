import type { DatabaseConnection } from '#database';
import { SendersRepository } from '#senders';
import { isKnownSender } from './is-known-sender.js';
import { refuse, sayEither } from './terminal.js';

/** `recado senders pause` */
export async function pauseSender(
  dataSource: DatabaseConnection,
  id: string,
  reason: string,
  json: boolean,
): Promise<void> {
  const repository = new SendersRepository(dataSource);
  if (!(await isKnownSender(repository, id))) return;
  if (await repository.pause(id, 'PERSON', reason, false))
    sayEither(json, { sender: id, state: 'PAUSED', reason }, `${id} is paused.`);
  else refuse(`A person has paused ${id} before, and that pause stays: \`recado senders list\` shows its reason.`);
}
