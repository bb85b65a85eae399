import type { DatabaseConnection } from '#database';
import { CreateTemplate, SyncTemplates, TemplatesRepository, shippedDefinition } from '#templates';
import type { Accounts } from './accounts.js';
import { metasRefusal } from './metas-refusal.js';
import { note, refuse, say, sayJson } from './terminal.js';
import { waitForReview } from './wait-for-review.js';

export interface CreateTemplateOptions {
  readonly account?: string;
  readonly wait?: boolean;
  readonly json?: true;
}

/** `recado templates create`; Meta reviews it, which it waits for where it is told to. */
export async function createTemplate(
  { graphApi, list: accounts }: Accounts,
  dataSource: DatabaseConnection,
  name: string,
  { account: chosen, wait = false, json }: CreateTemplateOptions,
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
  const syncTemplates = new SyncTemplates(graphApi, new TemplatesRepository(dataSource));
  const { language } = definition;
  // A program reads the result alone; what happens until then is for whoever watches it.
  const tell = json === true ? note : say;
  const created = { name, language, account: account.wabaId };
  const creation = await new CreateTemplate(graphApi, syncTemplates).execute(account, definition);
  switch (creation.kind) {
    case 'created':
      tell(`${name} (${language}) was submitted: ${creation.status}, category ${creation.category}.`);
      break;
    case 'exists':
      tell(`${name} (${language}) exists already.`);
      break;
    case 'refused':
    case 'denied':
      refuse(metasRefusal(creation.failure));
      return;
    case 'unreachable':
      refuse(`${creation.reason}. It may have been created: see \`recado templates sync\`.`);
      return;
  }
  if (!wait) {
    tell('Meta reviews it, mostly within minutes, at most 24 hours: `recado templates list` shows it.');
    if (json === true) sayJson({ ...created, status: creation.kind === 'created' ? creation.status : null });
    return;
  }
  const status = await waitForReview({ graphApi, account, name, language, say: tell });
  if (typeof status !== 'string') {
    refuse(metasRefusal(status));
    return;
  }
  await syncTemplates.sync(account.wabaId, account.accessToken);
  if (json === true) sayJson({ ...created, status });
  if (status !== 'APPROVED') refuse(`${name} (${language}) is ${status}: correct it in WhatsApp Manager, or appeal.`);
}
