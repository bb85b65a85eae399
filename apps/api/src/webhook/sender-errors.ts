import type { EventLog } from '#runtime';
import { OnceAMinute } from './once-a-minute.js';

/** Tells of what Meta refuses to our numbers outside any message: each code once a minute, not as often as it comes. */
export class SenderErrors {
  private readonly once = new OnceAMinute();

  constructor(private readonly log: EventLog) {}

  /** Those of one webhook. */
  tell(errors: readonly { readonly senderId: string; readonly code: number | null }[]): void {
    const times = new Map<string, { sender: string; code: number | null; times: number }>();
    for (const { senderId: sender, code } of errors) {
      const same = times.get(`${sender} ${code}`);
      if (same === undefined) times.set(`${sender} ${code}`, { sender, code, times: 1 });
      else same.times += 1;
    }
    for (const [key, error] of times) if (this.once.isDue(key)) this.log.warn('sender.error_told', error);
  }
}
