import type { DatabaseConnection } from '#database';
import { SendersRepository } from '#senders';
import { CountryPausesRepository } from '#sending';
import { isKnownSender } from './is-known-sender.js';
import { refuse, say } from './terminal.js';

/** `recado senders resume`: all of it, or what waits for one country. */
export async function resumeSender(dataSource: DatabaseConnection, id: string, country: string | null): Promise<void> {
  const repository = new SendersRepository(dataSource);
  if (!(await isKnownSender(repository, id))) return;
  if (country !== null) {
    const direction = { senderId: id, country: country.toUpperCase() };
    if (await new CountryPausesRepository(dataSource).tryNow(direction))
      say(`${id} tries one message to ${direction.country}; the others follow once Meta says that it was sent.`);
    else refuse(`${id} is not paused for ${direction.country}: see \`recado senders list\`.`);
    return;
  }
  if (await repository.resume(id, true, false)) say(`${id} is active.`);
  else refuse(`${id} is not paused: there is nothing to resume.`);
}
