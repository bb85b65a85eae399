import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EventLog, Sweep } from '#runtime';
import { Senders } from '#senders';
import { SyncTemplates } from '#templates';

const EVERY_MS = 15 * 60_000;

/** Reads the templates of every WABA from Meta at start and every 15 minutes; webhooks and misses cover what lies between. */
@Injectable()
export class SyncTemplatesRegularly implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sweep: Sweep;

  constructor(
    private readonly senders: Senders,
    @Inject(SyncTemplates) private readonly sync: SyncTemplates,
    private readonly log: EventLog,
  ) {
    this.sweep = new Sweep(
      'sync-templates',
      EVERY_MS,
      () => this.round(),
      (error) => log.error('sweep.failed', error, { sweep: 'sync-templates' }),
    );
  }

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweep.stop();
  }

  private async round(): Promise<void> {
    const accounts = new Map(this.senders.all().map((sender) => [sender.wabaId, sender]));
    for (const [wabaId, sender] of accounts) {
      const token = sender.token.value();
      if (token === '') continue;
      const result = await this.sync.sync(wabaId, token);
      this.log.info('templates.synced', { waba: wabaId, result: result.kind });
    }
  }
}
