import type { DatabaseConnection } from '#database';
import { SendersRepository } from '#senders';
import { CountryPausesRepository } from '#sending';
import { isKnownSender } from './is-known-sender.js';
import { refuse, sayEither } from './terminal.js';

export interface ResumeOptions {
  readonly country?: string;
  readonly json?: true;
}

/** `recado senders resume`: all of it, or what waits for one country. */
export async function resumeSender(
  dataSource: DatabaseConnection,
  id: string,
  { country, json }: ResumeOptions,
): Promise<void> {
  const repository = new SendersRepository(dataSource);
  if (!(await isKnownSender(repository, id))) return;
  if (country !== undefined) {
    const direction = { senderId: id, country: country.toUpperCase() };
    if (await new CountryPausesRepository(dataSource).tryNow(direction))
      sayEither(
        json === true,
        { sender: id, country: direction.country, state: 'TRYING' },
        `${id} tries one message to ${direction.country}; the others follow once Meta says that it was sent.`,
      );
    else refuse(`${id} is not paused for ${direction.country}: see \`recado senders list\`.`);
    return;
  }
  if (await repository.resume(id, true, false))
    sayEither(json === true, { sender: id, state: 'ACTIVE' }, `${id} is active.`);
  else refuse(`${id} is not paused: there is nothing to resume.`);
}
