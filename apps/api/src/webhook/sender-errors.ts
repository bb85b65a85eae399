import type { EventLog } from '#runtime';

const A_MINUTE_MS = 60_000;
/** More senders and codes than that at once are no news for people. */
const TOLD_AT_MOST = 20;

/** Tells of what Meta refuses to our numbers outside any message: each code once a minute, not as often as it comes. */
export class SenderErrors {
  private readonly told = new Set<string>();
  private since = 0;

  constructor(private readonly log: EventLog) {}

  /** Those of one webhook. */
  tell(errors: readonly { readonly senderId: string; readonly code: number | null }[]): void {
    const times = new Map<string, { sender: string; code: number | null; times: number }>();
    for (const { senderId: sender, code } of errors) {
      const same = times.get(`${sender} ${code}`);
      if (same === undefined) times.set(`${sender} ${code}`, { sender, code, times: 1 });
      else same.times += 1;
    }
    if (performance.now() - this.since > A_MINUTE_MS) {
      this.told.clear();
      this.since = performance.now();
    }
    for (const [key, error] of times) {
      if (this.told.has(key) || this.told.size >= TOLD_AT_MOST) continue;
      this.told.add(key);
      this.log.warn('sender.error_told', error);
    }
  }
}
