import { Command } from 'commander';
import type { RecoverOptions } from './recover-database.js';
import { readTime } from './read-time.js';
import type { Connect } from './with-database.js';

/** `recado recover --restored-at TIME`, after a restored database or a failover that lost transactions. */
export function recover(connect: Connect): Command {
  return new Command('recover')
    .description('after a restored database: unfinished messages become UNCONFIRMED, and sending goes on')
    .requiredOption('--restored-at <time>', 'when the database was restored, ISO 8601; in doubt later', readTime)
    .option(
      '--force',
      'although nothing shows that it was restored: files put back as they were, as from a snapshot of the disk',
    )
    .option('--json', 'for programs')
    .action(async (options: RecoverOptions) => {
      const { recoverDatabase } = await import('./recover-database.js');
      await connect((dataSource) => recoverDatabase(dataSource, options));
    });
}
