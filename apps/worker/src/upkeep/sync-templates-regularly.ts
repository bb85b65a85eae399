import { Inject, Injectable } from '@nestjs/common';
import { EventLog } from '#runtime';
import { Senders } from '#senders';
import { SyncTemplates, TemplatesRepository } from '#templates';

/**
 * Reads the templates of every WABA from Meta at the start and every 15 minutes, one worker for all, or after a minute where Meta did not
 * answer; webhooks and misses cover what lies between.
 */
@Injectable()
export class SyncTemplatesRegularly {
  /** WABAs that this worker has looked after since it started. */
  private readonly begun = new Set<string>();

  constructor(
    private readonly senders: Senders,
    @Inject(SyncTemplates) private readonly sync: SyncTemplates,
    @Inject(TemplatesRepository) private readonly templates: TemplatesRepository,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    for (const wabaId of new Set(this.senders.all().map((sender) => sender.wabaId))) {
      const token = this.senders.accessTokenOf(wabaId);
      if (token === null) continue;
      const taken = await this.templates.takeRead(wabaId, !this.begun.has(wabaId));
      this.begun.add(wabaId);
      if (!taken) continue;
      const result = await this.sync.sync(wabaId, token);
      this.log.info('templates.synced', { waba: wabaId, result: result.kind });
      if (result.kind === 'ok') await this.templates.endRead(wabaId);
    }
  }
}
