import { Inject, Injectable } from '@nestjs/common';
import { EventLog, Metrics } from '#runtime';
import { Senders } from '#senders';
import { UndeliveredRepository } from '#sending';

const HOUR_MS = 60 * 60 * 1_000;
/** Meta itself gives up after 30 days. */
const FIRST_LOOK_BACK_MS = 30 * 24 * HOUR_MS;
/** Longer than UNCONFIRMED_MAX usually is: what Meta took may be known to be sent only so long after its attempt. */
const LOOK_BACK_MS = 8 * HOUR_MS;

/** When a message has been SENT for UNDELIVERED_AFTER without a delivery, somebody hears of it. */
@Injectable()
export class ReportUndelivered {
  /** Monotonic milliseconds; null before the first round that came to its end. */
  private reportedAt: number | null = null;
  private begun = false;

  constructor(
    @Inject(UndeliveredRepository) private readonly undelivered: UndeliveredRepository,
    private readonly senders: Senders,
    private readonly metrics: Metrics,
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
    const lookBackMs = this.reportedAt === null ? FIRST_LOOK_BACK_MS : LOOK_BACK_MS + startedAt - this.reportedAt;
    for (let untilMs = 0; untilMs < lookBackMs; untilMs += HOUR_MS) await this.report(untilMs + HOUR_MS, untilMs);
    this.reportedAt = startedAt;
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
