import { Inject, Injectable } from '@nestjs/common';
import { type Caller, visibleClient } from '#clients';
import { type MessageEvent, type MessageView, MessagesRepository } from '#messages';

/** Finds one message with its timeline, among those that the caller may see. */
@Injectable()
export class ReadMessage {
  constructor(@Inject(MessagesRepository) private readonly messages: MessagesRepository) {}

  async execute(caller: Caller, id: string): Promise<{ message: MessageView; events: readonly MessageEvent[] } | null> {
    const found = await this.messages.findWithEvents(id, visibleClient(caller));
    return found === null || caller.senderIds?.includes(found.message.sender) === false ? null : found;
  }
}
