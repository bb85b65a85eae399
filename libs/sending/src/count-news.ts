import { findErrorCode } from '#graph-api';
import { OWN_FAILURES } from '#messages';
import type { EventLog, Metrics } from '#runtime';
import type { MessageNews } from './message-news.js';
import type { TraceNews } from './trace-news.js';

/** Puts what has happened to messages into the figures, the log and the traces; each piece of news is told once, by whoever wrote it. */
export class CountNews {
  constructor(
    private readonly metrics: Metrics,
    private readonly log: EventLog,
    private readonly now: () => Date,
    private readonly traces: Pick<TraceNews, 'execute'> | null = null,
  ) {}

  execute(news: readonly MessageNews[]): void {
    this.traces?.execute(news);
    for (const entry of news) this.count(entry);
  }

  private count({ messageId, status, code, senderId, templateName, sendableSince }: MessageNews): void {
    // Too grave to be lost with this process: told from what the transaction has written down (DuplicateSendsRepository).
    if (status === 'SENT_TWICE') return;
    if (status === 'RETURNED') {
      this.metrics.failures.inc({ code: labelOf(code), sender: senderId });
      this.log.warn('message.returned', { messageId, code, sender: senderId });
      return;
    }
    const seconds = Math.max(0, (this.now().getTime() - sendableSince.getTime()) / 1_000);
    this.metrics.messages.inc({ status, sender: senderId, template: templateName });
    if (status === 'SENT') this.metrics.timeToSent.observe(seconds);
    if (status === 'DELIVERED') this.metrics.timeToDelivered.observe(seconds);
    if (status === 'FAILED') {
      this.metrics.failures.inc({ code: labelOf(code), sender: senderId });
      this.log.warn('message.failed', { messageId, code });
    } else {
      this.log.info(`message.${status.toLowerCase()}`, { messageId, seconds });
    }
  }
}

/** What is in a webhook is any number that somebody signed; a figure for each would fill the memory of the process. */
function labelOf(code: string | null): string {
  if (code === null || code === 'UNKNOWN') return 'UNKNOWN';
  const known = Object.hasOwn(OWN_FAILURES, code) || /^HTTP_\d{3}$/.test(code) || findErrorCode(Number(code)) !== null;
  return known ? code : 'other';
}
