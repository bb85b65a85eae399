import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EventLog, Sweep } from '#runtime';
import { Senders } from '#senders';
import { SyncTemplates, TemplatesRepository } from '#templates';

/** Meta allows an account 200 such calls an hour; several changes in a row are read together. */
const EVERY_MS = 30_000;

/** Reads an account's templates again where a webhook told of something that only Meta's list shows. */
@Injectable()
export class SyncChangedTemplates implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sweep: Sweep;

  constructor(
    private readonly senders: Senders,
    @Inject(SyncTemplates) private readonly sync: SyncTemplates,
    @Inject(TemplatesRepository) private readonly templates: TemplatesRepository,
    private readonly log: EventLog,
  ) {
    this.sweep = new Sweep(
      'sync-changed-templates',
      EVERY_MS,
      () => this.round(),
      (error) => log.error('sweep.failed', error, { sweep: 'sync-changed-templates' }),
    );
  }

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweep.stop();
  }

  private async round(): Promise<void> {
    for (const wabaId of await this.templates.takeSyncRequests()) {
      const token = this.senders.accessTokenOf(wabaId);
      if (token === null) continue;
      const result = await this.sync.sync(wabaId, token);
      this.log.info('templates.synced', { waba: wabaId, result: result.kind });
      if (result.kind !== 'ok') await this.templates.requestSync(wabaId);
    }
  }
}
