import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EventLog, Metrics } from '#runtime';
import { AccessToken, type Sender, Senders, SendersRepository } from '#senders';
import { CountNews } from '#sending';
import {
  AccountEventsRepository,
  type ReplayFigures,
  ReplayWebhooks,
  StoredWebhooksRepository,
  secretFingerprint,
} from '#webhook-events';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';
import { SenderErrors } from '../../apps/api/src/webhook/sender-errors.js';
import { TakeInAccountEvents } from '../../apps/api/src/webhook/take-in-account-events.js';
import { TakeInWebhook } from '../../apps/api/src/webhook/take-in-webhook.js';
import { OUTCOMES, SENDER, SendingDatabase, WABA } from '../sending/sending-database.js';
import { recipientWords } from './recipient-words.js';
import { webhookIntake } from './webhook-intake.js';

const SECRET = 'app-secret-of-the-tests';
const OTHER_SECRET = 'app-secret-of-another-app';
const OTHER_SENDER = '209876543210987';
const LONG_AGO = new Date('2020-01-01T00:00:00Z');
/** In seconds, as Meta writes it. */
const A_MINUTE_AGO = Math.floor(Date.now() / 1_000) - 60;

let database: SendingDatabase;
let takeIn: TakeInWebhook;

beforeAll(async () => {
  database = await SendingDatabase.start();
  const metrics = new Metrics('api');
  const log = new EventLog(
    'api',
    'error',
    () => undefined,
    () => new Date(),
  );
  const intake = webhookIntake(database);
  const senders = new Senders([sender(SENDER, SECRET), sender(OTHER_SENDER, OTHER_SECRET)]);
  takeIn = new TakeInWebhook(
    intake,
    senders,
    { refused: () => undefined, tookIn: () => Promise.resolve() },
    new CountNews(metrics, log, () => new Date()),
    metrics,
    log,
    new TakeInAccountEvents(
      senders,
      new SendersRepository(database.dataSource),
      new AccountEventsRepository(database.dataSource),
      intake,
      metrics,
      log,
    ),
    new SenderErrors(new SendersRepository(database.dataSource), log),
    { execute: () => Promise.resolve() },
  );
});

beforeEach(() => database.empty());

afterAll(() => database.stop());

function sender(phoneNumberId: string, appSecret: string): Sender {
  const token = AccessToken.fixed('token');
  return { phoneNumberId, wabaId: WABA, token, appId: null, appSecrets: [appSecret], mps: 80, defaultLanguage: 'es' };
}

interface Status {
  readonly id: string;
  readonly status: string;
  readonly timestamp: string;
  readonly [key: string]: unknown;
}

function status(
  messageId: string,
  word: string,
  seconds: number,
  change: Readonly<Record<string, unknown>> = {},
): Status {
  return {
    id: `wamid.${messageId}`,
    status: word,
    timestamp: String(A_MINUTE_AGO + seconds),
    biz_opaque_callback_data: `${messageId}.1`,
    ...change,
  };
}

function webhook(statuses: readonly Status[], senderId = SENDER): Buffer {
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: senderId }, statuses };
  return Buffer.from(JSON.stringify({ entry: [{ changes: [{ field: 'messages', value }] }] }));
}

async function claimedMessages(count: number, senderId = SENDER): Promise<string[]> {
  const ids = await database.messages(count, { senderId });
  await database.claims.claim(ids);
  return ids;
}

const answered = (ids: readonly string[]) =>
  database.settlements.settle(
    ids.map((messageId) => ({ messageId, attempt: 1, ...OUTCOMES.accepted, wamid: `wamid.${messageId}` })),
  );

/** Whose app secret it is today. */
let sendersOfSecret: readonly string[] = [SENDER];

const replay = (since = LONG_AGO, until: Date | null = null): Promise<ReplayFigures> =>
  new ReplayWebhooks(
    new StoredWebhooksRepository(database.dataSource, database.merge, recipientWords()),
    new AccountEventsRepository(database.dataSource),
    (fingerprints) => (fingerprints.includes(secretFingerprint(SECRET)) ? sendersOfSecret : []),
  ).execute(since, until);

const TABLES = [
  'whatsapp_messages',
  'wamids',
  'message_events',
  'message_failures',
  'send_attempts',
  'send_queue',
  'senders',
  'templates',
  'parked_statuses',
  'returned_sends',
  'account_events',
  'sender_account_facts',
  'template_sync_requests',
  'inbound_messages',
  'suppressions',
  'recipient_events',
  'recipient_ids',
  'recipient_parents',
  'webhook_payloads',
  'webhook_quarantine',
] as const;

/** Every row version that there is: where it lies and which transaction wrote it. Any write at all shows in it. */
async function rowVersions(): Promise<Readonly<Record<string, unknown>>> {
  const versions: Record<string, unknown> = {};
  for (const table of TABLES) {
    [versions[table]] = await database.sql(
      `SELECT count(*)::integer, md5(string_agg(tableoid::text || ctid::text || xmin::text, ',' ORDER BY ctid)) FROM ${table}`,
    );
  }
  return versions;
}

/** What people are told of each message. */
const told = () =>
  database.sql(
    'SELECT id, status, sent_at, delivered_at, read_at, failed_at, error_code, pricing FROM whatsapp_messages ORDER BY id',
  );

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, place: random() }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ item }) => item);
}

/** Every message's statuses, shuffled and half of them twice, in POSTs of twenty; some before our own answer is stored. */
async function eventfulDays(count: number): Promise<readonly string[]> {
  const random = seededRandom(6);
  const ids = await claimedMessages(count);
  const statuses = ids.flatMap((id, index) => {
    const fate = index % 5;
    const pricing = { pricing: { billable: true, category: 'utility' } };
    if (fate === 0)
      return [status(id, 'sent', 1), status(id, 'failed', 2, { errors: [{ code: 131_026, title: 'Undeliverable' }] })];
    if (fate === 1) return [status(id, 'read', 9, pricing)];
    // Not ours by its callback data: known by wamid only, and parked until that is known.
    const byWamid = fate === 2 ? { biz_opaque_callback_data: undefined } : {};
    return [
      status(id, 'sent', 1, byWamid),
      status(id, 'delivered', 3, { ...pricing, ...byWamid }),
      status(id, 'read', 9, byWamid),
    ];
  });
  const told = shuffled([...statuses, ...statuses.filter(() => random() < 0.5)], random);
  const posts = Array.from({ length: Math.ceil(told.length / 20) }, (_, post) => told.slice(post * 20, post * 20 + 20));
  const half = Math.floor(posts.length / 2);
  await Promise.all(posts.slice(0, half).map((post) => takeIn.execute(webhook(post), [SECRET])));
  await answered(ids);
  await Promise.all(posts.slice(half).map((post) => takeIn.execute(webhook(post), [SECRET])));
  return ids;
}

describe('a replay of everything that Meta said', () => {
  it('changes no row where everything was applied', async () => {
    await eventfulDays(400);
    const before = await rowVersions();
    const figures = await replay();
    expect(figures).toMatchObject({ news: 0, messagesChanged: 0, parked: 0, unknown: 0, foreign: 0, refused: 0 });
    expect(figures.statuses).toBeGreaterThan(1_200);
    expect(await rowVersions()).toEqual(before);
  });

  it('changes no row where what recipients said came without a time, and Meta repeating it is no further event', async () => {
    const value = {
      metadata: { phone_number_id: SENDER },
      messages: [{ id: 'wamid.in1', from: '34612345678', type: 'text', text: { body: 'STOP' } }],
      user_preferences: [
        { wa_id: '34612345679', value: 'stop' },
        { wa_id: '34612345680', value: 'resume', timestamp: 'yesterday' },
      ],
    };
    const body = Buffer.from(JSON.stringify({ entry: [{ changes: [{ field: 'messages', value }] }] }));
    const decisions = () => database.sql('SELECT recipient_phone, type FROM recipient_events ORDER BY recipient_phone');
    await takeIn.execute(body, [SECRET]);
    const told = await decisions();
    expect(told.map(({ type }) => type)).toEqual(['opted_out', 'opted_out', 'opted_in']);
    const before = await rowVersions();
    expect(await replay()).toMatchObject({ words: 0, refused: 0 });
    expect(await rowVersions()).toEqual(before);
    await takeIn.execute(body, [SECRET]);
    expect(await decisions()).toEqual(told);
  });

  it('brings back what was forgotten, and writes nothing else', async () => {
    const ids = await eventfulDays(400);
    const before = await told();
    await database.sql(
      `UPDATE whatsapp_messages SET progress = 3, delivered_at = NULL, read_at = NULL, failed_at = NULL, error_code = NULL,
         error_source = NULL, error_message = NULL, error_advice = NULL, pricing = NULL WHERE id = ANY($1::uuid[])`,
      [ids.slice(0, 150)],
    );
    const forgotten = await told();
    expect(forgotten).not.toEqual(before);
    expect(await replay()).toMatchObject({ news: 0, messagesChanged: 150 });
    expect(await told()).toEqual(before);
    expect(await replay()).toMatchObject({ messagesChanged: 0 });
  });

  it('tells what was lost as news', async () => {
    const [id = ''] = await claimedMessages(1);
    await answered([id]);
    await takeIn.execute(webhook([status(id, 'delivered', 3)]), [SECRET]);
    await database.sql('DELETE FROM message_events');
    await database.sql('UPDATE whatsapp_messages SET progress = 3, delivered_at = NULL');
    expect(await replay()).toMatchObject({ webhooks: 1, statuses: 1, news: 1, messagesChanged: 1 });
  });

  it('beside Meta that goes on talking does no harm', async () => {
    const ids = await eventfulDays(200);
    const words = ids.map((id) => webhook([status(id, 'delivered', 3), status(id, 'read', 9)]));
    await Promise.all([replay(), ...words.map((body) => takeIn.execute(body, [SECRET])), replay()]);
    expect(await database.sql('SELECT DISTINCT status FROM whatsapp_messages')).toEqual([{ status: 'READ' }]);
    expect(await replay()).toMatchObject({ messagesChanged: 0 });
  });
});

describe('a replayed webhook', () => {
  it('speaks for a sender that was added since, with the secret that had signed it', async () => {
    await database.sql(`INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ($1, $2, 80)`, [OTHER_SENDER, WABA]);
    const [id = ''] = await claimedMessages(1, OTHER_SENDER);
    await answered([id]);
    await takeIn.execute(webhook([status(id, 'read', 9)], OTHER_SENDER), [SECRET]);
    expect(await replay()).toMatchObject({ foreign: 1, messagesChanged: 0 });
    sendersOfSecret = [SENDER, OTHER_SENDER];
    expect(await replay()).toMatchObject({ foreign: 0, messagesChanged: 1 });
    sendersOfSecret = [];
    // Whom it spoke for when it came it speaks for still, whatever became of the secret.
    expect(await replay()).toMatchObject({ foreign: 1 });
    sendersOfSecret = [SENDER];
    const [stored] = await database.sql<{ signed_by: string[] }>('SELECT signed_by FROM webhook_payloads');
    expect(stored?.signed_by).toEqual([secretFingerprint(SECRET)]);
    expect(SECRET).not.toContain(stored?.signed_by[0]);
  });

  it('of a message that nobody knows is counted as parked only while it waits', async () => {
    const body = webhook([{ id: 'wamid.of-another-system', status: 'sent', timestamp: String(A_MINUTE_AGO) }]);
    for (const age of ['23 hours', '25 hours']) {
      await database.sql(
        'INSERT INTO webhook_payloads (received_at, body, sender_ids) SELECT now() - $1::interval, $2, $3',
        [age, body, [SENDER]],
      );
    }
    expect(await replay()).toMatchObject({ parked: 1, unknown: 1 });
  });

  it('may be one of many large ones: not all of them are in memory at once', async () => {
    const large = Buffer.from(JSON.stringify({ entry: [], padding: 'x'.repeat(3_000_000) }));
    await database.sql('INSERT INTO webhook_payloads (body, sender_ids) SELECT $1, $2 FROM generate_series(1, 12)', [
      large,
      [SENDER],
    ]);
    const stored = new StoredWebhooksRepository(database.dataSource, database.merge, recipientWords());
    const pages: number[] = [];
    const page = stored.page.bind(stored);
    stored.page = async (...asked) => {
      const webhooks = await page(...asked);
      pages.push(webhooks.length);
      return webhooks;
    };
    const figures = await new ReplayWebhooks(
      stored,
      new AccountEventsRepository(database.dataSource),
      () => [],
    ).execute(LONG_AGO, null);
    expect(figures).toMatchObject({ webhooks: 12 });
    expect(pages).toEqual([2, 2, 2, 2, 2, 2, 0]);
  });

  it('speaks only for the senders whose secret had signed it', async () => {
    await database.sql(`INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ($1, $2, 80)`, [OTHER_SENDER, WABA]);
    const [id = ''] = await claimedMessages(1, OTHER_SENDER);
    await answered([id]);
    await takeIn.execute(webhook([status(id, 'read', 9)], OTHER_SENDER), [SECRET]);
    expect(await database.sql('SELECT sender_ids FROM webhook_payloads')).toEqual([{ sender_ids: [SENDER] }]);
    const before = await rowVersions();
    expect(await replay()).toMatchObject({ statuses: 1, foreign: 1, messagesChanged: 0 });
    expect(await rowVersions()).toEqual(before);
    // It is the stored signature that keeps it out, and nothing else.
    await database.sql('UPDATE webhook_payloads SET sender_ids = $1', [[SENDER, OTHER_SENDER]]);
    expect(await replay()).toMatchObject({ foreign: 0, messagesChanged: 1 });
  });

  it('is no sign that Meta reaches us now', async () => {
    const [id = ''] = await claimedMessages(1);
    await answered([id]);
    await takeIn.execute(webhook([status(id, 'delivered', 3)]), [SECRET]);
    await database.sql(`UPDATE webhook_payloads SET received_at = received_at - interval '3 days'`);
    await database.sql('UPDATE send_attempts SET confirmed_at = NULL');
    await replay();
    expect(
      await database.sql(
        `SELECT a.confirmed_at = date_trunc('milliseconds', p.received_at) AS "whenItCame" FROM send_attempts a, webhook_payloads p`,
      ),
    ).toEqual([{ whenItCame: true }]);
  });

  it('that PostgreSQL refuses in part is not set aside a second time, and spares its neighbours', async () => {
    const ids = await claimedMessages(3);
    await answered(ids);
    // Whatever PostgreSQL refuses: of what Meta's text may hold there is nothing left.
    await database.sql(`ALTER TABLE whatsapp_messages ADD CONSTRAINT poison CHECK (pricing->>'category' <> 'poison')`);
    const poison = { pricing: { category: 'poison' } };
    await takeIn.execute(
      webhook(ids.map((id, index) => (index === 1 ? status(id, 'delivered', 2, poison) : status(id, 'read', 9)))),
      [SECRET],
    );
    await database.sql('UPDATE whatsapp_messages SET progress = 3, delivered_at = NULL, read_at = NULL');
    const figures = await replay();
    await database.sql('ALTER TABLE whatsapp_messages DROP CONSTRAINT poison');
    expect(figures).toMatchObject({ statuses: 3, refused: 1, messagesChanged: 2 });
    expect(await database.sql('SELECT count(*)::integer FROM webhook_quarantine')).toEqual([{ count: 1 }]);
    expect(await database.sql('SELECT count(*)::integer FROM webhook_payloads')).toEqual([{ count: 1 }]);
  });

  it('settles a message that is held because the word on it was set aside', async () => {
    const [id = ''] = await claimedMessages(1);
    await database.settle(id, 1, OUTCOMES.unclear);
    await database.sql(`ALTER TABLE whatsapp_messages ADD CONSTRAINT poison CHECK (whatsapp_message_id IS NULL)`);
    await takeIn.execute(webhook([status(id, 'sent', 2)]), [SECRET]);
    await database.sql('ALTER TABLE whatsapp_messages DROP CONSTRAINT poison');
    await database.sql('UPDATE send_queue SET state = 3');
    expect(await database.sql('SELECT message_id AS id FROM webhook_quarantine')).toEqual([{ id }]);
    expect(await replay()).toMatchObject({ news: 1, messagesChanged: 1 });
    expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 3, wamids: 1 });
  });

  it('is one of the time that was asked for, each once, however many came in one moment', async () => {
    const [id = ''] = await claimedMessages(1);
    await answered([id]);
    const body = webhook([status(id, 'sent', 1)]);
    for (const [when, times] of [
      ['2026-11-01T00:00:00Z', 30],
      ['2026-11-02T00:00:00Z', 250],
      ['2026-11-03T00:00:00Z', 40],
    ] as const) {
      await database.sql(
        'INSERT INTO webhook_payloads (received_at, body, sender_ids) SELECT $1, $2, $3 FROM generate_series(1, $4::integer)',
        [when, body, [SENDER], times],
      );
    }
    const [second, third] = [new Date('2026-11-02T00:00:00Z'), new Date('2026-11-03T00:00:00Z')];
    expect(await replay(LONG_AGO, third)).toMatchObject({ webhooks: 280 });
    expect(await replay(second, third)).toMatchObject({ webhooks: 250 });
    expect(await replay(new Date('2026-11-02T00:00:01Z'), new Date('2026-11-05T00:00:00Z'))).toMatchObject({
      webhooks: 40,
    });
  });
});
