import type { DataSourceOptions } from 'typeorm';
import { impatientSocket } from './impatient-socket.js';
import { PlanKeepingClient } from './kept-plans.js';
import { CreateMessages1795400000000 } from './migrations/1795400000000-create-messages.js';
import { WebhookUpkeep1795400000001 } from './migrations/1795400000001-webhook-upkeep.js';
import { DuplicateSends1795400000002 } from './migrations/1795400000002-duplicate-sends.js';
import { SenderHealth1795500000000 } from './migrations/1795500000000-sender-health.js';
import { Pace1795600000000 } from './migrations/1795600000000-pace.js';
import { Lanes1795600000001 } from './migrations/1795600000001-lanes.js';
import { Templates1795700000000 } from './migrations/1795700000000-templates.js';
import { SenderAccountFacts1795800000000 } from './migrations/1795800000000-sender-account-facts.js';
import { SignedAccountEvents1795800000001 } from './migrations/1795800000001-signed-account-events.js';
import { RecipientParents1795800000002 } from './migrations/1795800000002-recipient-parents.js';
import { RecipientLines1795800000100 } from './migrations/1795800000100-recipient-lines.js';
import { WaitingLines1795800000101 } from './migrations/1795800000101-waiting-lines.js';
import { Turns1795800000102 } from './migrations/1795800000102-turns.js';
import { SenderUpkeep1795800000200 } from './migrations/1795800000200-sender-upkeep.js';
import { ReplacedKeys1795900000000 } from './migrations/1795900000000-replaced-keys.js';
import { OperatorSessions1795900000001 } from './migrations/1795900000001-operator-sessions.js';
import { Traces1796100000000 } from './migrations/1796100000000-traces.js';
import { WebhookCompression1796150000000 } from './migrations/1796150000000-webhook-compression.js';
import { Figures1796200000000 } from './migrations/1796200000000-figures.js';
import { Privacy1796200000001 } from './migrations/1796200000001-privacy.js';
import { Lists1796200000002 } from './migrations/1796200000002-lists.js';
import { SuppressionsOfClients1796300000000 } from './migrations/1796300000000-suppressions-of-clients.js';
import { KeyEvents1796300000001 } from './migrations/1796300000001-key-events.js';
import { Callbacks1797000000000 } from './migrations/1797000000000-callbacks.js';
import { CallbacksOfProgress1797000000001 } from './migrations/1797000000001-callbacks-of-progress.js';
import { CallbacksOfTimelines1797000000002 } from './migrations/1797000000002-callbacks-of-timelines.js';
import { CallbacksOfRecipients1797000000003 } from './migrations/1797000000003-callbacks-of-recipients.js';
import { CallbacksOfSenders1797000000004 } from './migrations/1797000000004-callbacks-of-senders.js';
import { CallbacksOfTemplates1797000000005 } from './migrations/1797000000005-callbacks-of-templates.js';
import { WaitingMentions1797200000000 } from './migrations/1797200000000-waiting-mentions.js';
import { ErasedKeys1797200000001 } from './migrations/1797200000001-erased-keys.js';
import { ChangesAreJoinedByHash1797300000000 } from './migrations/1797300000000-changes-are-joined-by-hash.js';
import { CallbacksOfFreeTiers1797400000070 } from './migrations/1797400000070-callbacks-of-free-tiers.js';
import { Erasures1797400000080 } from './migrations/1797400000080-erasures.js';
import { ChangedMinutes1797400000090 } from './migrations/1797400000090-changed-minutes.js';
import { TheDatabaseIsKnown1797400000150 } from './migrations/1797400000150-the-database-is-known.js';
import { SenderTurns1797400000160 } from './migrations/1797400000160-sender-turns.js';
import { FiguresOfAllClients1797400000170 } from './migrations/1797400000170-figures-of-all-clients.js';
import { SetAsideStatusesNameTheirMessage1797400000180 } from './migrations/1797400000180-set-aside-statuses-name-their-message.js';
import { HeldDecisions1797400000181 } from './migrations/1797400000181-held-decisions.js';
import { FailingDeliveries1797400000190 } from './migrations/1797400000190-failing-deliveries.js';
import { TakenBefore1797400000200 } from './migrations/1797400000200-taken-before.js';
import { HearingGaps1797400000210 } from './migrations/1797400000210-hearing-gaps.js';

export interface PoolSettings {
  /** Name shown in pg_stat_activity. */
  readonly applicationName: string;
  readonly maxConnections: number;
  /** Milliseconds after which PostgreSQL cancels a statement; 0 never. */
  readonly statementTimeoutMs?: number;
}

/** What PostgreSQL itself would have ended before. */
const LONGER_THAN_ANY_STATEMENT_MS = 5_000;

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

/**
 * Lists, not globs: greppable, and the same for applications, the migration command and tests. Entities are those of the
 * caller's part; the migrations are all there are.
 */
export function dataSourceOptions(
  url: string,
  pool: PoolSettings,
  entities: NonNullable<PostgresOptions['entities']> = [],
): PostgresOptions {
  const statementTimeoutMs = pool.statementTimeoutMs ?? 15_000;
  const silenceMs = statementTimeoutMs + LONGER_THAN_ANY_STATEMENT_MS;
  return {
    type: 'postgres',
    url,
    applicationName: pool.applicationName,
    entities,
    migrations: [
      CreateMessages1795400000000,
      WebhookUpkeep1795400000001,
      DuplicateSends1795400000002,
      SenderHealth1795500000000,
      Pace1795600000000,
      Lanes1795600000001,
      Templates1795700000000,
      SenderAccountFacts1795800000000,
      SignedAccountEvents1795800000001,
      RecipientParents1795800000002,
      RecipientLines1795800000100,
      WaitingLines1795800000101,
      Turns1795800000102,
      SenderUpkeep1795800000200,
      ReplacedKeys1795900000000,
      OperatorSessions1795900000001,
      Traces1796100000000,
      WebhookCompression1796150000000,
      Figures1796200000000,
      Privacy1796200000001,
      Lists1796200000002,
      SuppressionsOfClients1796300000000,
      KeyEvents1796300000001,
      Callbacks1797000000000,
      CallbacksOfProgress1797000000001,
      CallbacksOfTimelines1797000000002,
      CallbacksOfRecipients1797000000003,
      CallbacksOfSenders1797000000004,
      CallbacksOfTemplates1797000000005,
      WaitingMentions1797200000000,
      ErasedKeys1797200000001,
      ChangesAreJoinedByHash1797300000000,
      CallbacksOfFreeTiers1797400000070,
      Erasures1797400000080,
      ChangedMinutes1797400000090,
      TheDatabaseIsKnown1797400000150,
      SenderTurns1797400000160,
      FiguresOfAllClients1797400000170,
      SetAsideStatusesNameTheirMessage1797400000180,
      HeldDecisions1797400000181,
      FailingDeliveries1797400000190,
      TakenBefore1797400000200,
      HearingGaps1797400000210,
    ],
    migrationsTableName: 'schema_migrations',
    synchronize: false,
    migrationsRun: false,
    poolSize: pool.maxConnections,
    connectTimeoutMS: 3_000,
    extra: {
      // A statement that hangs would hold its batch, and a batch its requests: better an error and 503.
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: 15_000,
      Client: PlanKeepingClient,
      // What a connection keeps goes with it.
      maxLifetimeSeconds: 900,
      connectionTimeoutMillis: 3_000,
      keepAlive: true,
      // Without a limit for statements (migrations) silence is no sign.
      ...(statementTimeoutMs > 0 && { stream: () => impatientSocket(silenceMs) }),
    },
  };
}
