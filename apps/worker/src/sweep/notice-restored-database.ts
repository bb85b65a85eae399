import { Inject, Injectable } from '@nestjs/common';
import { EventLog } from '#runtime';
import { RestoredDatabaseRepository } from '#sending';

/** Stops all sending when the database turns out to be a restored one or a promoted replica. */
@Injectable()
export class NoticeRestoredDatabase {
  constructor(
    @Inject(RestoredDatabaseRepository) private readonly restored: RestoredDatabaseRepository,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    if (await this.restored.notice()) {
      this.log.warn('database.other_cluster', { remedy: 'recado recover --restored-at <time>' });
    }
  }
}
