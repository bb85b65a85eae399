import type { GraphApi, GraphRead } from '#graph-api';
import { readTemplate } from './template-definition.js';
import type { TemplatesRepository } from './templates.repository.js';

type Synced = GraphRead<{ readonly count: number }>;

/** Takes over an account's list of templates from Meta. */
export class SyncTemplates {
  /** By account: the one sync that asks Meta now, and the one that begins after it, for all who have asked meanwhile. */
  private readonly underWay = new Map<string, Promise<Synced>>();
  private readonly next = new Map<string, Promise<Synced>>();

  constructor(
    private readonly graphApi: Pick<GraphApi, 'listTemplates'>,
    private readonly repository: Pick<TemplatesRepository, 'now' | 'upsertAll'>,
  ) {}

  /**
   * Templates that Meta no longer lists are marked DELETED; nothing changes unless the whole list could be read. One list of an
   * account is read at a time: who comes meanwhile gets none that was asked for before, but shares the next with all others.
   */
  sync(wabaId: string, accessToken: string): Promise<Synced> {
    const next = this.next.get(wabaId);
    if (next !== undefined) return next;
    const underWay = this.underWay.get(wabaId);
    if (underWay === undefined) return this.begin(wabaId, accessToken);
    const begin = (): Promise<Synced> => {
      this.next.delete(wabaId);
      return this.begin(wabaId, accessToken);
    };
    const following = underWay.then(begin, begin);
    this.next.set(wabaId, following);
    return following;
  }

  private begin(wabaId: string, accessToken: string): Promise<Synced> {
    const reading = this.read(wabaId, accessToken).finally(() => this.underWay.delete(wabaId));
    this.underWay.set(wabaId, reading);
    return reading;
  }

  private async read(wabaId: string, accessToken: string): Promise<Synced> {
    // Taken before asking: of two syncs at once, of two processes, the one that asked later knows better. By the database's
    // clock, with which webhooks are compared: a machine that is a day ahead would make a day of them old news.
    const askedAt = new Date(await this.repository.now());
    const read = await this.graphApi.listTemplates({ wabaId, accessToken });
    if (read.kind !== 'ok') return read;
    const definitions = read.templates.flatMap((json) => readTemplate(json) ?? []);
    await this.repository.upsertAll(wabaId, definitions, askedAt);
    return { kind: 'ok', count: definitions.length };
  }
}
