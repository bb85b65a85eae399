import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SendQueues } from '#queues';
import { EventLog } from '#runtime';
import { Senders } from '#senders';
import { DueMessagesRepository } from '#sending';

const PAGE = 1_000;
/** What an idle queue does not have after this long, it has lost. */
const LOST_WHEN_IDLE_MS = 2_000;
/** A message may wait behind others in a busy queue; after this long it is added once more all the same. */
const LOST_WHEN_BUSY_MS = 60_000;
/** More than this many waiting jobs do not make a queue faster, they only fill Redis. */
const ENOUGH_WAITING = 5_000;

/** Puts into the queues what is due and not there: scheduled, retried, or lost by the queue. */
@Injectable()
export class EnqueueDue {
  private epoch: string | null = null;

  constructor(
    @Inject(DueMessagesRepository) private readonly due: DueMessagesRepository,
    @Inject(SendQueues) private readonly queues: SendQueues,
    private readonly senders: Senders,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    await this.noticeLostQueue();
    for (const sender of this.senders.all()) await this.fill(sender.phoneNumberId);
  }

  private async fill(phoneNumberId: string): Promise<void> {
    const waiting = await this.queues.waiting(phoneNumberId);
    if (waiting >= ENOUGH_WAITING) return;
    const lostAfterMs = waiting === 0 ? LOST_WHEN_IDLE_MS : LOST_WHEN_BUSY_MS;
    const messages = await this.due.take(phoneNumberId, PAGE, lostAfterMs);
    if (messages.length > 0) await this.queues.add(phoneNumberId, messages);
  }

  /** Redis came back empty (a flush, a lost disk): everything is added again at once instead of after a minute. */
  private async noticeLostQueue(): Promise<void> {
    const epoch = await this.queues.epoch(randomUUID());
    if (this.epoch !== null && epoch !== this.epoch) {
      this.log.warn('queue.lost', {});
      await this.due.forgetEnqueued();
    }
    this.epoch = epoch;
  }
}
