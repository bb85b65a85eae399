import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { v7 } from 'uuid';
import { openDataSource } from '#database';
import type { MetaStatus } from '#messages';
import {
  CancellationsRepository,
  ClaimsRepository,
  type MessageFailure,
  IntakeRepository,
  type NewMessage,
  ParkedStatusesRepository,
  type Settlement,
  SettlementsRepository,
  StatusMerge,
  type MergeOutcome,
  type StatusReport,
} from '#sending';
import { startTestPostgres, type TestPostgres } from '../support/local-servers.js';

export const SENDER = '106540352242922';
export const WABA = '102290129340398';
export const CLIENT = '00000000-0000-7000-8000-000000000001';
export const LEASE_MS = 30_000;
export const TTL_MS = 3_600_000;

/** States of a place in the send queue as the column numbers them; none where the message waits for nothing any more. */
export const QUEUE_STATES = ['QUEUED', 'SENDING', 'UNCONFIRMED', 'HELD'] as const;
export type QueueState = (typeof QUEUE_STATES)[number] | 'none';

/** Where the product keeps what was said and done. */
const TABLES = [
  'whatsapp_messages',
  'send_queue',
  'send_attempts',
  'wamids',
  'returned_sends',
  'duplicate_sends',
  'held_decisions',
  'sender_hearing',
  'hearing_gaps',
  'message_events',
  'message_failures',
  'parked_statuses',
  'purchase_orders',
  'webhook_payloads',
  'webhook_quarantine',
  'inbound_messages',
  'suppressions',
  'recipient_events',
  'recipient_ids',
  'recipient_parents',
  'receivers',
  'receiver_gaps',
  'senders',
  'templates',
  'account_events',
  'sender_account_facts',
  'template_sync_requests',
  'sender_pace',
  'sender_turns',
  'recipient_pacing',
  'portfolio_recipients',
  'message_changes',
  'message_figures',
  'usage_figures',
  'conversations',
  'free_tier_notices',
  'waiting_mentions',
] as const;

/** To truncate an empty table costs as much as a full one: a new file for it and for each of its indexes. */
const WHICH_HAVE_ROWS = TABLES.map((name) => `SELECT '${name}' AS name WHERE EXISTS (SELECT FROM ${name})`).join(
  ' UNION ALL ',
);

/** What a test looks at after a step. */
export interface Standing {
  readonly state: QueueState;
  readonly attempt: number | null;
  readonly unclear: number | null;
  readonly failures: number | null;
  readonly progress: number;
  readonly attempts: number;
  readonly wamids: number;
  readonly errorCode: string | null;
}

export const FAILURE: MessageFailure = {
  code: '131026',
  source: 'META',
  title: 'Message undeliverable',
  details: null,
  advice: 'Use another channel.',
};

/** What separates one kind of settlement from another; message and attempt are added. */
export type Outcome = Settlement extends infer S
  ? S extends Settlement
    ? Omit<S, 'messageId' | 'attempt'>
    : never
  : never;

export const OUTCOMES = {
  accepted: { kind: 'accepted', wamid: 'wamid.answer', metaStatus: null },
  failed: { kind: 'failed', outcome: 'rejected', failure: FAILURE },
  again: { kind: 'again', outcome: 'throttled', code: '130429', delayMs: 0, counts: true },
  unclear: { kind: 'unclear', outcome: 'unclear: timeout', code: null },
} as const satisfies Record<string, Outcome>;

/** A database of a test file's own with one sender that may send, and the steps of a message's life. */
export class SendingDatabase {
  readonly merge = new StatusMerge();
  readonly intake: IntakeRepository;
  readonly claims: ClaimsRepository;
  readonly settlements: SettlementsRepository;
  readonly cancellations: CancellationsRepository;
  readonly parked: ParkedStatusesRepository;

  private constructor(
    private readonly postgres: TestPostgres,
    readonly dataSource: DataSource,
  ) {
    this.intake = new IntakeRepository(dataSource, TTL_MS);
    this.claims = new ClaimsRepository(dataSource, LEASE_MS);
    this.settlements = new SettlementsRepository(dataSource, this.merge);
    this.cancellations = new CancellationsRepository(dataSource);
    this.parked = new ParkedStatusesRepository(dataSource, this.merge);
  }

  get url(): string {
    return this.postgres.url;
  }

  static async start(): Promise<SendingDatabase> {
    const postgres = await startTestPostgres({ name: 'sending', prepare: migrate });
    const dataSource = await openDataSource(postgres.url, { applicationName: 'recado-test', maxConnections: 20 });
    return new SendingDatabase(postgres, dataSource);
  }

  async stop(): Promise<void> {
    await this.dataSource.destroy();
    await this.postgres.stop();
  }

  /** Everything that was said and done is gone; the sender may send. */
  async empty(): Promise<void> {
    const used = await this.sql<{ name: string }>(WHICH_HAVE_ROWS);
    if (used.length > 0) await this.sql(`TRUNCATE ${used.map(({ name }) => name).join(', ')} CASCADE`);
    await this.sql('UPDATE figures_standing SET counted_for = NULL');
    await this.sql('UPDATE portfolio SET daily_recipients = NULL, used = 0, promised_until = NULL');
    await this.sql(`INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ($1, $2, 80)`, [SENDER, WABA]);
    await this.sql('UPDATE installation SET sending_enabled = true, recovery_needed = false');
  }

  async sql<Row = Readonly<Record<string, unknown>>>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const rows: Row[] = await this.dataSource.query(text, [...values]);
    return rows;
  }

  /** Accepts a message; its id. */
  async message(change: Partial<NewMessage> = {}): Promise<string> {
    const message = newMessage(change);
    await this.intake.insert([message]);
    return message.id;
  }

  async messages(count: number, change: Partial<NewMessage> = {}): Promise<string[]> {
    const messages = Array.from({ length: count }, () => newMessage(change));
    await this.intake.insert(messages);
    return messages.map((message) => message.id);
  }

  /** A message whose place in the queue is in that state after that many attempts, all of them under way or answered. */
  async messageIn(state: QueueState, attempt: number): Promise<string> {
    const id = await this.message();
    await this.sql(
      `INSERT INTO send_attempts (message_id, attempt, sender_id, started_at)
       SELECT $1, number, $2, now() FROM generate_series(1, $3::integer) number`,
      [id, SENDER, attempt],
    );
    if (state === 'none') {
      await this.sql('DELETE FROM send_queue WHERE message_id = $1', [id]);
      await this.sql(
        `UPDATE whatsapp_messages SET progress = 2, failed_at = now(), error_code = 'UNCONFIRMED', error_source = 'RECADO'
         WHERE id = $1`,
        [id],
      );
      return id;
    }
    await this.sql(
      `UPDATE send_queue SET state = $2::smallint, attempt = $3, attempted_at = now(),
         unclear = CASE WHEN $2::smallint >= 2 THEN 1 ELSE 0 END,
         lease_until = CASE WHEN $2::smallint = 1 THEN now() + interval '30 seconds' END WHERE message_id = $1`,
      [id, QUEUE_STATES.indexOf(state), attempt],
    );
    return id;
  }

  /** Claims one message, which must succeed; the attempt. */
  async claim(id: string): Promise<number> {
    const [claim] = await this.claims.claim([id]);
    if (!claim) throw new Error(`message ${id} could not be claimed`);
    return claim.attempt;
  }

  async settle(messageId: string, attempt: number, outcome: Outcome) {
    const [result] = await this.settlements.settle([{ messageId, attempt, ...outcome }]);
    if (result === undefined) throw new Error('no result');
    return result;
  }

  report(...reports: readonly StatusReport[]): Promise<MergeOutcome> {
    return this.dataSource.transaction((manager) => this.merge.merge(manager, reports));
  }

  async standing(id: string): Promise<Standing> {
    const [row] = await this.sql<Omit<Standing, 'state'> & { readonly state: number | null }>(
      `SELECT q.state, q.attempt, q.unclear, q.failures, m.progress, m.attempts, m.error_code AS "errorCode",
         (SELECT count(*)::integer FROM wamids w WHERE w.message_id = m.id) AS wamids
       FROM whatsapp_messages m LEFT JOIN send_queue q ON q.message_id = m.id WHERE m.id = $1`,
      [id],
    );
    if (row === undefined) throw new Error(`no message ${id}`);
    return { ...row, state: row.state === null ? 'none' : (QUEUE_STATES[row.state] ?? 'none') };
  }

  /** Whether a connection waits for a lock that another one holds. */
  async somebodyWaits(): Promise<boolean> {
    const rows = await this.sql(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows.length > 0;
  }

  /** Makes the past of a message longer by that many seconds. */
  async age(id: string, seconds: number): Promise<void> {
    await this.sql(
      `UPDATE send_queue SET attempted_at = attempted_at - make_interval(secs => $2),
         lease_until = lease_until - make_interval(secs => $2) WHERE message_id = $1`,
      [id, seconds],
    );
    await this.sql(
      'UPDATE send_attempts SET started_at = started_at - make_interval(secs => $2) WHERE message_id = $1',
      [id, seconds],
    );
  }
}

let recipients = 0;

/** Each to a recipient of its own. */
export function newMessage(change: Partial<NewMessage> = {}): NewMessage {
  return {
    id: v7(),
    clientId: CLIENT,
    senderId: SENDER,
    wabaId: WABA,
    recipientPhone: `+34600${String((recipients += 1)).padStart(6, '0')}`,
    recipientUserId: null,
    recipientName: 'Proveedor ABC',
    templateName: 'po_notification',
    templateLanguage: 'es',
    templateParameters: ['Proveedor ABC', 'PO-2024-001', '€1,250.00'],
    templateHeader: null,
    templateButtons: null,
    bodyText: 'Hola Proveedor ABC',
    reference: 'PO-2024-001',
    metadata: null,
    priority: 'normal',
    idempotencyKey: null,
    requestHash: null,
    resendOf: null,
    traceparent: null,
    scheduledAt: null,
    expiresAt: null,
    ...change,
  };
}

/** A status as Meta's webhook says it, by default of the first attempt and with our callback data. */
export function statusOf(messageId: string, status: MetaStatus, change: Partial<StatusReport> = {}): StatusReport {
  return {
    wamid: `wamid.${messageId}`,
    status,
    occurredAt: new Date('2030-01-01T08:00:00Z'),
    senderId: SENDER,
    attemptOf: { messageId, attempt: 1 },
    failure: status === 'failed' ? FAILURE : null,
    blocks: null,
    pricing: null,
    ...change,
  };
}

export function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

async function migrate(url: string): Promise<void> {
  const dataSource = await openDataSource(url, { applicationName: 'recado-test', maxConnections: 1 });
  await dataSource.runMigrations({ transaction: 'each' });
  await dataSource.query('ANALYZE');
  await dataSource.destroy();
}
