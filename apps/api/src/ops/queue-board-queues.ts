import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { BaseAdapter } from '@bull-board/api/baseAdapter';
import type { CallbackQueue, SendQueues } from '#queues';
import type { SendersRepository } from '#senders';

const LOOK_AGAIN_AFTER_MS = 2_000;

/**
 * The queues that the dashboard shows: those of all senders that PostgreSQL knows, also of one that a worker with a newer
 * configuration has begun to send from, and of one that was removed while messages waited for it.
 */
export class QueueBoardQueues {
  private readonly shown = new Set<string>();
  private lookedAt = -Infinity;

  constructor(
    private readonly queues: SendQueues,
    private readonly callbacks: CallbackQueue,
    private readonly senders: SendersRepository,
    private readonly readOnly: boolean,
  ) {}

  /** Of the senders that this process was started with, and that of callbacks. */
  configured(): BaseAdapter[] {
    return [...this.queues.phoneNumberIds().map((id) => this.show(id)), this.adapterOf(this.callbacks.queue)];
  }

  /** Those that have appeared; none where the database does not say. */
  async further(): Promise<readonly BaseAdapter[]> {
    const now = performance.now();
    if (now - this.lookedAt < LOOK_AGAIN_AFTER_MS) return [];
    this.lookedAt = now;
    const states = await this.senders.states().catch(() => null);
    return [...(states?.keys() ?? [])].filter((id) => !this.shown.has(id)).map((id) => this.show(id));
  }

  private show(phoneNumberId: string): BaseAdapter {
    this.shown.add(phoneNumberId);
    return this.adapterOf(this.queues.seen(phoneNumberId));
  }

  private adapterOf(queue: ConstructorParameters<typeof BullMQAdapter>[0]): BaseAdapter {
    return new BullMQAdapter(queue, { readOnlyMode: this.readOnly, allowRetries: !this.readOnly });
  }
}
