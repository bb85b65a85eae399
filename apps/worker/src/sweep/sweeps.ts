import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EventLog, Sweep } from '#runtime';
import { EnqueueDue } from './enqueue-due.js';
import { Expire } from './expire.js';
import { NoticeRestoredDatabase } from './notice-restored-database.js';
import { SettleUnconfirmed } from './settle-unconfirmed.js';

/** Everything that runs by the clock while messages wait. Several workers may run it: rows are taken with SKIP LOCKED. */
@Injectable()
export class Sweeps implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sweeps: readonly Sweep[];

  constructor(
    enqueueDue: EnqueueDue,
    expire: Expire,
    settleUnconfirmed: SettleUnconfirmed,
    noticeRestored: NoticeRestoredDatabase,
    log: EventLog,
  ) {
    const sweep = (name: string, pauseMs: number, round: () => Promise<void>): Sweep =>
      new Sweep(name, pauseMs, round, (error) => log.error('sweep.failed', error, { sweep: name }));
    this.sweeps = [
      sweep('enqueue-due', 250, () => enqueueDue.round()),
      sweep('expire', 1_000, () => expire.round()),
      sweep('settle-unconfirmed', 1_000, () => settleUnconfirmed.round()),
      sweep('notice-restored-database', 2_000, () => noticeRestored.round()),
    ];
  }

  onApplicationBootstrap(): void {
    for (const sweep of this.sweeps) sweep.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.sweeps.map((sweep) => sweep.stop()));
  }
}
