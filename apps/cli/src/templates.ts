import { Command } from 'commander';
import type { GraphFailure } from '#graph-api';
import {
  CreateTemplate,
  SyncTemplates,
  TemplatesRepository,
  type TemplateSummary,
  hasDrifted,
  shippedDefinition,
} from '#templates';
import { type Accounts, readAccounts } from './accounts.js';
import { refuse, say, sayJson } from './terminal.js';
import { waitForReview } from './wait-for-review.js';
import type { Connect } from './with-database.js';

/** `recado templates list | sync | create NAME [--wait]`. The last two talk to Meta and need the account's token. */
export function templates(connect: Connect): Command {
  const command = new Command('templates').description('message templates, as Meta has them');
  command
    .command('list')
    .description('known templates: status, category, quality')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: true }) =>
      connect(async (dataSource) => {
        const stored = await new TemplatesRepository(dataSource).summaries();
        if (json === true) sayJson(stored);
        else list(stored);
      }),
    );
  command
    .command('sync')
    .description("read every account's templates from Meta now")
    .action(() =>
      withAccounts((accounts) => connect((dataSource) => sync(accounts, new TemplatesRepository(dataSource)))),
    );
  command
    .command('create <name>')
    .description('have Meta review a template that this product brings along: po_notification')
    .option('--account <id>', 'WhatsApp Business Account id, where there are several')
    .option('--wait', 'wait until Meta has approved or rejected it')
    .action((name: string, options: CreateOptions) =>
      withAccounts((accounts) =>
        connect((dataSource) => create(accounts, new TemplatesRepository(dataSource), name, options)),
      ),
    );
  return command;
}

interface CreateOptions {
  readonly account?: string;
  readonly wait?: boolean;
}

async function withAccounts(work: (accounts: Accounts) => Promise<void>): Promise<void> {
  const reading = readAccounts();
  if (reading.kind === 'none') {
    refuse(reading.problems.join('\n'));
    return;
  }
  try {
    await work(reading.accounts);
  } finally {
    await reading.accounts.graphApi.close();
  }
}

function list(stored: readonly TemplateSummary[]): void {
  for (const template of stored) {
    const { wabaId, name, language, status, category, quality, previousCategory } = template;
    const moved = hasDrifted(template) ? `, was ${previousCategory ?? 'something else'}` : '';
    say(`${wabaId}  ${name} (${language})  ${status}  ${category}${moved}  quality ${quality ?? 'unknown'}`);
  }
  if (stored.length === 0) say('No template is known: `recado templates sync` asks Meta.');
}

async function sync({ graphApi, list: accounts }: Accounts, repository: TemplatesRepository): Promise<void> {
  const syncTemplates = new SyncTemplates(graphApi, repository);
  for (const { wabaId, accessToken } of accounts) {
    const result = await syncTemplates.sync(wabaId, accessToken);
    if (result.kind === 'ok') say(`${wabaId}: ${result.count} template(s)`);
    else refuse(`${wabaId}: ${result.kind === 'refused' ? inWords(result.failure) : result.reason}`);
  }
}

async function create(
  { graphApi, list: accounts }: Accounts,
  repository: TemplatesRepository,
  name: string,
  { account: chosen, wait = false }: CreateOptions,
): Promise<void> {
  const definition = shippedDefinition(name);
  if (definition === null) {
    refuse(`This product brings along po_notification only; POST /templates takes any other definition.`);
    return;
  }
  const [account, another] = accounts.filter(({ wabaId }) => chosen === undefined || wabaId === chosen);
  if (account === undefined || another !== undefined) {
    refuse(`Name one account with --account: ${accounts.map(({ wabaId }) => wabaId).join(', ')}.`);
    return;
  }
  const syncTemplates = new SyncTemplates(graphApi, repository);
  const { language } = definition;
  const creation = await new CreateTemplate(graphApi, syncTemplates).execute(account, definition);
  switch (creation.kind) {
    case 'created':
      say(`${name} (${language}) was submitted: ${creation.status}, category ${creation.category}.`);
      break;
    case 'exists':
      say(`${name} (${language}) exists already.`);
      break;
    case 'refused':
    case 'denied':
      refuse(inWords(creation.failure));
      return;
    case 'unreachable':
      refuse(`${creation.reason}. It may have been created: see \`recado templates sync\`.`);
      return;
  }
  if (!wait) {
    say('Meta reviews it, mostly within minutes, at most 24 hours: `recado templates list` shows it.');
    return;
  }
  const status = await waitForReview({ graphApi, account, name, language, say });
  if (typeof status !== 'string') {
    refuse(inWords(status));
    return;
  }
  await syncTemplates.sync(account.wabaId, account.accessToken);
  if (status !== 'APPROVED') refuse(`${name} (${language}) is ${status}: correct it in WhatsApp Manager, or appeal.`);
}

function inWords({ code, title, details, advice }: GraphFailure): string {
  return `Meta refused it (${code ?? 'no code'}): ${details ?? title}. ${advice}`.replaceAll('..', '.');
}
