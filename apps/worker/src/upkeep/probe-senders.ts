import { Inject, Injectable } from '@nestjs/common';
import { GraphApi, endOfPause } from '#graph-api';
import { EventLog } from '#runtime';
import {
  type MachinePause,
  type ProbeWaits,
  type Sender,
  SenderProbesRepository,
  Senders,
  SendersRepository,
  pauseCause,
} from '#senders';
import { AskAboutToken } from './ask-about-token.js';
import { type EndOfAnyPause, isPauseOver, isTokenGood } from './is-pause-over.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Two questions at most are asked at a time, so that it is one a minute at most. */
const SEEN: ProbeWaits = { firstMs: 0, againMs: 2 * MINUTE_MS, longestMs: 15 * MINUTE_MS };
/** Of an account that Meta has stopped, one answer of its is not enough. */
const AVAILABLE_IN_A_ROW = 2;
/** Trying too early and too often makes a policy block longer. */
const UNSEEN: ProbeWaits = { firstMs: 15 * MINUTE_MS, againMs: 15 * MINUTE_MS, longestMs: 6 * HOUR_MS };

/**
 * Ends pauses whose cause is gone: where Meta shows that it is, or, where nothing shows it, by trying one message after a
 * wait. Of several workers one looks at a sender at a time; a token that was replaced is looked at at once.
 */
@Injectable()
export class ProbeSenders {
  constructor(
    private readonly senders: Senders,
    @Inject(SenderProbesRepository) private readonly probes: SenderProbesRepository,
    @Inject(SendersRepository) private readonly states: SendersRepository,
    @Inject(GraphApi) private readonly graph: GraphApi,
    private readonly askAboutToken: AskAboutToken,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    const pauses = await this.probes.pauses(this.senders.all().map(({ phoneNumberId }) => phoneNumberId));
    // Together, because Meta may take its time to answer for one of them.
    await Promise.all(
      pauses.map(async (pause) => {
        const sender = this.senders.byId(pause.senderId);
        if (sender !== null) await this.look(pause, sender);
      }),
    );
  }

  private async look(pause: MachinePause, sender: Sender): Promise<void> {
    const end = endOf(pause);
    const isSeen = end === 'token' || end === 'number';
    const waits = isSeen ? SEEN : UNSEEN;
    if (!pause.noticed && (await this.probes.notice(pause, waits))) this.tell(pause);
    // Whatever the number was refused for, another token changes nothing of what nothing shows.
    const token = isSeen ? sender.token.fingerprint() : null;
    const fresh = token !== null && !pause.tokens.includes(token);
    if (!pause.due && !fresh && pause.noticed) return;
    if (!(await this.probes.take(pause, token, waits))) return;
    const over = await this.isOver(end, sender);
    this.log.info('sender.probed', { sender: pause.senderId, cause: pauseCause(pause), over });
    if (!(await this.resume(pause, end, over))) return;
    const by = end === 'unseen' ? 'a trial after a wait' : `what Meta says of its ${end}`;
    this.log.warn('sender.resumed', { sender: pause.senderId, by });
  }

  private async resume(pause: MachinePause, end: EndOfAnyPause, over: boolean): Promise<boolean> {
    if (end !== 'account') {
      if (!over) return false;
      if (await this.probes.resume(pause, end === 'unseen')) return true;
      await this.probes.leaveToAccount(pause);
      return false;
    }
    const times = await this.probes.countAvailable(pause, over);
    return times >= AVAILABLE_IN_A_ROW && this.probes.resumeAccount(pause);
  }

  /** What a failed message paused nobody has said yet; the others, whoever hears of an account among them, say it themselves. */
  private tell({ senderId, pausedBy, pauseReason }: MachinePause): void {
    if (pausedBy === 'WEBHOOK' && !isOfAccount(pauseReason))
      this.log.warn('sender.paused', { sender: senderId, reason: pauseReason });
  }

  private async isOver(end: EndOfAnyPause, sender: Sender): Promise<boolean> {
    const token = end === 'token' ? await this.askAboutToken.execute(sender) : null;
    if (token !== null && !isTokenGood(token, sender)) return false;
    const { phoneNumberId } = sender;
    const askedAt = performance.now();
    const number = await this.graph.getPhoneNumber({ phoneNumberId, accessToken: sender.token.value() });
    if (number.kind === 'ok')
      await this.states.noteReading(phoneNumberId, number.phoneNumber, performance.now() - askedAt);
    return isPauseOver(end, { number, token });
  }
}

function endOf(pause: MachinePause): EndOfAnyPause {
  const cause = pauseCause(pause);
  if (isOfAccount(cause)) return 'account';
  return endOfPause(/^\d+$/.test(cause) ? Number(cause) : null);
}

function isOfAccount(cause: string): boolean {
  return cause.startsWith('ACCOUNT_');
}
