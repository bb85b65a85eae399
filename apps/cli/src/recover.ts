import { Command } from 'commander';
import { InstallationRepository } from '#sending';
import { readTime } from './read-time.js';
import { say } from './terminal.js';
import type { Connect } from './with-database.js';

/** `recado recover --restored-at TIME`, after a restored database or a failover that lost transactions. */
export function recover(connect: Connect): Command {
  return new Command('recover')
    .description('after a restored database: unfinished messages become UNCONFIRMED, and sending goes on')
    .requiredOption('--restored-at <time>', 'when the database was restored, ISO 8601; in doubt later', readTime)
    .action((options: { restoredAt: Date }) =>
      connect(async (dataSource) => {
        const count = await new InstallationRepository(dataSource).recover(options.restoredAt);
        say(
          `${count} unfinished message(s) are UNCONFIRMED: Meta may have them. None is sent again by itself. Its webhooks settle what they can; ` +
            'the rest is HELD for you after UNCONFIRMED_MAX (recado messages held).',
        );
        say(
          'What was not due before goes on. What was accepted after the backup was made is gone: its senders have to repeat it.',
        );
        say('Sending goes on.');
      }),
    );
}
