import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '#clients';
import { SenderSilenceRepository, Senders, SendersRepository } from '#senders';
import { CountryPausesRepository, QueueFiguresRepository, SenderPaceRepository } from '#sending';
import { type SenderDto, viewOfSender } from './sender.dto.js';

/** The senders that a key may see, with what waits for each: those of the configuration first, in its order. */
@Injectable()
export class ReadSenders {
  constructor(
    private readonly senders: Senders,
    @Inject(SendersRepository) private readonly states: SendersRepository,
    @Inject(QueueFiguresRepository) private readonly figures: QueueFiguresRepository,
    @Inject(SenderPaceRepository) private readonly paces: SenderPaceRepository,
    @Inject(CountryPausesRepository) private readonly countries: CountryPausesRepository,
    @Inject(SenderSilenceRepository) private readonly silences: SenderSilenceRepository,
  ) {}

  async execute({ senderIds }: Pick<Caller, 'senderIds'>): Promise<readonly SenderDto[]> {
    const configured = this.senders.all().map(({ phoneNumberId }) => phoneNumberId);
    const [profiles, figures, countries, silences] = await Promise.all([
      this.profiles(configured),
      this.figures.read(),
      this.countries.list(),
      this.silences.read(),
    ]);
    // After the senders, which somebody may have asked for as the first.
    const paces = new Map((await this.paces.read()).map((pace) => [pace.senderId, pace]));
    const known = [...profiles.keys()];
    const ids = [...configured, ...known.filter((id) => !configured.includes(id))];
    return ids
      .filter((id) => senderIds?.includes(id) ?? true)
      .flatMap((id) => {
        const profile = profiles.get(id);
        const pace = paces.get(id);
        if (profile === undefined || pace === undefined) return [];
        const ofThis = ({ senderId }: { readonly senderId: string }): boolean => senderId === id;
        return [
          viewOfSender(profile, {
            pace,
            countryPauses: countries.filter(ofThis),
            figures: figures.find(ofThis) ?? null,
            silence: silences.get(id) ?? null,
            configured: configured.includes(id),
          }),
        ];
      });
  }

  /** Whether the key may see such a sender; what waits for it is not counted for that. */
  async knows({ senderIds }: Pick<Caller, 'senderIds'>, id: string): Promise<boolean> {
    if (senderIds?.includes(id) === false) return false;
    return (await this.profiles(this.senders.all().map(({ phoneNumberId }) => phoneNumberId))).has(id);
  }

  /** A configured sender is known to PostgreSQL as soon as a worker has started, or somebody asks for it here. */
  private async profiles(configured: readonly string[]): ReturnType<SendersRepository['profiles']> {
    const profiles = await this.states.profiles();
    if (configured.every((id) => profiles.has(id))) return profiles;
    await this.states.register(this.senders.all());
    return this.states.profiles();
  }
}
