import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SendQueues } from '#queues';
import { EventLog, Sweep } from '#runtime';
import { Senders } from '#senders';
import { type QueueFiguresRepository, SenderPaceRepository, SharedQueueFigures } from '#sending';
import { ClaimProgress } from '../send/claim-progress.js';

/** Claimable work that has waited for this long while this process claimed nothing means that it is stuck. */
export const STUCK_AFTER_S = 60;

/**
 * A worker can look alive and take no jobs (BullMQ after a lost connection, for one). It is judged by its progress with each
 * of its senders: when there is work that it could claim, the queue answers, and it claimed nothing for a minute, it ends
 * itself so that Kubernetes starts another. Paused, disabled, throttled or idle is not stuck; nor is who got no turn of a number
 * that others use up: of eight workers on one message a second, one may well get none for minutes. What waits for a sender
 * that this process does not know is none of its business.
 */
@Injectable()
export class Watchdog implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sweep: Sweep;
  private stuckBefore = false;

  constructor(
    @Inject(SharedQueueFigures) private readonly figures: Pick<QueueFiguresRepository, 'read'>,
    @Inject(SenderPaceRepository) private readonly paces: Pick<SenderPaceRepository, 'isUsedUp'>,
    @Inject(SendQueues) private readonly queues: SendQueues,
    private readonly senders: Senders,
    private readonly progress: ClaimProgress,
    private readonly log: EventLog,
  ) {
    this.sweep = new Sweep(
      'watchdog',
      5_000,
      () => this.round(),
      (error) => log.error('sweep.failed', error, { sweep: 'watchdog' }),
    );
  }

  /** Seconds that the oldest message waits which this process could claim, and whether it is to blame. */
  async look(): Promise<{ oldestSeconds: number; stuck: boolean }> {
    const mine = (await this.figures.read()).filter(({ senderId }) => this.senders.byId(senderId) !== null);
    const idle = mine.filter(
      ({ senderId, oldestClaimableSeconds }) => oldestClaimableSeconds > STUCK_AFTER_S && this.isIdle(senderId),
    );
    const usedUp = await Promise.all(idle.map(({ senderId }) => this.paces.isUsedUp(senderId, STUCK_AFTER_S)));
    return {
      oldestSeconds: Math.max(0, ...mine.map((entry) => entry.oldestClaimableSeconds)),
      stuck: usedUp.includes(false),
    };
  }

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweep.stop();
  }

  private isIdle(senderId: string): boolean {
    return this.progress.secondsSinceLast(senderId) > STUCK_AFTER_S;
  }

  /** Two looks in a row: at the end of a long pause everything has waited for long, and nobody had a chance to claim it. */
  private async round(): Promise<void> {
    // Who claims is not stuck, and need not ask: with a million messages waiting it is no small question.
    const { stuck, oldestSeconds } = this.senders.all().some((sender) => this.isIdle(sender.phoneNumberId))
      ? await this.look()
      : { stuck: false, oldestSeconds: 0 };
    const before = this.stuckBefore;
    this.stuckBefore = stuck;
    if (!stuck || !before || !(await this.queues.ping())) return;
    this.log.warn('worker.stuck', { oldestSeconds: Math.round(oldestSeconds) });
    process.exit(1);
  }
}
