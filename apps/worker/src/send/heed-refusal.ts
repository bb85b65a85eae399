import { Inject, Injectable } from '@nestjs/common';
import type { SendOutcome } from '#graph-api';
import { EventLog } from '#runtime';
import { type Claim, RecipientPacingRepository } from '#sending';
import { SenderPaces } from './sender-paces.js';

const RATE_LIMIT_HIT = 130_429;
const PAIR_RATE_LIMIT_HIT = 131_056;
const TOO_MANY_REQUESTS = 429;

/** When Meta says that we are too fast, the number slows down, or the messages to that one recipient are spaced. */
@Injectable()
export class HeedRefusal {
  constructor(
    private readonly paces: SenderPaces,
    @Inject(RecipientPacingRepository) private readonly recipients: RecipientPacingRepository,
    private readonly log: EventLog,
  ) {}

  /**
   * Milliseconds until this message has its own slot at its recipient's; null where that is not what Meta minds. Never rejects:
   * what became of the message is worth more than what is to be learned from it.
   */
  async execute({ messageId, senderId }: Claim, outcome: SendOutcome): Promise<number | null> {
    if (outcome.kind !== 'throttled') return null;
    try {
      const { code, httpStatus } = outcome.failure ?? { code: null, httpStatus: null };
      if (code === PAIR_RATE_LIMIT_HIT) return await this.recipients.tighten(messageId);
      const tooFast = code === RATE_LIMIT_HIT || (outcome.scope === 'sender' && httpStatus === TOO_MANY_REQUESTS);
      if (tooFast) await this.paces.slowDown(senderId);
    } catch (error) {
      this.log.error('sender.pace_not_kept', error, { sender: senderId });
    }
    return null;
  }
}
