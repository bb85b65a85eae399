import { Inject, Injectable } from '@nestjs/common';
import { verdictForFailedStatus } from '#graph-api';
import { EventLog } from '#runtime';
import { SendersRepository } from '#senders';
import type { WebhookReading } from '#webhook-events';
import { OnceAMinute } from './once-a-minute.js';

type Errors = WebhookReading['senderErrors'];

/** What Meta refuses to our numbers outside any message (`value.errors`). */
@Injectable()
export class SenderErrors {
  private readonly once = new OnceAMinute();

  constructor(
    @Inject(SendersRepository) private readonly states: Pick<SendersRepository, 'pauseByWord'>,
    private readonly log: EventLog,
  ) {}

  /** A code that stops a number pauses it here as it does where a message fails with it; a worker says so (probe-senders.ts). */
  async pause(errors: Errors): Promise<void> {
    const blocked = errors.filter(({ code }) => verdictForFailedStatus(code) === 'block_sender');
    const firstOfEach = new Map(blocked.toReversed().map(({ senderId, code }) => [senderId, code]));
    for (const [senderId, code] of firstOfEach) await this.states.pauseByWord(senderId, `${code}: by webhook`);
  }

  /** Those of one webhook: each code once a minute, not as often as it comes. */
  tell(errors: Errors): void {
    const times = new Map<string, { sender: string; code: number | null; times: number }>();
    for (const { senderId: sender, code } of errors) {
      const same = times.get(`${sender} ${code}`);
      if (same === undefined) times.set(`${sender} ${code}`, { sender, code, times: 1 });
      else same.times += 1;
    }
    for (const [key, error] of times) if (this.once.isDue(key)) this.log.warn('sender.error_told', error);
  }
}
