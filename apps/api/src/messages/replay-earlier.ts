import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '#clients';
import { type MessageView, MessagesRepository } from '#messages';
import type { Problem } from '../problems/problem.js';

export type Replay =
  | { readonly kind: 'replayed'; readonly message: MessageView }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** Answers a repeated request with the message that it made before, where the key may see that message's sender. */
@Injectable()
export class ReplayEarlier {
  constructor(@Inject(MessagesRepository) private readonly messages: MessagesRepository) {}

  async execute({ senderIds }: Caller, id: string): Promise<Replay> {
    const message = await this.messages.find(id, null);
    if (message === null) throw new TypeError(`message ${id} was accepted before and is not there`);
    // Keys and order numbers belong to the client, whose other keys may be bound to other senders.
    if (senderIds?.includes(message.sender) === false) return { kind: 'refused', problem: OF_ANOTHER_SENDER };
    return { kind: 'replayed', message };
  }
}

export const OF_ANOTHER_SENDER: Problem = {
  code: 'SENDER_NOT_ALLOWED',
  detail: 'The same request was accepted for a sender that this key is not bound to. Use a key of that sender.',
};
