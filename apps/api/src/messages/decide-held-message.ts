import { Inject, Injectable } from '@nestjs/common';
import { visibleClient } from '#clients';
import { type MessageView, MessagesRepository } from '#messages';
import { EventLog, Metrics } from '#runtime';
import { CountNews, HeldMessagesRepository } from '#sending';
import type { RequestCaller } from '../access/request-caller.js';

export type HeldDecision =
  | { readonly kind: 'decided'; readonly message: MessageView }
  | { readonly kind: 'not_held'; readonly message: MessageView }
  | { readonly kind: 'unknown' };

/** When a person has found out about a HELD message: it is sent again, or it has failed. */
@Injectable()
export class DecideHeldMessage {
  constructor(
    @Inject(MessagesRepository) private readonly messages: MessagesRepository,
    @Inject(HeldMessagesRepository) private readonly held: HeldMessagesRepository,
    @Inject(CountNews) private readonly news: CountNews,
    private readonly metrics: Metrics,
    private readonly log: EventLog,
  ) {}

  async execute(caller: RequestCaller, id: string, decision: 'release' | 'fail'): Promise<HeldDecision> {
    const before = await this.messages.find(id, visibleClient(caller));
    if (before === null || caller.senderIds?.includes(before.sender) === false) return { kind: 'unknown' };
    const decided = decision === 'release' ? (await this.held.release(id)) !== null : await this.held.fail(id);
    if (decided) {
      this.metrics.unconfirmedResolved.inc({ by: decision });
      const { requestId, clientId } = caller;
      this.log.info('message.decided', { messageId: id, requestId, decision, client: clientId });
    }
    const message = (await this.messages.find(id, null)) ?? before;
    if (decided && message.error?.code === 'FAILED_BY_OPERATOR') this.countFailure(message);
    return { kind: decided ? 'decided' : 'not_held', message };
  }

  private countFailure({ id: messageId, sender: senderId, template, createdAt, scheduledAt }: MessageView): void {
    const failure = { messageId, status: 'FAILED', code: 'FAILED_BY_OPERATOR', senderId } as const;
    this.news.execute([{ ...failure, templateName: template.name, sendableSince: new Date(scheduledAt ?? createdAt) }]);
  }
}
