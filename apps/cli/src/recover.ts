import { Command } from 'commander';
import { InstallationRepository } from '#sending';
import { readTime } from './read-time.js';
import { say } from './terminal.js';
import type { Connect } from './with-database.js';

/** `recado recover --restored-at TIME`, after a restored database or a failover that lost transactions. */
export function recover(connect: Connect): Command {
  return new Command('recover')
    .description('after a restored database: unfinished messages become UNCONFIRMED, and sending goes on')
    .requiredOption('--restored-at <time>', 'when the database was restored, ISO 8601', readTime)
    .action((options: { restoredAt: Date }) =>
      connect(async (dataSource) => {
        const count = await new InstallationRepository(dataSource).recover(options.restoredAt);
        say(
          `${count} unfinished message(s) are UNCONFIRMED: Meta may have them. Its webhooks settle what it had; sending goes on.`,
        );
      }),
    );
}
