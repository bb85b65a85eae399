import { Command, Option } from 'commander';
import type { DeliveriesOptions, RecoverOptions, callbackWork } from './callback-work.js';
import { readTime } from './read-time.js';
import type { Connect } from './with-database.js';

/** `recado callbacks list | enable ID | disable ID | deliveries ID | redeliver ID DELIVERY | recover ID --since TIME`. */
export function callbacks(connect: Connect): Command {
  const command = new Command('callbacks').description('who is told of status changes, how it went, and once more');
  command
    .command('list')
    .description('endpoints of all clients, and why one is disabled')
    .option('--json', 'for programs')
    .action(async ({ json }: { json?: true }) => {
      const { list } = await work();
      await connect((dataSource) => list(dataSource, json === true));
    });
  command
    .command('enable <endpoint>')
    .description('deliver to it again, from now on')
    .option('--json', 'for programs')
    .action((id: string, { json }: { json?: true }) => change(connect, id, true, json === true));
  command
    .command('disable <endpoint>')
    .description('deliver nothing to it, and keep nothing for it')
    .option('--json', 'for programs')
    .action((id: string, { json }: { json?: true }) => change(connect, id, false, json === true));
  command
    .command('deliveries <endpoint>')
    .description('the last 50, with every try')
    .addOption(new Option('--state <state>', 'only these').choices(['WAITING', 'DELIVERED', 'FAILED']))
    .option('--json', 'for programs')
    .action(async (id: string, options: DeliveriesOptions) => {
      const { deliveries } = await work();
      await connect((dataSource) => deliveries(dataSource, id, options));
    });
  command
    .command('redeliver <endpoint> <delivery>')
    .description('deliver one once more, under the same id')
    .option('--json', 'for programs')
    .action(async (id: string, delivery: string, { json }: { json?: true }) => {
      const { redeliver } = await work();
      await connect((dataSource) => redeliver(dataSource, id, delivery, json === true));
    });
  command
    .command('recover <endpoint>')
    .description('deliver all that happened since then and was not delivered')
    .requiredOption('--since <time>', 'ISO 8601; seven days are kept', readTime)
    .option('--dry-run', 'only count')
    .option('--json', 'for programs')
    .action(async (id: string, options: RecoverOptions) => {
      const { recover } = await work();
      await connect((dataSource) => recover(dataSource, id, options));
    });
  return command;
}

async function change(connect: Connect, id: string, enabled: boolean, json: boolean): Promise<void> {
  const { change: changeEndpoint } = await work();
  await connect((dataSource) => changeEndpoint(dataSource, id, enabled, json));
}

async function work(): Promise<typeof callbackWork> {
  return (await import('./callback-work.js')).callbackWork;
}
