import { Command } from 'commander';
import { parsePhone } from '#messages';
import { EraseMentionsRepository, EraseRecipientRepository, EraseWebhooksRepository } from '#privacy';
import { refuse, say } from './terminal.js';
import type { Connect } from './with-database.js';

/** `recado erase --phone +34…`: a person's data, everywhere, now. */
export function erase(connect: Connect): Command {
  return new Command('erase')
    .description(
      "erase a person's data in every table, also while everything runs; what was counted, and what it cost, stays",
    )
    .requiredOption('--phone <number>', 'theirs, such as +34612345678')
    .action(({ phone }: { phone: string }) => {
      const reading = parsePhone(phone);
      if (reading.kind === 'refused') {
        refuse(reading.message);
        return undefined;
      }
      return connect(async (dataSource) => {
        const erasure = new EraseRecipientRepository(
          dataSource,
          new EraseWebhooksRepository(dataSource),
          new EraseMentionsRepository(dataSource),
        );
        const { messages, ended, words, suppressions, webhooks, mentions, waiting } = await erasure.erase(
          reading.phone,
        );
        say(`${messages} message(s) erased; ${ended} of them were not sent yet and have FAILED with the code ERASED.`);
        say(`${words} word(s) of theirs, and what Meta told of them in ${webhooks} place(s).`);
        if (mentions > 0) say(`The number was written in ${mentions} other place(s).`);
        if (waiting > 0) {
          say(`${waiting} message(s) to others carry the number until they are at their end; then a worker erases it.`);
        }
        if (suppressions > 0) say('They still must not be written to: that is known by a keyed hash of the number.');
        say(
          'What Meta tells late of all this comes to nothing. Backups and logs of other systems are yours to think of.',
        );
      });
    });
}
