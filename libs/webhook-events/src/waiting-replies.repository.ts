import type { DataSource } from 'typeorm';
import type { InboundMessagesRepository } from './inbound-messages.repository.js';
import type { InboundNews } from './inbound-news.js';

/** Replies that came before the id of the message that they quote, because Meta's answer was late or got lost. */
export class WaitingRepliesRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly inbound: InboundMessagesRepository,
  ) {}

  /** Ties those whose message is known by now, or never will be; committed when it resolves. */
  tie(): Promise<readonly InboundNews[]> {
    return this.dataSource.transaction((manager) => this.inbound.tieWaiting(manager));
  }
}
