import { Command } from 'commander';
import { type SenderState, SendersRepository } from '#senders';
import { type CountryPause, CountryPausesRepository } from '#sending';
import { refuse, say } from './terminal.js';
import type { Connect } from './with-database.js';

/** `recado senders list | pause ID | resume ID [--country ES]`. A person's pause is lifted by a person only. */
export function senders(connect: Connect): Command {
  const command = new Command('senders').description('phone numbers that messages are sent from');
  command
    .command('list')
    .description('state of each sender')
    .action(() =>
      connect(async (dataSource) => {
        const countries = await new CountryPausesRepository(dataSource).list();
        for (const sender of (await new SendersRepository(dataSource).states()).values()) {
          say(`${sender.phoneNumberId}  ${standing(sender)}`);
          for (const pause of countries.filter(({ senderId }) => senderId === sender.phoneNumberId))
            say(`${sender.phoneNumberId}  ${countryStanding(pause)}`);
        }
      }),
    );
  command
    .command('pause <phoneNumberId>')
    .description('nothing is sent from it; messages are still accepted and wait')
    .requiredOption('--reason <text>', 'why, for whoever looks next')
    .action((id: string, options: { reason: string }) =>
      connect(async (dataSource) => {
        if (await new SendersRepository(dataSource).pause(id, 'PERSON', options.reason)) say(`${id} is paused.`);
        else refuse(`${id} is not a sender, or a person has paused it already: see \`recado senders list\`.`);
      }),
    );
  command
    .command('resume <phoneNumberId>')
    .description('send again, one message first')
    .option('--country <code>', 'only what waits for this country (ES), one message first')
    .action((id: string, { country }: { country?: string }) =>
      connect(async (dataSource) => {
        if (country !== undefined) {
          const direction = { senderId: id, country: country.toUpperCase() };
          if (await new CountryPausesRepository(dataSource).tryNow(direction))
            say(`${id} tries one message to ${direction.country}; the others follow once Meta says that it was sent.`);
          else refuse(`${id} is not paused for ${direction.country}: see \`recado senders list\`.`);
          return;
        }
        if (await new SendersRepository(dataSource).resume(id, true)) say(`${id} is active.`);
        else refuse(`${id} is not paused: see \`recado senders list\`.`);
      }),
    );
  return command;
}

function standing({ state, pausedBy, pauseReason, waitUntil }: SenderState): string {
  if (state === 'PAUSED') return `PAUSED by ${pausedBy ?? 'somebody'}: ${pauseReason ?? 'no reason given'}`;
  return waitUntil === null
    ? 'ACTIVE'
    : `WAITS until ${waitUntil.toISOString()}: Meta asked for it, or does not answer`;
}

function countryStanding({ country, code, pausedAt, waitUntil }: CountryPause): string {
  return `${country}: PAUSED by ${code} since ${pausedAt.toISOString()}; one message is tried at ${waitUntil.toISOString()}`;
}
