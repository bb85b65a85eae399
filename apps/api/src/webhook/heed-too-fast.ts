import { Inject, Injectable } from '@nestjs/common';
import { findErrorCode } from '#graph-api';
import { EventLog } from '#runtime';
import { SenderPaceRepository, type StatusReport } from '#sending';
import type { WebhookReading } from '#webhook-events';

const A_SECOND_MS = 1_000;

/** What Meta says of a sender's pace; `occurredAt` is null where it does not say when that was. */
interface Told {
  readonly senderId: string;
  readonly occurredAt: Date | null;
}

/**
 * Where a webhook says that a number was too fast (130429), of a message or of the number itself, it slows down: once a second, and
 * not for what was long ago. Of a message that waits again is told elsewhere (libs/sending, take-back.ts).
 */
@Injectable()
export class HeedTooFast {
  private readonly heededAt = new Map<string, number>();

  constructor(
    @Inject(SenderPaceRepository) private readonly paces: Pick<SenderPaceRepository, 'slowDown'>,
    private readonly log: EventLog,
  ) {}

  /** Of our senders, once it is kept. Never rejects: Meta would say all of the webhook again. */
  async execute(statuses: readonly StatusReport[], errors: WebhookReading['senderErrors']): Promise<void> {
    const told: readonly Told[] = [
      ...errors.filter(({ code }) => isTooFast(code)).map(({ senderId }) => ({ senderId, occurredAt: null })),
      ...statuses.filter(({ failure }) => isTooFast(failure === null ? null : Number(failure.code))),
    ];
    for (const [senderId, occurredAt] of latest(told)) await this.slowDown(senderId, occurredAt);
  }

  private async slowDown(senderId: string, occurredAt: Date | null): Promise<void> {
    const now = performance.now();
    if (now - (this.heededAt.get(senderId) ?? -Infinity) < A_SECOND_MS) return;
    this.heededAt.set(senderId, now);
    try {
      const pace = await this.paces.slowDown(senderId, occurredAt);
      if (pace !== null) this.log.warn('sender.slowed_down', { sender: senderId, pace: Math.round(pace) });
    } catch (error) {
      this.log.error('sender.pace_not_kept', error, { sender: senderId });
    }
  }
}

function isTooFast(code: number | null): boolean {
  return code !== null && findErrorCode(code)?.verdict === 'throttle_sender';
}

/** Of each sender the latest word; one without a time is of now. */
function latest(told: readonly Told[]): ReadonlyMap<string, Date | null> {
  const words = new Map<string, Date | null>();
  for (const { senderId, occurredAt } of told) {
    const known = words.get(senderId);
    if (known === null) continue;
    if (known === undefined || occurredAt === null || occurredAt > known) words.set(senderId, occurredAt);
  }
  return words;
}
