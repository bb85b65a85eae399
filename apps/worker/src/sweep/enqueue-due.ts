import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SendQueues } from '#queues';
import { EventLog } from '#runtime';
import { Senders } from '#senders';
import { DueMessagesRepository, type LostAfter } from '#sending';
import { SenderPaces } from '../send/sender-paces.js';

const PAGE = 1_000;
/** What an idle lane does not have after this long, it has lost. */
const LOST_WHEN_IDLE_MS = 2_000;
/** In a busy lane a message waits for those before it; what is not claimed so long after its turn is added once more. */
const LOST_AFTER_TURN_MS = 60_000;
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
    private readonly paces: SenderPaces,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    await this.noticeLostQueue();
    for (const sender of this.senders.all()) await this.fill(sender.phoneNumberId);
  }

  private async fill(phoneNumberId: string): Promise<void> {
    const { high, normal, bulk } = await this.queues.waiting(phoneNumberId);
    const pace = this.paces.paceOf(phoneNumberId);
    const lostAfter: LostAfter = {
      ...(high < ENOUGH_WAITING && { high: lostAfterMs(high, high, pace) }),
      ...(normal < ENOUGH_WAITING && { normal: lostAfterMs(normal, high + normal, pace) }),
      ...(bulk < ENOUGH_WAITING && { bulk: lostAfterMs(bulk, high + normal + bulk, pace) }),
    };
    const messages = await this.due.take(phoneNumberId, PAGE, lostAfter);
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

/** `before`: how many go first at the most. A second job of a message that waits in vain takes the place of another one's. */
function lostAfterMs(waiting: number, before: number, pace: number): number {
  return waiting === 0 ? LOST_WHEN_IDLE_MS : LOST_AFTER_TURN_MS + (before / pace) * 1_000;
}
