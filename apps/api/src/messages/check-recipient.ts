import { Inject, Injectable } from '@nestjs/common';
import { batchFault } from '#database';
import { MicroBatcher } from '#runtime';
import { type Addressee, type Objection, type RecipientStanding, SuppressionsRepository } from '#suppressions';

export interface RecipientCheck {
  /** What speaks against writing to them; null where nothing does. */
  readonly objection: Objection | null;
  /** What the caller is told of a message that is taken all the same. */
  readonly warnings: readonly string[];
}

/**
 * Asks what is known of a recipient before a message to them is accepted, from PostgreSQL each time: a word counts from the
 * moment it is kept.
 */
@Injectable()
export class CheckRecipient {
  private readonly batcher: MicroBatcher<Addressee, RecipientStanding>;

  constructor(@Inject(SuppressionsRepository) suppressions: Pick<SuppressionsRepository, 'standingOf'>) {
    this.batcher = new MicroBatcher({
      write: (addressees) => suppressions.standingOf(addressees),
      faultOf: batchFault,
      windowMs: 1,
      maxItems: 1_000,
      maxInFlight: 2,
      maxWaiting: 20_000,
      stalledAfterMs: 5_000,
    });
  }

  /** Rejects with the database's error or BacklogFullError. */
  async execute(addressee: Addressee): Promise<RecipientCheck> {
    const { objection, unreachableSince } = await this.batcher.add(addressee);
    return { objection, warnings: unreachableSince === null ? [] : [unreachable(unreachableSince)] };
  }
}

/** Suppliers are businesses: a number that is itself on the Business API can receive no template, however often one is sent. */
function unreachable(since: Date): string {
  return (
    `to: Meta could not deliver the last message to this recipient (131026, ${since.toISOString()}). ` +
    'The phone may not be on WhatsApp, or belong to a business on the API, which gets no templates: ' +
    'check it with the recipient, or use another channel.'
  );
}
