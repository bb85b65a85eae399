import { Inject, Injectable } from '@nestjs/common';
import { Environment, EventLog, Metrics } from '#runtime';
import { Senders } from '#senders';
import { UndeliveredRepository } from '#sending';

const HOUR_MS = 60 * 60 * 1_000;
/** Meta itself gives up after 30 days. */
const ALL_MS = 30 * 24 * HOUR_MS;
/** What Meta took may be known to be sent only so much later than its attempt, over UNCONFIRMED_MAX and a little… */
const BESIDES_MS = 2 * HOUR_MS;
/** … or days later, where a person or a late webhook told of a message that was held: once a day all are looked at. */
const ALL_EVERY_MS = 24 * HOUR_MS;

/** When a message has been SENT for UNDELIVERED_AFTER without a delivery, somebody hears of it. */
@Injectable()
export class ReportUndelivered {
  /** Monotonic milliseconds of the last round that came to its end. */
  private reportedAt = -Infinity;
  private allReportedAt = -Infinity;
  private begun = false;

  constructor(
    @Inject(UndeliveredRepository) private readonly undelivered: UndeliveredRepository,
    private readonly senders: Senders,
    private readonly metrics: Metrics,
    private readonly environment: Environment,
    private readonly log: EventLog,
  ) {}

  /** An hour of attempts at a time: as many days as nobody looked, and no statement that reads them all. */
  async round(): Promise<void> {
    // A series that begins above 0 has no increase, which is what the alert looks at: Prometheus sees the 0 first.
    if (!this.begun) {
      this.begun = true;
      for (const { phoneNumberId } of this.senders.all()) this.metrics.undelivered.inc({ sender: phoneNumberId }, 0);
      return;
    }
    const startedAt = performance.now();
    const all = startedAt - this.allReportedAt > ALL_EVERY_MS;
    const lookBackMs = all ? ALL_MS : this.environment.UNCONFIRMED_MAX + BESIDES_MS + startedAt - this.reportedAt;
    for (let untilMs = 0; untilMs < lookBackMs; untilMs += HOUR_MS) await this.report(untilMs + HOUR_MS, untilMs);
    this.reportedAt = startedAt;
    if (all) this.allReportedAt = startedAt;
  }

  private async report(fromMs: number, untilMs: number): Promise<void> {
    for (;;) {
      const messages = await this.undelivered.report(fromMs, untilMs);
      for (const { messageId, senderId } of messages) {
        this.metrics.undelivered.inc({ sender: senderId });
        this.log.warn('message.undelivered', { messageId, sender: senderId });
      }
      if (messages.length === 0) return;
    }
  }
}
