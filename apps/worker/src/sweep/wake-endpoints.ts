import { Inject, Injectable } from '@nestjs/common';
import { CallbackLanesRepository } from '#callbacks';
import { CallbackQueue } from '#queues';

/** Puts into the queue the endpoints for which something is due: just written, to be tried again, or lost by the queue. */
@Injectable()
export class WakeEndpoints {
  constructor(
    @Inject(CallbackLanesRepository) private readonly lanes: CallbackLanesRepository,
    @Inject(CallbackQueue) private readonly queue: CallbackQueue,
  ) {}

  async round(): Promise<void> {
    const woken = await this.lanes.wake();
    if (woken.length > 0) await this.queue.add(woken);
  }
}
