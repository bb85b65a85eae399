import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { CallbacksModule } from '#callbacks';
import { DatabaseModule } from '#database';
import { GraphApiModule } from '#graph-api';
import { MessagesModule } from '#messages';
import { QueuesModule, queuePlace } from '#queues';
import { type Environment, type EventLog, RuntimeModule, type Tracing } from '#runtime';
import { Senders, SendersModule } from '#senders';
import { SendingModule } from '#sending';
import { SuppressionsModule } from '#suppressions';
import { TemplatesModule } from '#templates';
import { UsageModule } from '#usage';
import { AccessModule } from './access/access.module.js';
import { KnownRoutes } from './border/known-routes.js';
import { CallbackDeliveriesController } from './callbacks/callback-deliveries.controller.js';
import { CallbackEndpointsController } from './callbacks/callback-endpoints.controller.js';
import { OwnEndpoint } from './callbacks/own-endpoint.js';
import { SaveEndpoint } from './callbacks/save-endpoint.js';
import { MessageIntakeModule } from './messages/message-intake.module.js';
import { ConsoleModule } from './ops/console.module.js';
import { HealthController } from './ops/health.controller.js';
import { MetricsController } from './ops/metrics.controller.js';
import { QueueBoardModule } from './ops/queue-board.module.js';
import { createValidationPipe } from './problems/invalid-request.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { ReadSenders } from './senders/read-senders.js';
import { SendersController } from './senders/senders.controller.js';
import { ReadStats } from './stats/read-stats.js';
import { StatsController } from './stats/stats.controller.js';
import { SuppressionsController } from './suppressions/suppressions.controller.js';
import { PreviewTemplate } from './templates/preview-template.js';
import { SubmitTemplate } from './templates/submit-template.js';
import { TemplatesController } from './templates/templates.controller.js';
import { ReadUsage } from './usage/read-usage.js';
import { UsageController } from './usage/usage.controller.js';
import { WebhookModule } from './webhook/webhook.module.js';

const GRAPH_CONNECTIONS = 4;
const DATABASE_CONNECTIONS = 20;

/** The composition root of the process that takes requests and Meta's webhooks. */
@Module({})
export class ApiModule {
  static forProcess(environment: Environment, log: EventLog, routes: KnownRoutes, tracing: Tracing): DynamicModule {
    const senders = Senders.fromEnvironment(environment, () => performance.now());
    const phoneNumberIds = senders.all().map((sender) => sender.phoneNumberId);
    return {
      module: ApiModule,
      imports: [
        RuntimeModule.forProcess({ app: 'api', environment, log, senders: phoneNumberIds, tracing }),
        DatabaseModule.forProcess('recado-api', DATABASE_CONNECTIONS, environment, log, {
          queue: queuePlace(environment.REDIS_URL),
          senders: senders.mark(),
        }),
        SendersModule,
        QueuesModule.forSenders(phoneNumberIds, {
          redisUrl: environment.REDIS_URL,
          databaseUrl: environment.DATABASE_URL ?? '',
          role: 'producer',
        }),
        GraphApiModule.forRootAsync({
          useFactory: () => ({
            baseUrl: environment.WHATSAPP_GRAPH_URL,
            version: environment.WHATSAPP_GRAPH_VERSION,
            timeoutMs: environment.WHATSAPP_SEND_TIMEOUT_MS,
            connections: GRAPH_CONNECTIONS,
            now: () => Date.now(),
          }),
        }),
        TemplatesModule.forRootAsync({
          inject: [Senders],
          useFactory: (known: Senders) => ({
            accessTokenOf: (wabaId: string) => Promise.resolve(known.accessTokenOf(wabaId)),
          }),
        }),
        {
          ...MessagesModule.forProcess({
            maxMs: environment.UNCONFIRMED_MAX,
            soloWaitMs: environment.UNCONFIRMED_SOLO_WAIT,
          }),
          global: true,
        },
        { module: SendingModule, global: true },
        SuppressionsModule,
        UsageModule,
        CallbacksModule,
        AccessModule,
        MessageIntakeModule,
        WebhookModule,
        TerminusModule.forRoot({ logger: false }),
        QueueBoardModule,
        ConsoleModule,
      ],
      controllers: [
        HealthController,
        MetricsController,
        SendersController,
        StatsController,
        SuppressionsController,
        TemplatesController,
        UsageController,
        CallbackEndpointsController,
        CallbackDeliveriesController,
      ],
      providers: [
        ReadSenders,
        ReadStats,
        ReadUsage,
        SubmitTemplate,
        PreviewTemplate,
        OwnEndpoint,
        SaveEndpoint,
        { provide: KnownRoutes, useValue: routes },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useFactory: createValidationPipe },
      ],
    };
  }
}
