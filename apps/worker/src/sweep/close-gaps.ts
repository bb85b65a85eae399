import { Inject, Injectable } from '@nestjs/common';
import { RecipientPacingRepository } from '#sending';

/** Lets those that wait for the pace of their recipient move up, where somebody before them is gone. */
@Injectable()
export class CloseGaps {
  constructor(@Inject(RecipientPacingRepository) private readonly recipients: RecipientPacingRepository) {}

  round(): Promise<void> {
    return this.recipients.closeGaps();
  }
}
