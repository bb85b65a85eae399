import type { DatabaseConnection } from '#database';
import { SyncTemplates, TemplatesRepository } from '#templates';
import type { Accounts } from './accounts.js';
import { metasRefusal } from './metas-refusal.js';
import { refuse, say } from './terminal.js';

/** `recado templates sync` */
export async function readTemplates({ graphApi, list }: Accounts, dataSource: DatabaseConnection): Promise<void> {
  const syncTemplates = new SyncTemplates(graphApi, new TemplatesRepository(dataSource));
  for (const { wabaId, accessToken } of list) {
    const result = await syncTemplates.sync(wabaId, accessToken);
    if (result.kind === 'ok') say(`${wabaId}: ${result.count} template(s)`);
    else refuse(`${wabaId}: ${result.kind === 'refused' ? metasRefusal(result.failure) : result.reason}`);
  }
}
