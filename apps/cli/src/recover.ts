import { Command } from 'commander';
import { RestoredDatabaseRepository } from '#sending';
import { readTime } from './read-time.js';
import { refuse, say } from './terminal.js';
import type { Connect } from './with-database.js';

/** `recado recover --restored-at TIME`, after a restored database or a failover that lost transactions. */
export function recover(connect: Connect): Command {
  return new Command('recover')
    .description('after a restored database: unfinished messages become UNCONFIRMED, and sending goes on')
    .requiredOption('--restored-at <time>', 'when the database was restored, ISO 8601; in doubt later', readTime)
    .option('--force', 'although nothing shows that it was restored: files put back as they were keep their identity')
    .action((options: { restoredAt: Date; force?: true }) =>
      connect(async (dataSource) => {
        const restored = new RestoredDatabaseRepository(dataSource);
        const { needed, now } = await restored.recoveryNeeded();
        if (options.restoredAt > now) {
          refuse(`--restored-at lies in the future: by the clock of the database it is ${now.toISOString()}.`);
          return;
        }
        if (!needed && options.force === undefined) {
          refuse(
            'This database is the one that the workers know: nothing was restored, and nothing is changed. If its files were put back as they were (a snapshot of the disk), say so with --force.',
          );
          return;
        }
        const count = await restored.recover(options.restoredAt);
        say(
          `${count} unfinished message(s) are UNCONFIRMED: Meta may have them. None is sent again by itself. Its webhooks settle what they can; ` +
            'the rest is HELD for you after UNCONFIRMED_MAX (recado messages held).',
        );
        say(
          'What was not due before that time goes on. What was accepted after the backup was made is gone: its senders have to repeat it.',
        );
        say('Sending goes on.');
      }),
    );
}
