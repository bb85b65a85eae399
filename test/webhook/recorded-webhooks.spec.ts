import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EventLog, Metrics } from '#runtime';
import { AccessToken, Senders, SendersRepository } from '#senders';
import { CountNews } from '#sending';
import { AccountEventsRepository } from '#webhook-events';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';
import { SenderErrors } from '../../apps/api/src/webhook/sender-errors.js';
import { TakeInAccountEvents } from '../../apps/api/src/webhook/take-in-account-events.js';
import { TakeInWebhook } from '../../apps/api/src/webhook/take-in-webhook.js';
import { OUTCOMES, SENDER, SendingDatabase, WABA } from '../sending/sending-database.js';
import { webhookIntake } from './webhook-intake.js';

const FIXTURES = join(import.meta.dirname, '../fixtures/meta');
const SECRET = 'app-secret-of-the-tests';
const WEEK_S = 7 * 24 * 3_600;

interface Recorded {
  readonly name: string;
  readonly entry: readonly unknown[];
}

const isWebhook = (json: unknown): json is { entry: unknown[] } =>
  typeof json === 'object' && json !== null && 'entry' in json && Array.isArray(json.entry);

/** Every webhook of Meta's that is on record, in the order of their names. */
const RECORDED: readonly Recorded[] = readdirSync(FIXTURES)
  .filter((file) => file.startsWith('webhook-'))
  .toSorted()
  .flatMap((file) => {
    const text = readFileSync(join(FIXTURES, file), 'utf8');
    // Different replies are on record under one id: here each has its own. And the restriction on record was over on 2026-11-30.
    const json: unknown = JSON.parse(
      text
        .replaceAll(/wamid\.\w+ASGBQ[\w=]+/g, `wamid.of-${file}`)
        .replaceAll(/("expiration": )\d+/g, `$1${Math.ceil(Date.now() / 1_000) + WEEK_S}`),
    );
    const webhooks = (Array.isArray(json) ? json : [json]).filter(isWebhook);
    return webhooks.map(({ entry }, index) => ({ name: `${file} ${index + 1}`, entry }));
  });

const one = (name: string): Recorded => {
  const found = RECORDED.find((recorded) => recorded.name === `webhook-${name}.json 1`);
  if (found === undefined) throw new Error(`no ${name} on record`);
  return found;
};

let database: SendingDatabase;
let metrics: Metrics;
let takeIn: TakeInWebhook;

beforeAll(async () => {
  database = await SendingDatabase.start();
});

beforeEach(begin);

afterAll(() => database.stop());

/** The order that a button on record acknowledges. */
const ORDER = 'PO-2026-00123';

/** Three messages whose wamids are those on record, the templates that are spoken of, and a number at work. */
async function begin(): Promise<void> {
  await database.empty();
  await database.sql(
    `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, synced_at)
     SELECT $1, name, language, 'APPROVED', 'UTILITY', 'positional', '[]', '2020-01-01' FROM (VALUES
       ('purchase_order_issued', 'es'), ('purchase_order_issued', 'en'), ('welcome_template', 'en_US'),
       ('order_confirmation', 'en_US')) AS t (name, language)`,
    [WABA],
  );
  const wamids = [
    ...new Set([...JSON.stringify(RECORDED).matchAll(/"id":"(wamid\.[^"]+)","status"/g)].map(([, id = '']) => id)),
  ];
  for (const wamid of wamids) await acceptedAs(wamid);
  // Meta told before whose user id that is: who writes under a name only is known by it from then on.
  await database.sql(`INSERT INTO recipient_ids (user_id, phone) VALUES ('ES.13491208655302741918', '+34600000012')`);
  await database.sql(
    `INSERT INTO purchase_orders (client_id, order_number, revision, content_hash, message_id)
     SELECT client_id, $1, 1, '', id FROM whatsapp_messages ORDER BY reference DESC LIMIT 1`,
    [ORDER],
  );
  const log = new EventLog(
    'api',
    'error',
    () => undefined,
    () => new Date(),
  );
  metrics = new Metrics('api');
  const intake = webhookIntake(database);
  const token = AccessToken.fixed('token');
  const sender = {
    phoneNumberId: SENDER,
    wabaId: WABA,
    token,
    appId: null,
    appSecrets: [SECRET],
    mps: 80,
    defaultLanguage: 'es',
  };
  const senders = new Senders([sender]);
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
}

/** A message that Meta took under that wamid, before anything on record; it lives for a day from `since`. */
async function acceptedAs(wamid: string, since = "'2023-01-01'"): Promise<void> {
  const id = await database.message({ reference: wamid, recipientPhone: '+34600000012' });
  // Many go to one recipient, and none is to wait for its pace.
  await database.sql('UPDATE send_queue SET attempted_at = now()');
  await database.settle(id, await database.claim(id), { ...OUTCOMES.accepted, wamid });
  await database.sql(
    `UPDATE whatsapp_messages SET created_at = '2023-01-01', expires_at = ${since}::timestamptz + interval '1 day' WHERE id = $1`,
    [id],
  );
}

/** The same, said of another message. */
function saidOf(wamid: string, { name, entry }: Recorded): Recorded {
  const text = JSON.stringify({ entry }).replaceAll(/wamid\.[\w=+/]+/g, wamid);
  const json: unknown = JSON.parse(text);
  if (!isWebhook(json)) throw new Error('no webhook');
  return { name, entry: json.entry };
}

/** All of these in one POST. */
function tell(...webhooks: readonly Recorded[]): Promise<void> {
  const entry = webhooks.flatMap((webhook) => webhook.entry);
  return takeIn.execute(Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry })), [SECRET]);
}

/** What became of events, by result. */
async function results(): Promise<Readonly<Record<string, number>>> {
  const { values } = await metrics.webhookEvents.get();
  const sums: Record<string, number> = {};
  for (const { labels, value } of values) {
    const result = String(labels['result']);
    sums[result] = (sums[result] ?? 0) + value;
  }
  return sums;
}

/** What people can see in the end; not when we learned of it, nor which of several reasons to pause came first. */
async function end(): Promise<Readonly<Record<string, unknown>>> {
  const tables = {
    messages: `SELECT reference, status, delivered_at, read_at, failed_at, error_code, pricing FROM whatsapp_messages ORDER BY reference`,
    events: `SELECT m.reference, e.key, e.type FROM message_events e JOIN whatsapp_messages m ON m.id = e.message_id
      WHERE e.type NOT IN ('accepted_by_meta') ORDER BY 1, 2`,
    templates:
      'SELECT name, language, status, quality, category, previous_category, rejected_reason FROM templates ORDER BY 1, 2',
    senders:
      'SELECT state, paused_by, half_open, messaging_limit, throughput_level, quality_rating, display_phone_number FROM senders',
    facts: 'SELECT fact, stops FROM sender_account_facts ORDER BY fact',
    accountEvents: 'SELECT field, occurred_at, data FROM account_events ORDER BY field, occurred_at, data::text',
    inbound: 'SELECT wamid, type FROM inbound_messages ORDER BY wamid',
    suppressions: `SELECT recipient_phone, recipient_user_id, origin, scope, reason, stopped_at, lifted_at FROM suppressions
      ORDER BY 1, 2, 3`,
    parked: 'SELECT wamid, status FROM parked_statuses',
    quarantine: 'SELECT reason FROM webhook_quarantine',
  };
  const rows = await Promise.all(
    Object.entries(tables).map(async ([name, sql]) => [name, await database.sql(sql)] as const),
  );
  return Object.fromEntries(rows);
}

async function pauseReason(): Promise<unknown> {
  return (await database.sql('SELECT pause_reason FROM senders'))[0]?.['pause_reason'];
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, place: random() }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ item }) => item);
}

function* permutations<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  if (items.length <= 1) yield items;
  for (const [index, item] of items.entries()) {
    for (const rest of permutations(items.toSpliced(index, 1))) yield [item, ...rest];
  }
}

describe("each of Meta's recorded webhooks", () => {
  it('is understood, and said again it changes nothing', async () => {
    for (const webhook of RECORDED) {
      await tell(webhook);
      const once = await end();
      expect(once, webhook.name).toMatchObject({ quarantine: [], parked: [] });
      await tell(webhook);
      expect(await end(), webhook.name).toEqual(once);
    }
    expect(Object.keys(await results()).toSorted()).toEqual(['applied', 'recorded', 'unchanged']);
  });
});

describe("Meta's recorded webhooks together", () => {
  it('come to the same end one by one, backwards, all in one POST, and shuffled in POSTs of any size', async () => {
    for (const webhook of RECORDED) await tell(webhook);
    const first = await end();
    expect(first).toMatchObject({
      messages: [{ status: 'FAILED', error_code: '131049' }, { status: 'READ' }, { status: 'READ', error_code: null }],
      senders: [{ state: 'PAUSED', throughput_level: 'HIGH', display_phone_number: '+15550783881' }],
    });
    await begin();
    for (const webhook of RECORDED.toReversed()) await tell(webhook);
    expect(await end(), 'backwards').toEqual(first);
    await begin();
    await tell(...RECORDED);
    expect(await end(), 'in one POST').toEqual(first);
    for (let seed = 1; seed <= 3; seed += 1) {
      await begin();
      const random = seededRandom(seed);
      const left = shuffled([...RECORDED, ...RECORDED.filter(() => random() < 0.3)], random);
      while (left.length > 0) await tell(...left.splice(0, 1 + Math.floor(random() * 8)));
      expect(await end(), `seed ${seed}`).toEqual(first);
    }
  });

  it('pause the number for the reason that is told, whatever else is told before it and after it', async () => {
    const pausing = new Map<Recorded, unknown>();
    for (const webhook of RECORDED) {
      await begin();
      await tell(webhook);
      const reason = await pauseReason();
      if (reason !== null) pausing.set(webhook, reason);
    }
    expect([...pausing.values()].map(String).toSorted()).toEqual([
      '131031: by webhook',
      '131042: by webhook',
      '131048: by webhook',
      'ACCOUNT_DISABLED: by webhook',
      'ACCOUNT_RESTRICTED: by webhook',
      'ACCOUNT_REVIEW: by webhook',
    ]);
    // What reinstates the account lifts a pause that came before it.
    const others = RECORDED.filter((webhook) => !pausing.has(webhook) && !webhook.name.includes('reinstated'));
    for (const [webhook, reason] of pausing) {
      for (const order of [
        [webhook, ...others],
        [...others, webhook],
      ]) {
        await begin();
        for (const told of order) await tell(told);
        expect(await pauseReason(), `${webhook.name} as number ${order.indexOf(webhook) + 1}`).toBe(reason);
      }
    }
  });

  it.each([...new Set(RECORDED.filter(({ name }) => name.endsWith(' 2')).map(({ name }) => name.slice(0, -2)))])(
    'of %s come to the same end in every order',
    async (file) => {
      const sequence = RECORDED.filter(({ name }) => name.startsWith(`${file} `));
      expect(sequence.length).toBeLessThanOrEqual(6);
      const ends: unknown[] = [];
      for (const order of permutations(sequence)) {
        await begin();
        for (const webhook of order) await tell(webhook);
        ends.push(await end());
      }
      for (const other of ends) expect(other).toEqual(ends[0]);
    },
  );

  it('make one history of sent, delivered, read and failed, in each of 24 orders', async () => {
    const names = ['sent-v24-bsuid-era', 'delivered-regular-utility', 'read', 'failed-131026-undeliverable'];
    const story = names.map((name) => one(`status-${name}`));
    for (const [index, order] of [...permutations(story)].entries()) {
      const wamid = `wamid.order-${index}`;
      await acceptedAs(wamid);
      for (const webhook of order) await tell(saidOf(wamid, webhook));
    }
    const ends = await database.sql(
      `SELECT DISTINCT status, delivered_at, read_at, failed_at, error_code, pricing,
         (SELECT count(*)::integer FROM message_events e WHERE e.message_id = m.id AND e.key LIKE '%:wamid.order-%') AS lines
       FROM whatsapp_messages m WHERE reference LIKE 'wamid.order-%'`,
    );
    expect(ends).toEqual([
      {
        status: 'READ',
        delivered_at: new Date(1_795_426_203_000),
        read_at: new Date(1_795_426_260_000),
        failed_at: null,
        error_code: null,
        pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' },
        lines: 5,
      },
    ]);
  });

  it('come to one end of a message that may still be sent, in every order of failures of its own and of the account', async () => {
    const names = ['sent-v24-bsuid-era', 'failed-131026-undeliverable', 'failed-131031-account-locked'];
    for (const [index, order] of [...permutations(names.map((name) => one(`status-${name}`)))].entries()) {
      const wamid = `wamid.live-${index}`;
      await database.sql(`UPDATE senders SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL`);
      await acceptedAs(wamid, 'now()');
      for (const webhook of order) await tell(saidOf(wamid, webhook));
    }
    const ends = `SELECT DISTINCT status, failed_at, error_code, q.message_id IS NULL AS ended FROM whatsapp_messages m
      LEFT JOIN send_queue q ON q.message_id = m.id WHERE reference LIKE 'wamid.live-%'`;
    expect(await database.sql(ends)).toMatchObject([{ status: 'FAILED', ended: true }]);
    const alone = 'wamid.returned';
    await database.sql(`UPDATE senders SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL`);
    await acceptedAs(alone, 'now()');
    await tell(saidOf(alone, one('status-failed-131031-account-locked')));
    const left = await database.sql('SELECT status FROM whatsapp_messages WHERE reference = $1', [alone]);
    expect(left).toEqual([{ status: 'PENDING' }]);
  });

  it('keep the price of either model, and the fuller of two', async () => {
    await tell(one('status-sent-cbp-before-2025-07'));
    const price = async () =>
      (await database.sql(`SELECT pricing FROM whatsapp_messages WHERE pricing IS NOT NULL`))[0]?.['pricing'];
    expect(await price()).toEqual({ billable: true, pricing_model: 'CBP', category: 'utility' });
    await tell(one('status-delivered-regular-utility'));
    const full = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' };
    expect(await price()).toEqual(full);
    await tell(one('status-sent-cbp-before-2025-07'), one('status-sent-minimal-no-pricing'));
    expect(await price()).toEqual(full);
  });
});
