import { Command, InvalidArgumentError } from 'commander';
import type { ResumeOptions } from './resume-sender.js';
import { refuse } from './terminal.js';
import type { Connect } from './with-database.js';

/** `recado senders list | pause ID | resume ID [--country ES] | pace ID`. A person's pause is lifted by a person only. */
export function senders(connect: Connect): Command {
  const command = new Command('senders').description('phone numbers that messages are sent from');
  command
    .command('list')
    .description('state and pace of each sender, and the recipients of the day where they are capped')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => {
      const { listSenders } = await import('./list-senders.js');
      await connect((dataSource) => listSenders(dataSource, json === true));
    });
  command
    .command('pause <phoneNumberId>')
    .description('nothing is sent from it; messages are still accepted and wait')
    .requiredOption('--reason <text>', 'why, for whoever looks next')
    .option('--json', 'as JSON')
    .action(async (id: string, { reason, json }: { reason: string; json?: true }) => {
      const { pauseSender } = await import('./pause-sender.js');
      await connect((dataSource) => pauseSender(dataSource, id, reason, json === true));
    });
  command
    .command('resume <phoneNumberId>')
    .description('send again, one message first')
    .option('--country <code>', 'only what waits for this country (ES), one message first')
    .option('--json', 'as JSON')
    .action(async (id: string, options: ResumeOptions) => {
      const { resumeSender } = await import('./resume-sender.js');
      await connect((dataSource) => resumeSender(dataSource, id, options));
    });
  command
    .command('pace <phoneNumberId>')
    .description('how fast it sends, from now on and in all workers')
    .usage('<phoneNumberId> --mps <number> | --default')
    .option('--mps <number>', 'messages per second, 1 to 1000', readMps)
    .option('--default', 'what the configuration says, or Meta where that says nothing')
    .option('--json', 'as JSON')
    .action(async (id: string, options: { mps?: number; default?: true; json?: true }) => {
      if ((options.mps === undefined) === (options.default === undefined)) {
        refuse('Say which: --mps N, or --default.');
        return;
      }
      const { setPace } = await import('./set-pace.js');
      await connect((dataSource) => setPace(dataSource, id, options.mps ?? null, options.json === true));
    });
  return command;
}

function readMps(text: string): number {
  const mps = Number(text);
  if (!Number.isInteger(mps) || mps < 1 || mps > 1_000) throw new InvalidArgumentError('It is 1 to 1000.');
  return mps;
}
