import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '#runtime';
import { type SenderState, SendersRepository } from '#senders';
import { InstallationRepository } from '#sending';

const BELIEVED_MS = 1_000;

/** What keeps a sender's messages from being sent, and until when where that is known. */
export interface Sending {
  readonly waitsFor: 'DISABLED' | 'SENDER_PAUSED' | null;
  readonly until: Date | null;
}

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

  async of(senderId: string): Promise<Sending> {
    const { enabled, senders } = this.latest();
    if (!(await enabled)) return { waitsFor: 'DISABLED', until: null };
    const sender = (await senders).get(senderId);
    if (sender?.state === 'PAUSED') return { waitsFor: 'SENDER_PAUSED', until: null };
    const until = sender?.waitUntil ?? null;
    return { waitsFor: until === null ? null : 'SENDER_PAUSED', until };
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
