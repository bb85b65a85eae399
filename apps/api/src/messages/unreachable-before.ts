import { Inject, Injectable } from '@nestjs/common';
import { batchFault } from '#database';
import { type RecipientKey, UnreachableRecipientsRepository } from '#messages';
import { MicroBatcher } from '#runtime';

/** Suppliers are businesses: a number that is itself on the Business API can receive no template, however often one is sent. */
@Injectable()
export class UnreachableBefore {
  private readonly batcher: MicroBatcher<RecipientKey, Date | null>;

  constructor(@Inject(UnreachableRecipientsRepository) recipients: UnreachableRecipientsRepository) {
    this.batcher = new MicroBatcher({
      write: (keys) => recipients.since(keys),
      faultOf: batchFault,
      windowMs: 1,
      maxItems: 1_000,
      maxInFlight: 2,
      maxWaiting: 20_000,
      stalledAfterMs: 5_000,
    });
  }

  /** What the caller is told: the message is taken all the same, because the recipient may have changed that. */
  async warnings(recipient: RecipientKey): Promise<readonly string[]> {
    const since = await this.batcher.add(recipient);
    if (since === null) return [];
    return [
      `to: Meta could not deliver the last message to this recipient (131026, ${since.toISOString()}). ` +
        'The phone may not be on WhatsApp, or belong to a business on the API, which gets no templates: ' +
        'check it with the recipient, or use another channel.',
    ];
  }
}
