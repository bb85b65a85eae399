import type { DatabaseConnection } from '#database';
import { SyncTemplates, TemplatesRepository } from '#templates';
import type { Accounts } from './accounts.js';
import { metasRefusal } from './metas-refusal.js';
import { refuse, say, sayJson } from './terminal.js';

/** `recado templates sync` */
export async function readTemplates(
  { graphApi, list }: Accounts,
  dataSource: DatabaseConnection,
  json: boolean,
): Promise<void> {
  const syncTemplates = new SyncTemplates(graphApi, new TemplatesRepository(dataSource));
  const read: { readonly account: string; readonly templates: number }[] = [];
  for (const { wabaId: account, accessToken } of list) {
    const result = await syncTemplates.sync(account, accessToken);
    if (result.kind === 'ok') {
      read.push({ account, templates: result.count });
      if (!json) say(`${account}: ${result.count} template(s)`);
    } else refuse(`${account}: ${result.kind === 'refused' ? metasRefusal(result.failure) : result.reason}`);
  }
  if (json) sayJson(read);
}
