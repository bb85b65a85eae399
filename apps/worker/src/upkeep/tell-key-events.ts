import { Inject, Injectable } from '@nestjs/common';
import { KeyEventsRepository } from '#clients';
import { EventLog } from '#runtime';

/** Keys are made and revoked by a command that writes to PostgreSQL and ends: what it did stands in the log of one worker. */
@Injectable()
export class TellKeyEvents {
  constructor(
    @Inject(KeyEventsRepository) private readonly events: KeyEventsRepository,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    await this.events.tellNew(({ type, keyId, client, scopes, senderIds, by, at }) =>
      this.log.warn(`access.key_${type}`, {
        key: keyId,
        client,
        scopes,
        ...(senderIds !== null && { senders: senderIds }),
        by,
        at: at.toISOString(),
      }),
    );
  }
}
