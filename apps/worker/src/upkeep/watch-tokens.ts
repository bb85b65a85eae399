import { Inject, Injectable } from '@nestjs/common';
import { EventLog } from '#runtime';
import { type Sender, SenderTokensRepository, Senders } from '#senders';
import { AskAboutToken } from './ask-about-token.js';

const HOUR_MS = 3_600_000;
const WARN_MS = 7 * 24 * HOUR_MS;

/**
 * Reads from Meta when each access token expires: at start, every hour, and as soon as a token was replaced. From a week before
 * it says so once a day. Several workers share the answers.
 */
@Injectable()
export class WatchTokens {
  /** The tokens that this process has asked about, by sender, and when it did, in monotonic milliseconds. */
  private readonly asked = new Map<string, { fingerprint: string; atMs: number }>();

  constructor(
    private readonly senders: Senders,
    @Inject(SenderTokensRepository) private readonly tokens: SenderTokensRepository,
    private readonly askAboutToken: AskAboutToken,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    const due = this.senders.all().filter((sender) => this.isDue(sender));
    for (const sender of due) await this.read(sender);
    if (due.length === 0) return;
    const ids = this.senders.all().map(({ phoneNumberId }) => phoneNumberId);
    for (const { senderId: sender, expiresAt, days } of await this.tokens.toWarnOf(ids, WARN_MS))
      this.log.warn('sender.token_expires', { sender, expiresAt: expiresAt.toISOString(), days });
  }

  private isDue({ phoneNumberId, token }: Sender): boolean {
    const asked = this.asked.get(phoneNumberId);
    return (
      asked === undefined || asked.fingerprint !== token.fingerprint() || performance.now() - asked.atMs >= HOUR_MS
    );
  }

  private async read(sender: Sender): Promise<void> {
    const fingerprint = sender.token.fingerprint();
    // Two workers that start a minute apart ask once; one that finds another's answer looks at it again in an hour.
    if (await this.tokens.take(sender.phoneNumberId, fingerprint, HOUR_MS / 2)) {
      const read = await this.askAboutToken.execute(sender);
      if (read?.kind === 'ok') await this.tokens.keep(sender.phoneNumberId, fingerprint, read.token.expiresAt);
    }
    this.asked.set(sender.phoneNumberId, { fingerprint, atMs: performance.now() });
  }
}
