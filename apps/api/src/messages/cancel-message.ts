import { Inject, Injectable } from '@nestjs/common';
import { visibleClient } from '#clients';
import { type MessageView, MessagesRepository } from '#messages';
import { EventLog } from '#runtime';
import { CancellationsRepository } from '#sending';
import type { RequestCaller } from '../access/request-caller.js';

export type Cancellation =
  | { readonly kind: 'cancelled'; readonly message: MessageView }
  | { readonly kind: 'not_cancellable'; readonly message: MessageView }
  | { readonly kind: 'unknown' };

/** Ends a message of which nothing was handed to Meta. Cancelling it twice is the same as once. */
@Injectable()
export class CancelMessage {
  constructor(
    @Inject(MessagesRepository) private readonly messages: MessagesRepository,
    @Inject(CancellationsRepository) private readonly cancellations: CancellationsRepository,
    private readonly log: EventLog,
  ) {}

  async execute(caller: RequestCaller, id: string): Promise<Cancellation> {
    const before = await this.messages.find(id, visibleClient(caller));
    if (before === null || caller.senderIds?.includes(before.sender) === false) return { kind: 'unknown' };
    if (before.status === 'CANCELLED') return { kind: 'cancelled', message: before };
    const cancelled = await this.cancellations.cancel(id);
    const { requestId, clientId } = caller;
    if (cancelled) this.log.info('message.cancelled', { messageId: id, requestId, client: clientId });
    const message = (await this.messages.find(id, null)) ?? before;
    // Another call may have cancelled it in the meantime: to both it is cancelled.
    return { kind: message.status === 'CANCELLED' ? 'cancelled' : 'not_cancellable', message };
  }
}
