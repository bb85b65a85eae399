import { Inject, Injectable } from '@nestjs/common';
import { recipientCountry } from '#messages';
import { Clock } from '#runtime';
import { type SenderState, SendersRepository } from '#senders';
import { type CountryPause, CountryPausesRepository, InstallationRepository, type NewMessage } from '#sending';

const BELIEVED_MS = 1_000;

/** What keeps a message of this sender to this country from being sent, and until when where that is known. */
export interface Sending {
  readonly waitsFor: 'DISABLED' | 'SENDER_PAUSED' | null;
  readonly until: Date | null;
}

interface Snapshot {
  readonly readAt: number;
  readonly enabled: Promise<boolean>;
  readonly blocksCategoryDrift: Promise<boolean>;
  readonly senders: Promise<ReadonlyMap<string, SenderState>>;
  readonly countries: Promise<readonly CountryPause[]>;
}

/** Whether anything is sent now, by whom and to where; read once a second, so that an accepted message costs no query more. */
@Injectable()
export class SendingState {
  private snapshot: Snapshot | null = null;

  constructor(
    @Inject(InstallationRepository) private readonly installation: InstallationRepository,
    @Inject(SendersRepository) private readonly senders: SendersRepository,
    @Inject(CountryPausesRepository) private readonly countries: CountryPausesRepository,
    private readonly clock: Clock,
  ) {}

  async of(message: Pick<NewMessage, 'senderId' | 'recipientPhone' | 'recipientUserId'>): Promise<Sending> {
    const { enabled, senders, countries } = this.latest();
    if (!(await enabled)) return { waitsFor: 'DISABLED', until: null };
    const sender = (await senders).get(message.senderId);
    // Where the wait for a country is over one message is tried, perhaps this one.
    const pauses = (await countries).filter(({ senderId, waits }) => waits && senderId === message.senderId);
    const country = pauses.length === 0 ? null : recipientCountry(message);
    if (sender?.state === 'PAUSED' || pauses.some((pause) => pause.country === country))
      return { waitsFor: 'SENDER_PAUSED', until: null };
    const until = sender?.waitUntil ?? null;
    return { waitsFor: until === null ? null : 'SENDER_PAUSED', until };
  }

  /** Whether the messages of a template that Meta moved to MARKETING wait. */
  blocksCategoryDrift(): Promise<boolean> {
    return this.latest().blocksCategoryDrift;
  }

  private latest(): Snapshot {
    const now = this.clock.monotonicMs();
    if (this.snapshot !== null && now - this.snapshot.readAt < BELIEVED_MS) return this.snapshot;
    const fresh = {
      readAt: now,
      enabled: this.installation.sendingEnabled(),
      blocksCategoryDrift: this.installation.blocksCategoryDrift(),
      senders: this.senders.states(),
      countries: this.countries.list(),
    };
    this.snapshot = fresh;
    // A failed read is told to those who wait for it, and to nobody after them.
    Promise.all([fresh.enabled, fresh.blocksCategoryDrift, fresh.senders, fresh.countries]).catch(() => {
      if (this.snapshot === fresh) this.snapshot = null;
    });
    return fresh;
  }
}
