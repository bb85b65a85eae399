import { Inject, Injectable } from '@nestjs/common';
import { isOutage } from '#graph-api';
import { EventLog } from '#runtime';
import { type Sender, SenderTokensRepository, Senders } from '#senders';
import { AskAboutToken } from './ask-about-token.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const WARN_MS = 7 * 24 * HOUR_MS;

/**
 * Reads from Meta when each access token expires: at start, every hour, as soon as a token was replaced, and a minute after Meta did
 * not answer. From a week before it says so once a day. Several workers share the answers.
 */
@Injectable()
export class WatchTokens {
  /** The tokens that this process has asked about, by sender, and when it is to ask again, in monotonic milliseconds. */
  private readonly asked = new Map<string, { fingerprint: string; againAtMs: number }>();

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
    return asked === undefined || asked.fingerprint !== token.fingerprint() || performance.now() >= asked.againAtMs;
  }

  private async read(sender: Sender): Promise<void> {
    const file = sender.token.missingFile();
    if (file !== null) {
      const remedy = 'put the token into the file: it is read again by itself';
      this.log.warn('sender.token_missing', { sender: sender.phoneNumberId, file, remedy });
    }
    const fingerprint = sender.token.fingerprint();
    const pauseMs = (await this.learn(sender, fingerprint)) ? HOUR_MS : MINUTE_MS;
    this.asked.set(sender.phoneNumberId, { fingerprint, againAtMs: performance.now() + pauseMs });
  }

  /** False where Meta did not answer. Where the token is of another app than is configured, Meta refuses to tell. */
  private async learn(sender: Sender, fingerprint: string): Promise<boolean> {
    const { phoneNumberId, appId } = sender;
    // Two workers that start a minute apart ask once; one that finds another's answer looks at it again in an hour.
    if (!(await this.tokens.take(phoneNumberId, fingerprint, HOUR_MS / 2))) return true;
    const read = await this.askAboutToken.execute(sender);
    if (read === null) return true;
    if (read.kind === 'ok') await this.tokens.keep(phoneNumberId, fingerprint, read.token.expiresAt);
    else if (isOutage(read)) {
      await this.tokens.putBack(phoneNumberId, fingerprint);
      return false;
    } else if (read.kind === 'refused') {
      const remedy = 'app id and app secret of the app that made the token';
      this.log.warn('sender.token_not_told', { sender: phoneNumberId, appId, code: read.failure.code, remedy });
    }
    return true;
  }
}
