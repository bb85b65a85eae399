import { batchFault } from '#database';
import { type EventLog, MicroBatcher } from '#runtime';
import type { SendJobToAdd, SendQueues } from '#queues';
import type { IntakeRepository } from './intake.repository.js';
import type { Acceptance, NewMessage } from './new-message.js';

/**
 * Keeps messages: when `accept` resolves, the message is committed to PostgreSQL and its job is on its way to the queue.
 * Redis may be down: the sweep adds what the queue did not take.
 */
export class AcceptMessages {
  private readonly batcher: MicroBatcher<NewMessage, Acceptance>;
  private readonly toAdd = new Map<string, SendJobToAdd[]>();

  constructor(
    intake: IntakeRepository,
    private readonly queues: SendQueues,
    private readonly log: EventLog,
  ) {
    this.batcher = new MicroBatcher({
      write: (messages) => intake.insert(messages),
      faultOf: batchFault,
      windowMs: 2,
      maxItems: 500,
      maxInFlight: 2,
      maxWaiting: 10_000,
      stalledAfterMs: 5_000,
    });
  }

  /**
   * Rejects with BacklogFullError, and then nothing was kept; or with the database's error, and then it may have been
   * kept, as the connection can die at COMMIT: the caller repeats it with the same idempotency key.
   */
  async accept(message: NewMessage): Promise<Acceptance> {
    const acceptance = await this.batcher.add(message);
    if (acceptance.kind === 'accepted' && acceptance.due) this.enqueue(message);
    return acceptance;
  }

  /**
   * Adds the job of a message that is due: one that came too early would be turned away, and keep its id from the job that is
   * added when its time has come. Not awaited and never failing: the answer to the caller rests on PostgreSQL alone. What comes
   * together is added together.
   */
  enqueue(message: NewMessage): void {
    if (this.toAdd.size === 0) setImmediate(() => this.flush());
    const jobs = this.toAdd.get(message.senderId) ?? [];
    jobs.push({ messageId: message.id, enqueueNumber: 1, priority: message.priority });
    this.toAdd.set(message.senderId, jobs);
  }

  private flush(): void {
    for (const [sender, jobs] of this.toAdd) {
      this.queues.add(sender, jobs).catch((error: unknown) => {
        const reason = error instanceof Error ? error.name : 'unknown';
        this.log.warn('queue.add_failed', { sender, reason, count: jobs.length });
      });
    }
    this.toAdd.clear();
  }
}
