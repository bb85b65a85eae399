import type { SendersRepository } from '#senders';
import { refuse } from './terminal.js';

/** Refuses the id that no sender has. */
export async function isKnownSender(senders: Pick<SendersRepository, 'states'>, id: string): Promise<boolean> {
  if ((await senders.states()).has(id)) return true;
  refuse(`${id} is not a sender: see \`recado senders list\`.`);
  return false;
}
