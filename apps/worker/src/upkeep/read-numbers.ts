import { Inject, Injectable } from '@nestjs/common';
import { GraphApi } from '#graph-api';
import { EventLog } from '#runtime';
import { Senders, SendersRepository } from '#senders';

/**
 * Reads from Meta what it shows of each number (quality, limit, throughput, name) when a worker starts and every hour, one worker for
 * all; webhooks tell of some changes in between. Where Meta does not answer it is asked again after a minute.
 */
@Injectable()
export class ReadNumbers {
  constructor(
    private readonly senders: Senders,
    @Inject(SendersRepository) private readonly states: SendersRepository,
    @Inject(GraphApi) private readonly graph: GraphApi,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    for (const { phoneNumberId, token } of this.senders.all()) {
      const accessToken = token.value();
      if (accessToken === '' || !(await this.states.takeReading(phoneNumberId))) continue;
      const askedAt = performance.now();
      const read = await this.graph.getPhoneNumber({ phoneNumberId, accessToken });
      if (read.kind === 'ok')
        await this.states.noteReading(phoneNumberId, read.phoneNumber, performance.now() - askedAt);
      this.log.info('sender.number_read', { sender: phoneNumberId, result: read.kind });
    }
  }
}
