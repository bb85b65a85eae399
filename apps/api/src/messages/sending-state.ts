import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '#runtime';
import { type SenderState, SendersRepository } from '#senders';
import { InstallationRepository } from '#sending';

const BELIEVED_MS = 1_000;

interface Snapshot {
  readonly readAt: number;
  readonly enabled: Promise<boolean>;
  readonly senders: Promise<ReadonlyMap<string, SenderState>>;
}

/** Whether anything is sent now, and by whom; read once a second, so that an accepted message costs no query more. */
@Injectable()
export class SendingState {
  private snapshot: Snapshot | null = null;

  constructor(
    @Inject(InstallationRepository) private readonly installation: InstallationRepository,
    @Inject(SendersRepository) private readonly senders: SendersRepository,
    private readonly clock: Clock,
  ) {}

  async of(senderId: string): Promise<'sending' | 'DISABLED' | 'SENDER_PAUSED'> {
    const { enabled, senders } = this.latest();
    if (!(await enabled)) return 'DISABLED';
    return (await senders).get(senderId)?.state === 'PAUSED' ? 'SENDER_PAUSED' : 'sending';
  }

  private latest(): Snapshot {
    const now = this.clock.monotonicMs();
    if (this.snapshot !== null && now - this.snapshot.readAt < BELIEVED_MS) return this.snapshot;
    const fresh = { readAt: now, enabled: this.installation.sendingEnabled(), senders: this.senders.states() };
    this.snapshot = fresh;
    // A failed read is told to those who wait for it, and to nobody after them.
    Promise.all([fresh.enabled, fresh.senders]).catch(() => {
      if (this.snapshot === fresh) this.snapshot = null;
    });
    return fresh;
  }
}
