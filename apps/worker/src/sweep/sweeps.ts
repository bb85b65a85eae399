import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EventLog, Sweep } from '#runtime';
import { EndTrials } from '../upkeep/end-trials.js';
import { SenderWorkers } from '../send/sender-workers.js';
import { EraseOld } from '../upkeep/erase-old.js';
import { ForgetOldCallbacks } from '../upkeep/forget-old-callbacks.js';
import { ForgetOldPaces } from '../upkeep/forget-old-paces.js';
import { ForgetOldWebhooks } from '../upkeep/forget-old-webhooks.js';
import { LiftEndedRestrictions } from '../upkeep/lift-ended-restrictions.js';
import { NoticeCategoryDrift } from '../upkeep/notice-category-drift.js';
import { PrepareWebhookDays } from '../upkeep/prepare-webhook-days.js';
import { ProbeSenders } from '../upkeep/probe-senders.js';
import { ReadNumbers } from '../upkeep/read-numbers.js';
import { RollUpUsage } from '../upkeep/roll-up-usage.js';
import { ResealSecrets } from '../upkeep/reseal-secrets.js';
import { SyncChangedTemplates } from '../upkeep/sync-changed-templates.js';
import { SyncTemplatesRegularly } from '../upkeep/sync-templates-regularly.js';
import { TellErasures } from '../upkeep/tell-erasures.js';
import { TellKeyEvents } from '../upkeep/tell-key-events.js';
import { WatchTokens } from '../upkeep/watch-tokens.js';
import { CloseGaps } from './close-gaps.js';
import { EnqueueDue } from './enqueue-due.js';
import { Expire } from './expire.js';
import { HearRecipients } from './hear-recipients.js';
import { NoticeRestoredDatabase } from './notice-restored-database.js';
import { ReportUndelivered } from './report-undelivered.js';
import { SettleUnconfirmed } from './settle-unconfirmed.js';
import { TellDuplicateSends } from './tell-duplicate-sends.js';
import { TellHeldDecisions } from './tell-held-decisions.js';
import { WakeEndpoints } from './wake-endpoints.js';

const MINUTE_MS = 60_000;

/**
 * Everything that runs by the clock, with the pause in milliseconds after each round. Several workers may run it: a row is taken
 * by one of them (SKIP LOCKED), or its change is guarded by what the row must still say when it is locked.
 */
@Injectable()
export class Sweeps implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sweeps: readonly Sweep[];

  constructor(
    enqueueDue: EnqueueDue,
    closeGaps: CloseGaps,
    expire: Expire,
    settleUnconfirmed: SettleUnconfirmed,
    noticeRestored: NoticeRestoredDatabase,
    tellDuplicateSends: TellDuplicateSends,
    tellHeldDecisions: TellHeldDecisions,
    reportUndelivered: ReportUndelivered,
    hearRecipients: HearRecipients,
    syncTemplates: SyncTemplatesRegularly,
    syncChangedTemplates: SyncChangedTemplates,
    noticeCategoryDrift: NoticeCategoryDrift,
    liftEndedRestrictions: LiftEndedRestrictions,
    prepareWebhookDays: PrepareWebhookDays,
    forgetOldWebhooks: ForgetOldWebhooks,
    probeSenders: ProbeSenders,
    endTrials: EndTrials,
    readNumbers: ReadNumbers,
    watchTokens: WatchTokens,
    tellKeyEvents: TellKeyEvents,
    tellErasures: TellErasures,
    senderWorkers: SenderWorkers,
    forgetOldPaces: ForgetOldPaces,
    rollUpUsage: RollUpUsage,
    eraseOld: EraseOld,
    wakeEndpoints: WakeEndpoints,
    forgetOldCallbacks: ForgetOldCallbacks,
    resealSecrets: ResealSecrets,
    log: EventLog,
  ) {
    const sweep = (name: string, pauseMs: number, round: () => Promise<void>): Sweep =>
      new Sweep(name, pauseMs, round, (error) => log.error('sweep.failed', error, { sweep: name }));
    this.sweeps = [
      sweep('enqueue-due', 250, () => enqueueDue.round()),
      sweep('close-gaps', 2_000, () => closeGaps.round()),
      sweep('keep-pace', 250, () => senderWorkers.keepPace()),
      sweep('expire-leases', 1_000, () => expire.leasesRound()),
      sweep('expire-messages', 1_000, () => expire.messagesRound()),
      sweep('match-parked', 1_000, () => settleUnconfirmed.parkedRound()),
      sweep('settle-unconfirmed', 1_000, () => settleUnconfirmed.unclearRound()),
      sweep('notice-restored-database', 2_000, () => noticeRestored.round()),
      sweep('tell-duplicate-sends', 1_000, () => tellDuplicateSends.round()),
      sweep('tell-held-decisions', 10_000, () => tellHeldDecisions.round()),
      sweep('hear-recipients', 2_000, () => hearRecipients.round()),
      sweep('report-undelivered', 10 * 60_000, () => reportUndelivered.round()),
      sweep('sync-templates', 10_000, () => syncTemplates.round()),
      // Meta allows an account 200 such calls an hour; several changes in a row are read together.
      sweep('sync-changed-templates', 30_000, () => syncChangedTemplates.round()),
      sweep('notice-category-drift', 2_000, () => noticeCategoryDrift.round()),
      sweep('lift-ended-restrictions', MINUTE_MS, () => liftEndedRestrictions.round()),
      sweep('prepare-webhook-days', 10 * MINUTE_MS, () => prepareWebhookDays.round()),
      sweep('forget-old-webhooks', 10 * MINUTE_MS, () => forgetOldWebhooks.round()),
      // Each second it looks whether there is something to ask; Meta is asked much more rarely.
      sweep('probe-senders', 1_000, () => probeSenders.round()),
      // Here, too, and with the lists of templates: one worker asks, when it is due.
      sweep('read-numbers', 10_000, () => readNumbers.round()),
      sweep('end-trials', 1_000, () => endTrials.round()),
      sweep('watch-tokens', 2_000, () => watchTokens.round()),
      sweep('tell-key-events', 10_000, () => tellKeyEvents.round()),
      sweep('tell-erasures', 10_000, () => tellErasures.round()),
      sweep('forget-old-paces', MINUTE_MS, () => forgetOldPaces.recipientsRound()),
      sweep('make-room-in-portfolio', 1_000, () => forgetOldPaces.portfolioRound()),
      sweep('roll-up-usage', 1_000, () => rollUpUsage.round()),
      // What is left when a round's time is over waits for a moment only.
      sweep('erase-old', 15_000, () => eraseOld.round()),
      sweep('forget-old-figures', 60 * MINUTE_MS, () => rollUpUsage.forgetRound()),
      sweep('wake-endpoints', 200, () => wakeEndpoints.round()),
      sweep('forget-old-callbacks', 10 * MINUTE_MS, () => forgetOldCallbacks.round()),
      sweep('reseal-secrets', 10 * MINUTE_MS, () => resealSecrets.round()),
    ];
  }

  onApplicationBootstrap(): void {
    for (const sweep of this.sweeps) sweep.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.sweeps.map((sweep) => sweep.stop()));
  }
}
