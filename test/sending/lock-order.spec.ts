import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SenderProbesRepository, SendersRepository } from '#senders';
import {
  ClaimsRepository,
  CountryPausesRepository,
  DueMessagesRepository,
  ExpiryRepository,
  HeldMessagesRepository,
  type NewMessage,
  PortfolioRepository,
  PurchaseOrdersRepository,
  RecipientPacingRepository,
  RestoredDatabaseRepository,
  SenderPaceRepository,
  type Settlement,
  UnconfirmedRepository,
} from '#sending';
import { type AccountEvent, AccountEventsRepository } from '#webhook-events';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';
import { IDLE_LANES } from './idle-lanes.js';
import { LEASE_MS, OUTCOMES, SENDER, SendingDatabase, WABA, hashOf, newMessage, statusOf } from './sending-database.js';

/** All of them with `npm run test:faults`. */
const ROUNDS = process.env['FAULTS'] === 'long' ? 200 : 60;
const MESSAGES = 40;
/** Of them, those that were ordered by a purchase order, which its next revision cancels. */
const ORDERED = 5;
/** Of them, in this order: what a dead worker held, what is unclear, and what a person is to decide. */
const UNCLEAR = 8;
const HELD = 8;
/** Every so many rounds an older database was restored; more often and nothing would be at its first attempt. */
const RECOVERIES = 10;
const RECIPIENTS = 10;

/** The second one sends half of the messages, so that whoever locks senders has to do so in one order, too. */
const SENDERS = [SENDER, '106540352242923'] as const;

let database: SendingDatabase;
let orders: PurchaseOrdersRepository;
let held: HeldMessagesRepository;
let unconfirmed: UnconfirmedRepository;
let expiry: ExpiryRepository;
let due: DueMessagesRepository;
let restored: RestoredDatabaseRepository;
let pacing: RecipientPacingRepository;
let portfolio: PortfolioRepository;
let pauses: CountryPausesRepository;
let probes: SenderProbesRepository;
let paces: SenderPaceRepository;
let accountEvents: AccountEventsRepository;
/** Some workers claim within a cap; none of them reaches it, or nothing would be claimed. */
let capped: ClaimsRepository;

beforeAll(async () => {
  database = await SendingDatabase.start();
  await database.empty();
  await database.sql(`INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ($1, $2, 80)`, [SENDERS[1], WABA]);
  orders = new PurchaseOrdersRepository(database.dataSource, database.intake);
  held = new HeldMessagesRepository(database.dataSource);
  // Whatever is unclear is decided at once, so that each call has something to change.
  unconfirmed = new UnconfirmedRepository(database.dataSource, {
    waitMs: 0,
    soloWaitMs: 0,
    receiversHealthyForMs: 0,
    maxMs: 0,
    policy: 'resend',
    sendTimeoutMs: 0,
  });
  expiry = new ExpiryRepository(database.dataSource, 0);
  due = new DueMessagesRepository(database.dataSource);
  restored = new RestoredDatabaseRepository(database.dataSource);
  pacing = new RecipientPacingRepository(database.dataSource);
  portfolio = new PortfolioRepository(database.dataSource);
  pauses = new CountryPausesRepository(database.dataSource);
  probes = new SenderProbesRepository(database.dataSource);
  paces = new SenderPaceRepository(database.dataSource);
  accountEvents = new AccountEventsRepository(database.dataSource);
  capped = new ClaimsRepository(database.dataSource, LEASE_MS, true);
});

afterAll(() => database.stop());

/** Deadlocks that PostgreSQL had to break, whoever was told. */
async function deadlocks(): Promise<number> {
  await database.sql('SELECT pg_stat_force_next_flush()').catch(() => []);
  const [row] = await database.sql<{ deadlocks: string }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(row?.deadlocks);
}

function settlementOf(messageId: string, random: () => number): Settlement {
  const roll = random();
  if (roll < 0.4) return { messageId, attempt: 1, ...OUTCOMES.accepted, wamid: `wamid.${messageId}` };
  if (roll < 0.6) return { messageId, attempt: 1, ...OUTCOMES.again };
  return { messageId, attempt: 1, ...(roll < 0.8 ? OUTCOMES.unclear : OUTCOMES.failed) };
}

/** Meta took it and then says that it will not send it, for a reason that concerns all of the sender or the template. */
function returnOf(message: NewMessage, blocks: 'sender' | 'template' | 'country') {
  const wamid = `wamid.${message.id}.returned`;
  return statusOf(message.id, 'failed', { senderId: message.senderId, wamid, blocks, occurredAt: new Date() });
}

function told(status: 'delivered' | 'read' | 'failed', messages: readonly NewMessage[]) {
  // Of the present: a time of the future says nothing of how far Meta has come.
  const occurredAt = new Date();
  return database.report(...messages.map(({ id, senderId }) => statusOf(id, status, { senderId, occurredAt })));
}

/** What Meta tells in one webhook, of the account and of its template; each round at a time of its own, so that it is news. */
function toldOfAccount(round: number, second: number): readonly AccountEvent[] {
  const told = { wabaId: WABA, occurredAt: new Date(Date.UTC(2026, 0, 1, 0, round, second)), timeOfReceipt: false };
  const template = { name: 'po_notification', language: 'es' };
  return [
    { ...told, field: 'account_review_update', decision: second % 2 === 0 ? 'REJECTED' : 'APPROVED' },
    { ...told, field: 'message_template_quality_update', template, previous: null, quality: 'GREEN' },
    { ...told, field: 'message_template_components_update', template },
  ];
}

const takeInOfAccount = (events: readonly AccountEvent[]) =>
  accountEvents.take(events.map((event) => ({ event, senderIds: SENDERS })));

/** In another order, each as likely as any other. */
function shuffled<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  return items
    .map((item) => ({ item, place: random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

function orderOf(message: NewMessage, orderNumber: string, revision: number) {
  return { orderNumber, revision, contentHash: hashOf(`${orderNumber}.${revision}`), senderIds: null, message };
}

/** Messages of one round, some of them of purchase orders; in every state that a place in the queue has. */
async function acceptRound(round: number): Promise<readonly NewMessage[]> {
  const messages = Array.from({ length: MESSAGES }, (_, index) =>
    newMessage({
      senderId: SENDERS[index % SENDERS.length] ?? SENDER,
      // Four messages to each recipient of the round, so that claims wait for the pace of the same ones.
      recipientPhone: `+34610${String(round * RECIPIENTS + (index % RECIPIENTS)).padStart(6, '0')}`,
    }),
  );
  const ordered = messages.slice(0, ORDERED);
  for (const [index, message] of ordered.entries()) await orders.accept(orderOf(message, `PO-${round}-${index}`, 1));
  await database.intake.insert(messages.slice(ORDERED));
  const ids = messages.map((message) => message.id);
  await database.claims.claim(ids.slice(MESSAGES / 2));
  await database.sql(
    `UPDATE send_queue SET lease_until = now() - interval '1 second' WHERE state = 1 AND random() < 0.3`,
  );
  await database.sql(
    `UPDATE send_queue SET state = CASE WHEN message_id = ANY($2::uuid[]) THEN 3 ELSE 2 END, lease_until = NULL, unclear = 1
     WHERE message_id = ANY($1::uuid[])`,
    [ids.slice(-UNCLEAR - HELD), ids.slice(-HELD)],
  );
  // In two steps, so that the rows do not lie in the order of their ids.
  await database.sql('UPDATE send_queue SET enqueued_at = now() WHERE state = 0 AND random() < 0.5');
  await database.sql('UPDATE send_queue SET enqueued_at = now() WHERE state = 0 AND enqueued_at IS NULL');
  await database.sql('UPDATE send_queue SET expires_at = now() WHERE random() < 0.02');
  return messages;
}

/** Both senders and their template may be used again; every other round one message at a time, as after an outage. */
async function reopen(round: number): Promise<void> {
  await database.sql(
    `UPDATE senders SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL, paused_at = NULL, wait_until = NULL,
       half_open = $1`,
    [round % 2 === 1],
  );
  await database.sql(`UPDATE templates SET status = 'APPROVED'`);
  await database.sql('DELETE FROM sender_country_pauses');
  await database.sql('DELETE FROM sender_probes');
  // Every third round a country is tried, and every other half-open sender goes on trial.
  if (round % 3 === 0)
    await database.sql(
      `INSERT INTO sender_country_pauses (sender_id, country, code, paused_at, wait_until)
       SELECT unnest($1::text[]), 'ES', '130497', now() - interval '1 hour', now()`,
      [SENDERS],
    );
  await database.sql(
    `INSERT INTO sender_probes (sender_id, paused_at, due_at, on_trial, resumed_at, accepted_at)
     SELECT unnest($1::text[]), now() - interval '1 hour', now(), true, now() - interval '1 hour', now() - interval '2 minutes'`,
    [SENDERS],
  );
}

describe('claims, answers, webhooks, sweeps, cancellations, orders and what people decide about the same messages', () => {
  it(`never deadlock, whatever order each names them in: ${ROUNDS} rounds`, async () => {
    const random = seededRandom(7);
    await database.sql(
      `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, synced_at)
       VALUES ($1, 'po_notification', 'es', 'APPROVED', 'UTILITY', 'POSITIONAL', '[]', now())`,
      [WABA],
    );
    await portfolio.setCap(1_000_000);
    for (let round = 0; round < ROUNDS; round += 1) {
      // Those of the round before are old by now.
      await database.sql(`UPDATE recipient_pacing SET free_at = now() - interval '1 hour', refused_at = NULL`);
      await database.sql(`UPDATE portfolio_recipients SET written_at = written_at - interval '25 hours'`);
      const messages = await acceptRound(round);
      const ids = messages.map((message) => message.id);
      const backwards = ids.toReversed();
      await reopen(round);
      const queued = messages.slice(0, MESSAGES / 2);
      const steps: readonly (() => Promise<unknown>)[] = [
        () => database.claims.claim(backwards),
        () => capped.claim(ids),
        ...ids.slice(0, 2).map((id) => () => pacing.tighten(id)),
        () => pacing.forgetOld(),
        () => pacing.closeGaps(),
        () => portfolio.forgetOld(),
        () => database.settlements.settle(ids.map((id) => settlementOf(id, random))),
        () => database.settlements.settle(backwards.map((id) => settlementOf(id, random))),
        () => told('delivered', messages),
        () => told('read', messages.toReversed()),
        () => told('failed', messages.toReversed()),
        () =>
          database.report(
            ...messages.map(({ id, senderId }) =>
              statusOf(id, 'sent', { senderId, attemptOf: null, occurredAt: new Date() }),
            ),
          ),
        () => database.report(...queued.map((message) => returnOf(message, 'sender'))),
        () => database.report(...messages.toReversed().map((message) => returnOf(message, 'template'))),
        () => database.report(...queued.toReversed().map((message) => returnOf(message, 'country'))),
        ...queued.slice(0, 4).map(
          ({ id }) =>
            () =>
              pauses.pauseByAnswer({ messageId: id, attempt: 1, country: 'ES', code: '130497' }),
        ),
        () => pauses.liftEnded(0),
        ...SENDERS.flatMap((sender) => [
          () => pauses.listen({ senderId: sender, country: 'ES' }, 1),
          () => probes.listen(sender, 1),
          () => paces.slowDown(sender),
        ]),
        () => probes.endTrials(60_000),
        () => probes.forgetEnded(),
        () => takeInOfAccount(toldOfAccount(round, 0)),
        () => takeInOfAccount(toldOfAccount(round, 1).toReversed()),
        () => accountEvents.liftEnded(),
        () => expiry.expireLeases(),
        () => expiry.expireMessages(),
        () => unconfirmed.decide(),
        () => due.queueLost(),
        ...SENDERS.map((sender) => () => due.take(sender, MESSAGES, IDLE_LANES)),
        ...(round % RECOVERIES === 0 ? [() => restored.recover(new Date())] : []),
        () => database.parked.match(),
        ...backwards.slice(0, HELD).map((id, index) => () => (index % 2 === 0 ? held.release(id) : held.fail(id))),
        ...queued
          .slice(0, ORDERED)
          .map((_, index) => () => orders.accept(orderOf(newMessage(), `PO-${round}-${index}`, 2))),
        ...ids.slice(0, 2 * ORDERED).map((id) => () => database.cancellations.cancel(id)),
      ];
      await Promise.all(shuffled(steps, random).map((step) => step()));
    }
    expect(await deadlocks()).toBe(0);
  }, 180_000);

  it('never leave a message waiting that Meta has, nor let one go that nobody has', async () => {
    await database.parked.match();
    expect(
      await database.sql(
        `SELECT q.state, m.progress FROM send_queue q JOIN whatsapp_messages m ON m.id = q.message_id
         WHERE q.state <> 1 AND m.progress <> 0`,
      ),
    ).toEqual([]);
    expect(
      await database.sql(
        `SELECT m.id FROM whatsapp_messages m
         WHERE m.progress = 0 AND NOT EXISTS (SELECT FROM send_queue q WHERE q.message_id = m.id)`,
      ),
    ).toEqual([]);
  });

  it('would deadlock without the common order: PostgreSQL counts it here, too', async () => {
    const [first = '', second = ''] = await database.messages(2);
    const runners = [database.dataSource.createQueryRunner(), database.dataSource.createQueryRunner()];
    const lock = 'SELECT FROM whatsapp_messages WHERE id = $1 FOR UPDATE';
    const orders = [
      [first, second],
      [second, first],
    ];
    for (const [index, runner] of runners.entries()) {
      await runner.startTransaction();
      await runner.query(lock, [orders[index]?.[0]]);
    }
    const crossed = await Promise.allSettled(runners.map((runner, index) => runner.query(lock, [orders[index]?.[1]])));
    expect(crossed.map((result) => result.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    for (const runner of runners) {
      await runner.rollbackTransaction();
      await runner.release();
    }
    await expect.poll(deadlocks, { timeout: 10_000 }).toBe(1);
  });
});

describe('a webhook about many senders and many templates', () => {
  const COUNT = 20;

  /** Each with a sender of its own and a template of its own, made known in the wrong order; how far each was heard as well. */
  async function messagesOfMany(): Promise<readonly NewMessage[]> {
    await database.empty();
    const numbers = Array.from({ length: COUNT }, (_, index) => String(Number(SENDER) + index)).toReversed();
    await database.sql('DELETE FROM senders');
    await database.sql('INSERT INTO senders (phone_number_id, waba_id, mps) SELECT unnest($1::text[]), $2, 80', [
      numbers,
      WABA,
    ]);
    await database.sql(
      `INSERT INTO sender_hearing (sender_id, heard_until) SELECT unnest($1::text[]), now() - interval '1 hour'`,
      [numbers],
    );
    await database.sql(
      `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, synced_at)
       SELECT $2, 'order_' || unnest($1::text[]), 'es', 'APPROVED', 'UTILITY', 'POSITIONAL', '[]', now()`,
      [numbers, WABA],
    );
    const messages = numbers.map((senderId) => newMessage({ senderId, templateName: `order_${senderId}` }));
    await database.intake.insert(messages);
    return messages;
  }

  it.each([
    ['senders', 'phone_number_id', 'sender'],
    ['templates', 'name', 'template'],
    ['sender_hearing', 'sender_id', null],
  ] as const)(
    'locks the rows of %s by %s: it waits for the first before it takes another',
    async (table, key, blocks) => {
      const messages = await messagesOfMany();
      const others = database.dataSource.createQueryRunner();
      await others.startTransaction();
      await others.query(`SELECT FROM ${table} ORDER BY ${key} LIMIT 1 FOR UPDATE`);
      const reports = messages.map((message) =>
        blocks === null
          ? statusOf(message.id, 'sent', { senderId: message.senderId, occurredAt: new Date() })
          : returnOf(message, blocks),
      );
      const reported = database.report(...reports);
      await expect.poll(() => database.somebodyWaits()).toBe(true);
      const free = await database.sql(`SELECT ${key} FROM ${table} FOR UPDATE SKIP LOCKED`);
      await others.rollbackTransaction();
      await others.release();
      await reported;
      expect(free).toHaveLength(COUNT - 1);
    },
  );
});

describe('what locks more than one kind of row', () => {
  const TOLD = toldOfAccount(0, 0);

  beforeEach(async () => {
    await database.empty();
    await database.sql('TRUNCATE sender_country_pauses');
    await database.sql(
      `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, synced_at)
       VALUES ($1, 'po_notification', 'es', 'APPROVED', 'UTILITY', 'POSITIONAL', '[]', now() - interval '1 year')`,
      [WABA],
    );
  });

  /** Somebody holds a row of one table; how many rows of the other the work has taken while it waits for that. */
  async function heldOf(other: string, held: string, work: () => Promise<unknown>): Promise<number> {
    const holder = database.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query(`SELECT FROM ${held} FOR UPDATE`);
    const working = work();
    await expect.poll(() => database.somebodyWaits()).toBe(true);
    const [all, free] = [
      await database.sql(`SELECT FROM ${other}`),
      await database.sql(`SELECT FROM ${other} FOR UPDATE SKIP LOCKED`),
    ];
    await holder.rollbackTransaction();
    await holder.release();
    await working;
    return all.length - free.length;
  }

  it('a webhook about an account locks templates before senders, whatever it tells first', async () => {
    expect(await heldOf('senders', 'templates', () => takeInOfAccount(TOLD))).toBe(0);
    await database.sql('TRUNCATE account_events, sender_account_facts');
    expect(await heldOf('templates', 'senders', () => takeInOfAccount(TOLD))).toBe(1);
  });

  it('the end of a restriction locks senders before what is known of their account', async () => {
    await database.sql(
      `INSERT INTO sender_account_facts (sender_id, waba_id, fact, stops, ends_at, told_at)
       VALUES ($1, $2, 'ACCOUNT_RESTRICTED', true, now(), now() - interval '1 hour')`,
      [SENDER, WABA],
    );
    expect(await heldOf('sender_account_facts', 'senders', () => accountEvents.liftEnded())).toBe(0);
    expect(await database.sql('SELECT stops FROM sender_account_facts')).toEqual([{ stops: false }]);
  });

  it.each([
    ['who resumes a sender that its account has stopped', (pausedAt: string) => resumedByMachine(pausedAt)],
    ['a person who does', () => new SendersRepository(database.dataSource).resume(SENDER, true)],
  ] as const)('%s locks it before what is known of its account', async (_who, resume) => {
    await database.sql(
      `INSERT INTO sender_account_facts (sender_id, waba_id, fact, stops, told_at) VALUES ($1, $2, 'ACCOUNT_DISABLED', true, now())`,
      [SENDER, WABA],
    );
    await database.sql(
      `UPDATE senders SET state = 'PAUSED', paused_by = 'WEBHOOK', pause_reason = 'ACCOUNT_DISABLED: by webhook', paused_at = now()`,
    );
    const [paused] = await database.sql<{ at: string }>('SELECT paused_at::text AS at FROM senders');
    expect(await heldOf('sender_account_facts', 'senders', () => resume(paused?.at ?? ''))).toBe(0);
    expect(await database.sql('SELECT state, stops FROM senders CROSS JOIN sender_account_facts')).toEqual([
      { state: 'ACTIVE', stops: false },
    ]);
  });

  const resumedByMachine = (pausedAt: string) => {
    const pause = { senderId: SENDER, pausedAt, pauseReason: 'ACCOUNT_DISABLED: by webhook' };
    return probes.resumeAccount({ ...pause, pausedBy: 'WEBHOOK', noticed: true, due: true, tokens: [] });
  };

  it.each([
    ['senders', `UPDATE senders SET half_open = true`],
    [
      'sender_country_pauses',
      `INSERT INTO sender_country_pauses (sender_id, country, code, paused_at, wait_until)
       SELECT phone_number_id, 'ES', '130497', now(), now() FROM senders`,
    ],
  ] as const)('a claim that depends on a row of %s locks its place in the queue before', async (table, prepare) => {
    const id = await database.message();
    await database.sql(prepare);
    expect(await heldOf('send_queue', table, () => database.claims.claim([id]))).toBe(1);
    await database.sql('UPDATE send_queue SET state = 0, lease_until = NULL');
    await database.sql(`UPDATE senders SET wait_until = NULL`);
    await database.sql(`UPDATE sender_country_pauses SET wait_until = now()`);
    expect(await heldOf(table, 'send_queue', () => database.claims.claim([id]))).toBe(0);
  });
});
