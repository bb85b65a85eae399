import { Inject, Injectable } from '@nestjs/common';
import { EventLog } from '#runtime';
import { RollUpRepository } from '#usage';

/** Counts what became of messages into the figures that stats and usage show. */
@Injectable()
export class RollUpUsage {
  private stands = false;

  constructor(
    @Inject(RollUpRepository) private readonly rollUp: RollUpRepository,
    private readonly log: EventLog,
  ) {}

  /** As long as there is something to count. */
  async round(): Promise<void> {
    this.stands ||= await this.countAnew();
    while (this.stands && (await this.rollUp.count()));
  }

  async forgetRound(): Promise<void> {
    await this.rollUp.forgetOldHours();
  }

  /**
   * After the upgrade that brought the figures, and with another BILLING_TIMEZONE; neither happens while this process lives.
   * Whether the figures are those of all messages now: not as long as another worker is at it.
   */
  private async countAnew(): Promise<boolean> {
    const startedAt = performance.now();
    const outcome = await this.rollUp.countAnew();
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    if (outcome === 'counted') this.log.info('figures.counted_anew', { seconds });
    return outcome !== null;
  }
}
