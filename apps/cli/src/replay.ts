import { Command } from 'commander';
import { readTime } from './read-time.js';
import { refuse } from './terminal.js';
import type { Connect } from './with-database.js';

/** `recado replay --since TIME [--until TIME]`: applies raw webhooks again; harmless, also while the API runs. */
export function replay(connect: Connect): Command {
  return new Command('replay')
    .description("apply Meta's stored webhooks again: what they said and was not understood or was lost comes back")
    .requiredOption('--since <time>', 'received from then on, ISO 8601', readTime)
    .option('--until <time>', 'received before then, ISO 8601 (default: now)', readTime)
    .option('--json', 'for programs')
    .action(async ({ since, until, json }: { since: Date; until?: Date; json?: true }) => {
      if (until !== undefined && until <= since) {
        refuse('--until must be later than --since.');
        return;
      }
      const { applyAgain } = await import('./apply-again.js');
      await applyAgain(connect, { since, until: until ?? null, json: json === true });
    });
}
