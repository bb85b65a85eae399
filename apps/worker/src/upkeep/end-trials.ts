import { Inject, Injectable } from '@nestjs/common';
import { EventLog } from '#runtime';
import { SenderProbesRepository, SendersRepository } from '#senders';
import { CountryPausesRepository } from '#sending';
import { LISTEN_MS } from '../send/listening.js';

/** Lets the others follow the one message that was tried, once Meta's webhook has said that it was sent. */
@Injectable()
export class EndTrials {
  constructor(
    @Inject(SenderProbesRepository) private readonly probes: SenderProbesRepository,
    @Inject(SendersRepository) private readonly states: SendersRepository,
    @Inject(CountryPausesRepository) private readonly countries: CountryPausesRepository,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    for (const sender of await this.probes.endTrials(LISTEN_MS)) this.log.info('sender.closed', { sender });
    await this.probes.forgetEnded();
    for (const { phoneNumberId: sender, state, pausedBy } of await this.states.toTell()) {
      // The reason is free text, and may name somebody.
      if (state === 'ACTIVE') this.log.warn('sender.resumed', { sender, by: 'a person' });
      else if (pausedBy === 'PERSON') this.log.warn('sender.paused', { sender, reason: 'by a person' });
    }
    // Whoever began a pause, by answer or by webhook: it is told here, once.
    for (const { senderId: sender, country, code } of await this.countries.toTell())
      this.log.warn('sender.country_paused', { sender, country, code });
    for (const { senderId: sender, country } of await this.countries.liftEnded(LISTEN_MS))
      this.log.warn('sender.country_resumed', { sender, country });
  }
}
