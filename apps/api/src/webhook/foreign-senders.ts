import type { EventLog } from '#runtime';
import { OnceAMinute } from './once-a-minute.js';

/** Tells of senders that Meta speaks of and that a webhook may not speak for here: each once a minute, not once a status. */
export class ForeignSenders {
  private readonly once = new OnceAMinute();

  constructor(private readonly log: EventLog) {}

  /** `known`: it is in this process's configuration, and its app secret did not sign. */
  tell(senderId: string, known: boolean): void {
    this.warn(
      senderId,
      known
        ? 'its app secret did not sign'
        : 'it is not configured here: add it and start the API again, then recado replay applies what came meanwhile',
    );
  }

  /** `told`: the account (WABA) under which Meta speaks of it. Where the other one is wrong, that is all that comes. */
  tellOfAccount(senderId: string, told: string, configured: string): void {
    this.warn(
      senderId,
      `Meta speaks of it under the account ${idOf(told)}, and ${configured} is configured: where that is wrong, correct it and start the API again, then recado replay applies what came meanwhile`,
    );
  }

  private warn(senderId: string, reason: string): void {
    if (this.once.isDue(senderId)) this.log.warn('webhook.foreign_sender', { sender: idOf(senderId), reason });
  }
}

function idOf(text: string): string {
  return /^\d{1,40}$/.test(text) ? text : 'that is no id';
}
