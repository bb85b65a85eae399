import { batchFault } from '#database';
import { MicroBatcher } from '#runtime';
import type { Objection } from './objection.js';
import type { Addressee, SuppressionsRepository } from './suppressions.repository.js';

/** Answers whether somebody may be written to, read from PostgreSQL each time: a word counts from the moment it is kept. */
export class SuppressionCheck {
  private readonly batcher: MicroBatcher<Addressee, Objection | null>;

  constructor(suppressions: Pick<SuppressionsRepository, 'against'>) {
    this.batcher = new MicroBatcher({
      write: (addressees) => suppressions.against(addressees),
      faultOf: batchFault,
      windowMs: 1,
      maxItems: 1_000,
      maxInFlight: 2,
      maxWaiting: 20_000,
      stalledAfterMs: 5_000,
    });
  }

  /** What speaks against it; null where nothing does. Rejects with the database's error or BacklogFullError. */
  execute(addressee: Addressee): Promise<Objection | null> {
    return this.batcher.add(addressee);
  }
}
