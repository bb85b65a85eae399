import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SendQueues } from '#queues';
import { Environment, EventLog, Metrics, Tracing } from '#runtime';
import { AcceptMessages } from './accept-messages.js';
import { CancellationsRepository } from './cancellations.repository.js';
import { ClaimsRepository } from './claims.repository.js';
import { CountryPausesRepository } from './country-pauses.repository.js';
import { CountNews } from './count-news.js';
import { DueMessagesRepository } from './due-messages.repository.js';
import { DuplicateSendsRepository } from './duplicate-sends.repository.js';
import { EarlierRequestsRepository } from './earlier-requests.repository.js';
import { ExpiryRepository } from './expiry.repository.js';
import { HeldDecisionsRepository } from './held-decisions.repository.js';
import { HeldMessagesRepository } from './held-messages.repository.js';
import { InstallationRepository } from './installation.repository.js';
import { IntakeRepository } from './intake.repository.js';
import { MessageTracesRepository } from './message-traces.repository.js';
import { ParkedStatusesRepository } from './parked-statuses.repository.js';
import { PortfolioRepository } from './portfolio.repository.js';
import { PurchaseOrdersRepository } from './purchase-orders.repository.js';
import { QueueFiguresRepository } from './queue-figures.repository.js';
import { RecipientPacingRepository } from './recipient-pacing.repository.js';
import { ResendsRepository } from './resends.repository.js';
import { RestoredDatabaseRepository } from './restored-database.repository.js';
import { SenderHearingRepository } from './sender-hearing.repository.js';
import { SenderPaceRepository } from './sender-pace.repository.js';
import { SenderTurnsRepository } from './sender-turns.repository.js';
import { SettlementsRepository } from './settlements.repository.js';
import { SharedQueueFigures } from './shared-queue-figures.js';
import { StatusMerge } from './status-merge.js';
import { TraceNews } from './trace-news.js';
import { UnconfirmedRepository } from './unconfirmed.repository.js';
import { UndeliveredRepository } from './undelivered.repository.js';

const providers = [
  StatusMerge,
  {
    provide: CountNews,
    inject: [Metrics, EventLog, TraceNews],
    useFactory: (metrics: Metrics, log: EventLog, traces: TraceNews) =>
      new CountNews(metrics, log, () => new Date(), traces),
  },
  {
    provide: TraceNews,
    inject: [Tracing, MessageTracesRepository, EventLog],
    useFactory: (tracing: Tracing, traces: MessageTracesRepository, log: EventLog) =>
      new TraceNews(tracing, traces, log),
  },
  {
    provide: IntakeRepository,
    inject: [DataSource, Environment],
    useFactory: (dataSource: DataSource, environment: Environment) =>
      new IntakeRepository(dataSource, environment.MESSAGE_TTL),
  },
  {
    provide: AcceptMessages,
    inject: [IntakeRepository, SendQueues, EventLog],
    useFactory: (intake: IntakeRepository, queues: SendQueues, log: EventLog) =>
      new AcceptMessages(intake, queues, log),
  },
  {
    provide: PurchaseOrdersRepository,
    inject: [DataSource, IntakeRepository],
    useFactory: (dataSource: DataSource, intake: IntakeRepository) => new PurchaseOrdersRepository(dataSource, intake),
  },
  {
    provide: ResendsRepository,
    inject: [DataSource, IntakeRepository],
    useFactory: (dataSource: DataSource, intake: IntakeRepository) => new ResendsRepository(dataSource, intake),
  },
  {
    provide: ClaimsRepository,
    inject: [DataSource, Environment],
    useFactory: (dataSource: DataSource, environment: Environment) =>
      new ClaimsRepository(dataSource, environment.SEND_LEASE, environment.PORTFOLIO_DAILY_RECIPIENTS !== undefined),
  },
  {
    provide: SettlementsRepository,
    inject: [DataSource, StatusMerge],
    useFactory: (dataSource: DataSource, merge: StatusMerge) => new SettlementsRepository(dataSource, merge),
  },
  {
    provide: ParkedStatusesRepository,
    inject: [DataSource, StatusMerge],
    useFactory: (dataSource: DataSource, merge: StatusMerge) => new ParkedStatusesRepository(dataSource, merge),
  },
  {
    provide: ExpiryRepository,
    inject: [DataSource, Environment],
    useFactory: (dataSource: DataSource, environment: Environment) =>
      new ExpiryRepository(dataSource, environment.UNCONFIRMED_SOLO_WAIT),
  },
  {
    provide: UnconfirmedRepository,
    inject: [DataSource, Environment],
    useFactory: (dataSource: DataSource, environment: Environment) =>
      new UnconfirmedRepository(dataSource, {
        waitMs: environment.UNCONFIRMED_WAIT,
        soloWaitMs: environment.UNCONFIRMED_SOLO_WAIT,
        receiversHealthyForMs: environment.RECEIVER_HEALTHY_FOR,
        maxMs: environment.UNCONFIRMED_MAX,
        policy: environment.UNCONFIRMED_POLICY,
        sendTimeoutMs: environment.WHATSAPP_SEND_TIMEOUT_MS,
      }),
  },
  {
    provide: UndeliveredRepository,
    inject: [DataSource, Environment],
    useFactory: (dataSource: DataSource, environment: Environment) =>
      new UndeliveredRepository(dataSource, environment.UNDELIVERED_AFTER),
  },
  {
    provide: SharedQueueFigures,
    inject: [QueueFiguresRepository],
    useFactory: (figures: QueueFiguresRepository) => new SharedQueueFigures(figures, () => performance.now()),
  },
  ...[
    CancellationsRepository,
    CountryPausesRepository,
    DueMessagesRepository,
    DuplicateSendsRepository,
    EarlierRequestsRepository,
    HeldDecisionsRepository,
    HeldMessagesRepository,
    InstallationRepository,
    MessageTracesRepository,
    PortfolioRepository,
    QueueFiguresRepository,
    RecipientPacingRepository,
    RestoredDatabaseRepository,
    SenderHearingRepository,
    SenderPaceRepository,
    SenderTurnsRepository,
  ].map((Repository) => ({
    provide: Repository,
    inject: [DataSource],
    useFactory: (dataSource: DataSource) => new Repository(dataSource),
  })),
];

@Module({ providers, exports: providers })
export class SendingModule {}
