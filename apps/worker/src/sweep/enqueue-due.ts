import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SendQueues } from '#queues';
import { EventLog } from '#runtime';
import { Senders } from '#senders';
import { DueMessagesRepository, type LanesToFill } from '#sending';

const PAGE = 1_000;
/** More than this many waiting jobs do not make a lane faster, they only fill Redis. */
const ENOUGH_WAITING = 5_000;

/**
 * Puts into the queues what is due and not there: scheduled, retried, or lost by the queue. Each lane (priority) has room of its
 * own: no backlog keeps what is urgent out of the queue.
 */
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
    const { high, normal, bulk } = await this.queues.lanes(phoneNumberId);
    const room: LanesToFill = {
      ...(high.waiting < ENOUGH_WAITING && { high }),
      ...(normal.waiting < ENOUGH_WAITING && { normal }),
      ...(bulk.waiting < ENOUGH_WAITING && { bulk }),
    };
    const messages = await this.due.take(phoneNumberId, PAGE, room);
    if (messages.length > 0) await this.queues.add(phoneNumberId, messages);
  }

  /** Redis came back empty (a flush, a lost disk): everything is added again at once, page by page, instead of after a minute. */
  private async noticeLostQueue(): Promise<void> {
    const epoch = await this.queues.epoch(randomUUID());
    if (this.epoch !== null && epoch !== this.epoch) {
      this.log.warn('queue.lost', {});
      await this.due.queueLost();
    }
    this.epoch = epoch;
  }
}
