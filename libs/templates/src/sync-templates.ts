import type { GraphApi, GraphRead } from '#graph-api';
import { readTemplate } from './template-definition.js';
import type { TemplatesRepository } from './templates.repository.js';

/** Takes over an account's list of templates from Meta. */
export class SyncTemplates {
  constructor(
    private readonly graphApi: Pick<GraphApi, 'listTemplates'>,
    private readonly repository: Pick<TemplatesRepository, 'now' | 'upsertAll'>,
  ) {}

  /** Templates that Meta no longer lists are marked DELETED; nothing changes unless the whole list could be read. */
  async sync(wabaId: string, accessToken: string): Promise<GraphRead<{ readonly count: number }>> {
    // Taken before asking: of two syncs at once, the one that asked later knows better. By the database's clock, with which
    // webhooks are compared: a machine that is a day ahead would make a day of them old news.
    const askedAt = new Date(await this.repository.now());
    const read = await this.graphApi.listTemplates({ wabaId, accessToken });
    if (read.kind !== 'ok') return read;
    const definitions = read.templates.flatMap((json) => readTemplate(json) ?? []);
    await this.repository.upsertAll(wabaId, definitions, askedAt);
    return { kind: 'ok', count: definitions.length };
  }
}
