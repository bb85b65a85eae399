import { Inject, Injectable } from '@nestjs/common';
import { Clock, EventLog } from '#runtime';
import { EraseMentionsRepository, EraseOldRepository } from '#privacy';

/** So long a round goes on with messages while there are more, in milliseconds; others have to come to their turn, too. */
const LONGEST_MS = 60_000;

/**
 * When RETENTION_DAYS are over, what says who the recipients were goes, and so does what `recado erase` had to leave for a while;
 * what was counted and what it cost stays.
 */
@Injectable()
export class EraseOld {
  constructor(
    @Inject(EraseOldRepository) private readonly old: EraseOldRepository,
    @Inject(EraseMentionsRepository) private readonly mentions: EraseMentionsRepository,
    private readonly log: EventLog,
    private readonly clock: Clock,
  ) {}

  async round(): Promise<void> {
    const until = this.clock.monotonicMs() + LONGEST_MS;
    const messages = (await this.old.eraseMessages(() => this.clock.monotonicMs() < until)) ?? 0;
    const words = await this.old.eraseTheRest();
    await this.mentions.eraseEnded();
    if (messages + words > 0) this.log.info('privacy.erased_old', { messages, words });
  }
}
