import { Inject, Injectable } from '@nestjs/common';
import { EventLog } from '#runtime';
import { Senders } from '#senders';
import { SyncTemplates, TemplatesRepository } from '#templates';

/** Reads an account's templates again where a webhook told of something that only Meta's list shows. */
@Injectable()
export class SyncChangedTemplates {
  constructor(
    private readonly senders: Senders,
    @Inject(SyncTemplates) private readonly sync: SyncTemplates,
    @Inject(TemplatesRepository) private readonly templates: TemplatesRepository,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    for (;;) {
      const request = await this.templates.takeSyncRequest();
      if (request === null) return;
      const { wabaId } = request;
      const token = this.senders.accessTokenOf(wabaId);
      if (token === null) continue;
      const result = await this.sync.sync(wabaId, token);
      this.log.info('templates.synced', { waba: wabaId, result: result.kind });
      if (result.kind === 'ok') await this.templates.endSyncRequest(request);
    }
  }
}
