import { Inject, Injectable } from '@nestjs/common';
import { EventLog } from '#runtime';
import { Senders } from '#senders';
import { SyncTemplates } from '#templates';

/** Reads the templates of every WABA from Meta at start and every 15 minutes; webhooks and misses cover what lies between. */
@Injectable()
export class SyncTemplatesRegularly {
  constructor(
    private readonly senders: Senders,
    @Inject(SyncTemplates) private readonly sync: SyncTemplates,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    for (const wabaId of new Set(this.senders.all().map((sender) => sender.wabaId))) {
      const token = this.senders.accessTokenOf(wabaId);
      if (token === null) continue;
      const result = await this.sync.sync(wabaId, token);
      this.log.info('templates.synced', { waba: wabaId, result: result.kind });
    }
  }
}
