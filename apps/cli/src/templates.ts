import { Command } from 'commander';
import type { CreateTemplateOptions } from './create-template.js';
import type { Connect } from './with-database.js';

/** `recado templates list | sync | create NAME [--wait]`. The last two talk to Meta and need the account's token. */
export function templates(connect: Connect): Command {
  const command = new Command('templates').description('message templates, as Meta has them');
  command
    .command('list')
    .description('known templates: status, category, quality')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => {
      const { listTemplates } = await import('./list-templates.js');
      await connect((dataSource) => listTemplates(dataSource, json === true));
    });
  command
    .command('sync')
    .description("read every account's templates from Meta now")
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => {
      const { withAccounts } = await import('./with-accounts.js');
      const { readTemplates } = await import('./read-templates.js');
      await withAccounts((accounts) => connect((dataSource) => readTemplates(accounts, dataSource, json === true)));
    });
  command
    .command('create <name>')
    .description('have Meta review a template that this product brings along: po_notification')
    .option('--account <id>', 'WhatsApp Business Account id, where there are several')
    .option('--wait', 'wait until Meta has approved or rejected it')
    .option('--json', 'as JSON')
    .action(async (name: string, options: CreateTemplateOptions) => {
      const { withAccounts } = await import('./with-accounts.js');
      const { createTemplate } = await import('./create-template.js');
      await withAccounts((accounts) => connect((dataSource) => createTemplate(accounts, dataSource, name, options)));
    });
  return command;
}
