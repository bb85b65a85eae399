import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { GraphApi, type PhoneNumber } from '#graph-api';
import { EventLog, Sweep } from '#runtime';
import { Senders, SendersRepository } from '#senders';
import { AccountEventsRepository } from '#webhook-events';

const ASK_EVERY_MS = 60_000;

/**
 * The phone numbers that we send from: Meta knows them by their ids only when asked, and writing to oneself is a mistake
 * worth a word. While Meta cannot be asked no number counts as our own, and nothing waits for the answer. Webhooks about a
 * number name it only so: they find its sender by what is written down here, with the rest of what Meta shows of it.
 */
@Injectable()
export class OwnNumbers implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly numbers = new Map<string, string>();
  /** What was read and is not written down yet, and when it was asked for, in monotonic milliseconds. */
  private readonly unwritten = new Map<string, { readonly shown: PhoneNumber; readonly askedAt: number }>();
  private readonly sweep: Sweep;

  constructor(
    private readonly graphApi: GraphApi,
    private readonly senders: Senders,
    @Inject(SendersRepository) private readonly states: Pick<SendersRepository, 'register' | 'noteReading'>,
    @Inject(AccountEventsRepository) private readonly events: Pick<AccountEventsRepository, 'nameNumber'>,
    log: EventLog,
  ) {
    this.sweep = new Sweep(
      'own-numbers',
      ASK_EVERY_MS,
      async () => {
        await this.askForMissing();
        await this.writeDown();
      },
      (error) => log.error('senders.own_numbers_failed', error),
    );
  }

  includes(phone: string): boolean {
    return [...this.numbers.values()].includes(phone);
  }

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.sweep.stop();
  }

  private async askForMissing(): Promise<void> {
    for (const { phoneNumberId, token } of this.senders.all()) {
      const accessToken = token.value();
      if (this.numbers.has(phoneNumberId) || accessToken === '') continue;
      const askedAt = performance.now();
      const read = await this.graphApi.getPhoneNumber({ phoneNumberId, accessToken });
      if (read.kind !== 'ok') continue;
      this.unwritten.set(phoneNumberId, { shown: read.phoneNumber, askedAt });
      const { displayPhoneNumber: number } = read.phoneNumber;
      if (number !== null) this.numbers.set(phoneNumberId, `+${number.replaceAll(/\D/g, '')}`);
    }
  }

  private async writeDown(): Promise<void> {
    if (this.unwritten.size > 0) await this.states.register(this.senders.all());
    for (const [id, { shown, askedAt }] of this.unwritten) {
      const number = this.numbers.get(id);
      if (number !== undefined) await this.events.nameNumber(id, number.slice(1));
      await this.states.noteReading(id, shown, performance.now() - askedAt);
      this.unwritten.delete(id);
    }
  }
}
