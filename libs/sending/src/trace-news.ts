import type { EventLog, Tracing } from '#runtime';
import type { MessageNews } from './message-news.js';
import type { MessageTracesRepository } from './message-traces.repository.js';

/** Puts what has happened to a message, by Meta's webhook for instance, into the trace of the request that made it. */
export class TraceNews {
  constructor(
    private readonly tracing: Tracing,
    private readonly traces: Pick<MessageTracesRepository, 'of'>,
    private readonly log: EventLog,
  ) {}

  /** Not awaited, and nothing waits for it: a trace is worth less than what it tells of. */
  execute(news: readonly MessageNews[]): void {
    if (!this.tracing.on || news.length === 0) return;
    this.tell(news).catch((error: unknown) => this.log.error('tracing.news_lost', error));
  }

  private async tell(news: readonly MessageNews[]): Promise<void> {
    const traces = await this.traces.of(news.map(({ messageId }) => messageId));
    for (const { messageId, status, code, senderId } of news) {
      const within = traces.get(messageId);
      if (within === undefined) continue;
      const fields = { 'messaging.message.id': messageId, 'recado.sender': senderId };
      this.tracing
        .begin({ name: `message ${status.toLowerCase()}`, kind: 'consumer', within, fields })
        .end(code === null ? {} : { 'recado.code': code }, status === 'FAILED');
    }
  }
}
