import { batchFault } from '#database';
import { type EventLog, MicroBatcher } from '#runtime';
import type { SendQueues } from '#queues';
import type { IntakeRepository } from './intake.repository.js';
import type { Acceptance, NewMessage } from './new-message.js';

/**
 * Keeps messages: when `accept` resolves, the message is committed to PostgreSQL and its job is on its way to the queue.
 * Redis may be down: the sweep adds what the queue did not take.
 */
export class AcceptMessages {
  private readonly batcher: MicroBatcher<NewMessage, Acceptance>;

  constructor(
    intake: IntakeRepository,
    private readonly queues: SendQueues,
    private readonly log: EventLog,
    private readonly now: () => Date,
  ) {
    this.batcher = new MicroBatcher({
      write: (messages) => intake.insert(messages),
      faultOf: batchFault,
      windowMs: 2,
      maxItems: 500,
      maxInFlight: 2,
      maxWaiting: 10_000,
    });
  }

  /**
   * Rejects with BacklogFullError, and then nothing was kept; or with the database's error, and then it may have been
   * kept, as the connection can die at COMMIT: the caller repeats it with the same idempotency key.
   */
  async accept(message: NewMessage): Promise<Acceptance> {
    const acceptance = await this.batcher.add(message);
    if (acceptance.kind === 'accepted') this.enqueue(message);
    return acceptance;
  }

  /** Not awaited and never failing: the answer to the caller rests on PostgreSQL alone. */
  enqueue(message: NewMessage): void {
    if (message.scheduledAt !== null && message.scheduledAt > this.now()) return;
    const job = { messageId: message.id, enqueueNumber: 1, priority: message.priority };
    this.queues.add(message.senderId, [job]).catch((error: unknown) => {
      this.log.warn('queue.add_failed', {
        sender: message.senderId,
        reason: error instanceof Error ? error.name : 'unknown',
      });
    });
  }
}
