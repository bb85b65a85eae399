import { Inject, Injectable } from '@nestjs/common';
import { ErasuresRepository } from '#privacy';
import { EventLog } from '#runtime';

/** Somebody's data are erased by a command that ends: that it happened, by whom and how much stands in the log of one worker. */
@Injectable()
export class TellErasures {
  constructor(
    @Inject(ErasuresRepository) private readonly erasures: ErasuresRepository,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    await this.erasures.tellNew(({ at, by, figures }) => {
      const fields = { by, at: at.toISOString() };
      if (figures === null) this.log.warn('privacy.erasure_broken_off', fields);
      else this.log.warn('privacy.erased_recipient', { ...fields, ...figures });
    });
  }
}
