import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { GraphApi } from '#graph-api';
import { EventLog, Sweep } from '#runtime';
import { Senders, SendersRepository } from '#senders';
import { AccountEventsRepository } from '#webhook-events';

const ASK_EVERY_MS = 60_000;

/**
 * The phone numbers that we send from: Meta knows them by their ids only when asked, and writing to oneself is a mistake
 * worth a word. While Meta cannot be asked no number counts as our own, and nothing waits for the answer. Webhooks about a
 * number name it only so: they find its sender by what is written down here.
 */
@Injectable()
export class OwnNumbers implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly numbers = new Map<string, string>();
  private readonly written = new Set<string>();
  private readonly sweep: Sweep;

  constructor(
    private readonly graphApi: GraphApi,
    private readonly senders: Senders,
    @Inject(SendersRepository) private readonly states: Pick<SendersRepository, 'register'>,
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
      const read = await this.graphApi.getPhoneNumber({ phoneNumberId, accessToken });
      const shown = read.kind === 'ok' ? read.phoneNumber.displayPhoneNumber : null;
      if (shown !== null) this.numbers.set(phoneNumberId, `+${shown.replaceAll(/\D/g, '')}`);
    }
  }

  private async writeDown(): Promise<void> {
    const news = [...this.numbers].filter(([id]) => !this.written.has(id));
    if (news.length > 0) await this.states.register(this.senders.all());
    for (const [id, number] of news) {
      await this.events.nameNumber(id, number.slice(1));
      this.written.add(id);
    }
  }
}
