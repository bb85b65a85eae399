import type { EventLog } from '#runtime';

const A_MINUTE_MS = 60_000;
/** More than these at once are no mistake of a configuration. */
const TOLD_AT_MOST = 20;

/** Tells of senders that Meta speaks of and that a webhook may not speak for here: each once a minute, not once a status. */
export class ForeignSenders {
  private readonly told = new Set<string>();
  private since = 0;

  constructor(private readonly log: EventLog) {}

  /** `known`: it is in this process's configuration, and its app secret did not sign. */
  tell(senderId: string, known: boolean): void {
    this.once(
      senderId,
      known
        ? 'its app secret did not sign'
        : 'it is not configured here: add it and start the API again, then recado replay applies what came meanwhile',
    );
  }

  /** `told`: the account (WABA) under which Meta speaks of it. Where the other one is wrong, that is all that comes. */
  tellOfAccount(senderId: string, told: string, configured: string): void {
    this.once(
      senderId,
      `Meta speaks of it under the account ${idOf(told)}, and ${configured} is configured: where that is wrong, correct it and start the API again, then recado replay applies what came meanwhile`,
    );
  }

  private once(senderId: string, reason: string): void {
    if (performance.now() - this.since > A_MINUTE_MS) {
      this.told.clear();
      this.since = performance.now();
    }
    if (this.told.has(senderId) || this.told.size >= TOLD_AT_MOST) return;
    this.told.add(senderId);
    this.log.warn('webhook.foreign_sender', { sender: idOf(senderId), reason });
  }
}

function idOf(text: string): string {
  return /^\d{1,40}$/.test(text) ? text : 'that is no id';
}
