import { Inject, Injectable } from '@nestjs/common';
import { EventLog } from '#runtime';
import { EraseMentionsRepository, EraseOldRepository } from '#privacy';

/** Of 500 messages, in a round: far more than a number can send meanwhile, and no more than others notice. */
const PAGES = 40;

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
  ) {}

  async round(): Promise<void> {
    const messages = (await this.old.eraseMessages(PAGES)) ?? 0;
    const words = await this.old.eraseTheRest();
    await this.mentions.eraseEnded();
    if (messages + words > 0) this.log.info('privacy.erased_old', { messages, words });
  }
}
