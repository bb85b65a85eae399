import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { CallbackAddresses, CallbackConnection, CallbacksModule } from '#callbacks';
import { ClientsModule } from '#clients';
import { DatabaseModule } from '#database';
import { GraphApiModule } from '#graph-api';
import { PrivacyModule } from '#privacy';
import { QueuesModule, queuePlace } from '#queues';
import { Environment, type EventLog, Metrics, RuntimeModule, Tracing } from '#runtime';
import { Senders, SendersModule } from '#senders';
import { SendingModule } from '#sending';
import { SuppressionsModule } from '#suppressions';
import { TemplatesModule } from '#templates';
import { UsageModule } from '#usage';
import { CallbackWorkers } from './callbacks/callback-workers.js';
import { DeliverCallback } from './callbacks/deliver-callback.js';
import { ServeEndpoint } from './callbacks/serve-endpoint.js';
import { HealthController } from './ops/health.controller.js';
import { MetricsController } from './ops/metrics.controller.js';
import { Watchdog } from './ops/watchdog.js';
import { CheckBeforeSending } from './send/check-before-sending.js';
import { HeedRefusal } from './send/heed-refusal.js';
import { ClaimProgress } from './send/claim-progress.js';
import { SendMessage } from './send/send-message.js';
import { SenderHealth } from './send/sender-health.js';
import { SenderPaces } from './send/sender-paces.js';
import { MOST_AT_ONCE, SenderWorkers } from './send/sender-workers.js';
import { WebhookEventsModule } from '#webhook-events';
import { AskAboutToken } from './upkeep/ask-about-token.js';
import { EndTrials } from './upkeep/end-trials.js';
import { EraseOld } from './upkeep/erase-old.js';
import { ForgetOldCallbacks } from './upkeep/forget-old-callbacks.js';
import { ForgetOldPaces } from './upkeep/forget-old-paces.js';
import { ForgetOldWebhooks } from './upkeep/forget-old-webhooks.js';
import { PrepareWebhookDays } from './upkeep/prepare-webhook-days.js';
import { LiftEndedRestrictions } from './upkeep/lift-ended-restrictions.js';
import { ProbeSenders } from './upkeep/probe-senders.js';
import { NoticeCategoryDrift } from './upkeep/notice-category-drift.js';
import { ReadNumbers } from './upkeep/read-numbers.js';
import { ResealSecrets } from './upkeep/reseal-secrets.js';
import { RegisterInstallation } from './upkeep/register-installation.js';
import { RollUpUsage } from './upkeep/roll-up-usage.js';
import { SyncChangedTemplates } from './upkeep/sync-changed-templates.js';
import { SyncTemplatesRegularly } from './upkeep/sync-templates-regularly.js';
import { TellErasures } from './upkeep/tell-erasures.js';
import { TellKeyEvents } from './upkeep/tell-key-events.js';
import { WatchTokens } from './upkeep/watch-tokens.js';
import { CloseGaps } from './sweep/close-gaps.js';
import { EnqueueDue } from './sweep/enqueue-due.js';
import { Expire } from './sweep/expire.js';
import { HearRecipients } from './sweep/hear-recipients.js';
import { NoticeRestoredDatabase } from './sweep/notice-restored-database.js';
import { ReportUndelivered } from './sweep/report-undelivered.js';
import { SettleUnconfirmed } from './sweep/settle-unconfirmed.js';
import { Sweeps } from './sweep/sweeps.js';
import { TellDuplicateSends } from './sweep/tell-duplicate-sends.js';
import { TellHeldDecisions } from './sweep/tell-held-decisions.js';
import { WakeEndpoints } from './sweep/wake-endpoints.js';

/** An endpoint that has not answered by then has not heard it. */
const LONGEST_CALLBACK_MS = 15_000;

/** The composition root of the process that sends. */
@Module({})
export class WorkerModule {
  static forProcess(environment: Environment, log: EventLog, tracing: Tracing = Tracing.off()): DynamicModule {
    const senders = Senders.fromEnvironment(environment, () => performance.now());
    const phoneNumberIds = senders.all().map((sender) => sender.phoneNumberId);
    return {
      module: WorkerModule,
      imports: [
        RuntimeModule.forProcess({ app: 'worker', environment, log, senders: phoneNumberIds, tracing }),
        DatabaseModule.forProcess('recado-worker', 10, environment, log, {
          queue: queuePlace(environment.REDIS_URL),
          senders: senders.mark(),
        }),
        ClientsModule,
        SendersModule,
        QueuesModule.forSenders(phoneNumberIds, {
          redisUrl: environment.REDIS_URL,
          databaseUrl: environment.DATABASE_URL ?? '',
          role: 'worker',
        }),
        GraphApiModule.forRootAsync({
          inject: [Metrics],
          useFactory: (metrics: Metrics) => ({
            baseUrl: environment.WHATSAPP_GRAPH_URL,
            version: environment.WHATSAPP_GRAPH_VERSION,
            timeoutMs: environment.WHATSAPP_SEND_TIMEOUT_MS,
            // No request ever waits in the pool: one connection for every call that can be under way, at any pace.
            connections: senders.all().length * Math.max(...Object.values(MOST_AT_ONCE)) + 4,
            now: () => Date.now(),
            onRequest: ({ outcome, seconds, phoneNumberId }) =>
              metrics.graphSeconds.observe({ outcome, sender: phoneNumberId }, seconds),
          }),
        }),
        TemplatesModule.forRootAsync({
          inject: [Senders],
          useFactory: (known: Senders) => ({
            accessTokenOf: (wabaId: string) => Promise.resolve(known.accessTokenOf(wabaId)),
          }),
        }),
        SendingModule,
        SuppressionsModule,
        UsageModule,
        PrivacyModule,
        WebhookEventsModule,
        CallbacksModule,
        TerminusModule.forRoot({ logger: false }),
      ],
      controllers: [HealthController, MetricsController],
      providers: [
        RegisterInstallation,
        CheckBeforeSending,
        SenderHealth,
        SenderPaces,
        HeedRefusal,
        ClaimProgress,
        Watchdog,
        SendMessage,
        SenderWorkers,
        CloseGaps,
        EnqueueDue,
        Expire,
        SettleUnconfirmed,
        NoticeRestoredDatabase,
        HearRecipients,
        ReportUndelivered,
        Sweeps,
        TellDuplicateSends,
        TellHeldDecisions,
        SyncTemplatesRegularly,
        SyncChangedTemplates,
        NoticeCategoryDrift,
        LiftEndedRestrictions,
        PrepareWebhookDays,
        ForgetOldWebhooks,
        AskAboutToken,
        ProbeSenders,
        ReadNumbers,
        EndTrials,
        WatchTokens,
        TellErasures,
        TellKeyEvents,
        ForgetOldPaces,
        RollUpUsage,
        EraseOld,
        {
          provide: CallbackConnection,
          inject: [CallbackAddresses, Environment],
          useFactory: (addresses: CallbackAddresses, { NODE_ENV }: Environment) =>
            new CallbackConnection({
              addresses,
              httpsOnly: NODE_ENV === 'production',
              timeoutMs: LONGEST_CALLBACK_MS,
            }),
        },
        DeliverCallback,
        ServeEndpoint,
        CallbackWorkers,
        WakeEndpoints,
        ForgetOldCallbacks,
        ResealSecrets,
      ],
    };
  }
}
