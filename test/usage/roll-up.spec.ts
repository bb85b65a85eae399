import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ALL_CLIENTS, ALL_SENDERS, RollUpRepository, StatsRepository, UsageRepository } from '#usage';
import type { StatusReport } from '#sending';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';
import { countFigures } from '../../apps/api/src/stats/count-figures.js';
import { SendingDatabase } from '../sending/sending-database.js';
import { until } from '../support/stack.js';
import { accept, CLIENTS, generateMonth, type Happened, OTHER_SENDER, send, statusesOf } from './generated-month.js';

const ZONE = 'Europe/Madrid';
const DAY_MS = 86_400_000;
const SEED = 20_261_128;

let database: SendingDatabase;
let rollUp: RollUpRepository;

beforeAll(async () => {
  database = await SendingDatabase.start();
});
beforeEach(async () => {
  await database.empty();
  rollUp = new RollUpRepository(database.dataSource, ZONE);
  await rollUp.countAnew();
});
afterAll(() => database.stop());

/** A day from which thirty days back lead into another month, in every time zone. */
const UNTIL = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS);
if (UNTIL.getUTCDate() > 27) UNTIL.setUTCDate(27);

/** Everything happens, told in another order than it happened in, some of it twice, and counted now and then. */
async function live(messages: readonly Happened[], random: () => number): Promise<void> {
  await accept(database, messages);
  await rollUp.count();
  const said = messages.flatMap((message) => statusesOf(message, random() < 0.3));
  const twice = said.filter(() => random() < 0.3);
  await send(database, messages);
  const words = shuffled([...said, ...twice], random);
  for (let start = 0; start < words.length; start += 150) {
    await database.report(...words.slice(start, start + 150));
    if (random() < 0.5) await rollUp.count();
  }
  await countAll();
}

async function countAll(): Promise<void> {
  while (await rollUp.count());
}

function shuffled(reports: readonly StatusReport[], random: () => number): readonly StatusReport[] {
  return reports
    .map((report) => ({ report, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ report }) => report);
}

const wasSent = ({ end }: Happened): boolean => ['sent', 'failed', 'delivered', 'read'].includes(end);
const wasDelivered = ({ end }: Happened): boolean => end === 'delivered' || end === 'read';
const hasFailed = ({ end }: Happened): boolean => end === 'expired' || end === 'failed';

/** By hand: what the figures of these messages have to be. */
function counted(messages: readonly Happened[]) {
  const failed = messages.filter(hasFailed).map(({ end, code }) => (end === 'expired' ? 'EXPIRED' : code));
  return {
    accepted: messages.length,
    sent: messages.filter(wasSent).length,
    delivered: messages.filter(wasDelivered).length,
    read: messages.filter(({ end }) => end === 'read').length,
    failed: failed.length,
    cancelled: messages.filter(({ end }) => end === 'cancelled').length,
    failures: tally(failed),
  };
}

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function groupedBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

const wantedAt = ({ createdAt, scheduledAt }: Happened): number => (scheduledAt ?? createdAt).getTime();

/** The value that a share of all values does not exceed, by sorting them. */
function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? Number.NaN;
}

/** First deliveries outside of an open window of 24 hours, by going through the deliveries of each number and recipient. */
function conversationsOf(messages: readonly Happened[]): readonly Happened[] {
  const people = groupedBy(messages.filter(wasDelivered), ({ senderId, phone }) => `${senderId} ${phone}`);
  return [...people.values()].flatMap((deliveries) => {
    let until = 0;
    return inOrder(deliveries).filter(({ deliveredAt }) => {
      if (deliveredAt.getTime() < until) return false;
      until = deliveredAt.getTime() + DAY_MS;
      return true;
    });
  });
}

function inOrder(deliveries: readonly Happened[]): readonly Happened[] {
  return deliveries.toSorted(
    (a, b) => a.deliveredAt.getTime() - b.deliveredAt.getTime() || (a.clientId < b.clientId ? -1 : 1),
  );
}

/** The month in which it is there at that moment, by the clock on the wall. */
function monthIn(zone: string, at: Date): string {
  return at.toLocaleDateString('sv-SE', { timeZone: zone }).slice(0, 7);
}

/** What Meta's webhooks said of the price of each, as words. */
function priceOf({ pricing, country }: Happened): string {
  if (pricing === null) return `unknown    ${country ?? ''}`.trimEnd();
  const { type, billable, category } = pricing;
  const told = type === 'regular' ? true : type === 'free_customer_service' ? false : billable;
  const charged = told === undefined ? 'unknown' : told === true ? 'yes' : 'no';
  return [charged, String(category), typeof type === 'string' ? type : '-', country ?? ''].join(' ').trimEnd();
}

async function stats(change: Partial<Parameters<StatsRepository['figures']>[0]> = {}) {
  return new StatsRepository(database.dataSource).figures({
    grain: 'day',
    from: new Date(UNTIL.getTime() - 30 * DAY_MS),
    to: UNTIL,
    senders: null,
    template: null,
    clientId: null,
    ...change,
  });
}

/** How many there are, without the times. */
function countsOf(figures: Awaited<ReturnType<typeof stats>>) {
  const { accepted, sent, delivered, read, failed, cancelled, failures } = countFigures(figures);
  const byCode = Object.fromEntries(failures.map(({ code, count }) => [code, count]));
  return { accepted, sent, delivered, read, failed, cancelled, failures: byCode };
}

/** The usage of each month and number: conversations, and delivered messages by their price. */
async function usage(clientId: string | null = null): Promise<Record<string, number>> {
  const repository = new UsageRepository(database.dataSource);
  const figures = await repository.figures({
    period: 'month',
    from: '2020-01-01',
    to: '2040-01-01',
    senders: null,
    clientId,
  });
  return Object.fromEntries(
    figures.flatMap(({ start, senderId, figure, billable, category, type, country, count }) => {
      const price =
        billable === 'unknown' && category === ''
          ? `unknown    ${country}`
          : `${billable} ${category} ${type || '-'} ${country}`;
      const what = figure === 'conversation' ? 'conversation' : price.trimEnd();
      return count === 0 ? [] : [[`${start.slice(0, 7)} ${senderId} ${what}`, count]];
    }),
  );
}

function usageByHand(messages: readonly Happened[], zone: string): Record<string, number> {
  const named = (what: string, { senderId, deliveredAt }: Happened): string =>
    `${monthIn(zone, deliveredAt)} ${senderId} ${what}`;
  return tally([
    ...conversationsOf(messages).map((message) => named('conversation', message)),
    ...messages.filter(wasDelivered).map((message) => named(priceOf(message), message)),
  ]);
}

/** Every row of the figures that counts something. */
async function everything(): Promise<readonly unknown[]> {
  return [
    ...(await database.sql(
      `SELECT template_name, grain, start, sender_id, client_id, figure, detail, count FROM message_figures WHERE count <> 0
       ORDER BY 1, 2, 3, 4, 5, 6, 7`,
    )),
    ...(await database.sql('SELECT * FROM usage_figures WHERE count <> 0 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9')),
    ...(await database.sql('SELECT * FROM conversations ORDER BY sender_id, recipient, opened_at')),
  ];
}

describe('the figures of a generated month', () => {
  it('are what counting by hand gives, for each day and hour, sender, template and client', async () => {
    const random = seededRandom(SEED);
    const messages = generateMonth(1_200, UNTIL, random);
    await live(messages, random);
    expect(countsOf(await stats())).toEqual(counted(messages));
    for (const [grain, ms] of [
      ['day', DAY_MS],
      ['hour', DAY_MS / 24],
    ] as const) {
      const shown = groupedBy(await stats({ grain }), ({ start }) => start);
      const happened = groupedBy(messages, ({ createdAt }) => Math.floor(createdAt.getTime() / ms) * ms);
      const byTime = <Value>([a]: [number, Value], [b]: [number, Value]): number => a - b;
      expect([...shown].toSorted(byTime).map(([start, figures]) => [start, countsOf(figures)])).toEqual(
        [...happened].toSorted(byTime).map(([start, of]) => [start, counted(of)]),
      );
    }
    const some = messages.filter(
      ({ senderId, template, clientId }) =>
        senderId === OTHER_SENDER && template === 'spring_offer' && clientId === CLIENTS[1],
    );
    expect(some.length).toBeGreaterThan(50);
    const filters = { senders: [OTHER_SENDER], template: 'spring_offer', clientId: CLIENTS[1] };
    expect(countsOf(await stats(filters))).toEqual(counted(some));
    expect(await stats({ senders: [] })).toEqual([]);
  });

  it('tell times within 9 % of the true percentiles', async () => {
    const random = seededRandom(SEED + 1);
    const messages = generateMonth(900, UNTIL, random);
    await live(messages, random);
    const { timeToSent, timeToDelivered } = countFigures(await stats());
    for (const [shown, values] of [
      [timeToSent, messages.filter(wasSent).map((message) => message.sentAt.getTime() - wantedAt(message))],
      [
        timeToDelivered,
        messages.filter(wasDelivered).map((message) => message.deliveredAt.getTime() - wantedAt(message)),
      ],
    ] as const) {
      for (const [name, share] of [
        ['p50', 0.5],
        ['p95', 0.95],
        ['p99', 0.99],
      ] as const) {
        const exact = percentile(values, share) / 1_000;
        const off = Math.abs((shown?.[name] ?? 0) / exact - 1);
        expect([name, exact, off < 0.09]).toEqual([name, exact, true]);
      }
    }
  });

  it.each([ZONE, 'Pacific/Auckland'])(
    'count conversations and prices in the months of %s as they are counted by hand',
    async (zone) => {
      rollUp = new RollUpRepository(database.dataSource, zone);
      await rollUp.countAnew();
      const random = seededRandom(SEED + 2);
      const messages = generateMonth(900, UNTIL, random);
      await live(messages, random);
      const expected = usageByHand(messages, zone);
      expect(new Set(Object.keys(expected).map((key) => key.slice(0, 7))).size).toBeGreaterThan(1);
      expect(await usage()).toEqual(expected);
      const [client] = CLIENTS;
      const own = conversationsOf(messages).filter(({ clientId }) => clientId === client);
      const ofClient = Object.entries(await usage(client)).filter(([key]) => key.endsWith('conversation'));
      expect(Object.fromEntries(ofClient)).toEqual(
        tally(own.map(({ senderId, deliveredAt }) => `${monthIn(zone, deliveredAt)} ${senderId} conversation`)),
      );
    },
  );

  it('would be others if conversations were counted in the order in which deliveries are told', () => {
    const random = seededRandom(SEED + 2);
    const messages = generateMonth(900, UNTIL, random);
    const openUntil = new Map<string, number>();
    let opened = 0;
    // As told: each in the order of its id, which says nothing of when it was delivered.
    for (const { senderId, phone, deliveredAt } of messages.filter(wasDelivered)) {
      const key = `${senderId} ${phone}`;
      if (deliveredAt.getTime() < (openUntil.get(key) ?? 0)) continue;
      openUntil.set(key, deliveredAt.getTime() + DAY_MS);
      opened += 1;
    }
    expect(opened).not.toBe(conversationsOf(messages).length);
  });
});

describe('counting', () => {
  it('changes nothing when everything is told once more', async () => {
    const random = seededRandom(SEED + 3);
    const messages = generateMonth(500, UNTIL, random);
    await live(messages, random);
    const before = await everything();
    await database.report(...messages.flatMap((message) => statusesOf(message, true)));
    await countAll();
    expect(await everything()).toEqual(before);
  });

  it('comes to the same as counting all messages anew, which a new BILLING_TIMEZONE makes the worker do', async () => {
    const random = seededRandom(SEED + 4);
    await live(generateMonth(500, UNTIL, random), random);
    const before = await everything();
    const [{ waiting } = { waiting: null }] = await database.sql(
      'SELECT count(*)::integer AS waiting FROM message_changes',
    );
    expect(waiting).toBe(0);
    expect(await rollUp.countAnew()).toBe('stands');
    expect(await new RollUpRepository(database.dataSource, 'Asia/Tokyo').countAnew()).toBe('counted');
    expect(await everything()).not.toEqual(before);
    expect(await rollUp.countAnew()).toBe('counted');
    expect(await everything()).toEqual(before);
  });

  it('is left to the workers with the new BILLING_TIMEZONE, once one of them has started', async () => {
    await new RollUpRepository(database.dataSource, 'Asia/Tokyo').countAnew();
    await database.message();
    await countAll();
    expect(await sums('accepted')).toBe(0);
    await new RollUpRepository(database.dataSource, 'Asia/Tokyo').count();
    expect(await sums('accepted')).toBe(1);
  });

  it('counts the messages of before the upgrade, and what changes while it does, once', async () => {
    await database.sql('UPDATE figures_standing SET counted_for = NULL');
    const random = seededRandom(SEED + 5);
    const messages = generateMonth(500, UNTIL, random);
    await accept(database, messages);
    await send(database, messages);
    const said = messages.flatMap((message) => statusesOf(message, false));
    await database.report(...said.slice(0, 400));
    expect(await rollUp.countAnew()).toBe('counted');
    await database.report(...said.slice(400));
    await countAll();
    expect(countsOf(await stats())).toEqual(counted(messages));
    expect(await usage()).toEqual(usageByHand(messages, ZONE));
  });

  it('counts anew beside the traffic, and each change once, on whichever side of it it falls', async () => {
    const random = seededRandom(SEED + 6);
    const messages = generateMonth(800, UNTIL, random);
    await accept(database, messages);
    await send(database, messages);
    await database.sql(`UPDATE figures_standing SET counted_for = 'Asia/Tokyo'`);
    const said = messages.flatMap((message) => statusesOf(message, false));
    const anew = (async () => {
      // As the worker does it.
      while ((await rollUp.countAnew()) === null);
    })();
    for (let from = 0; from < said.length; from += 100) await database.report(...said.slice(from, from + 100));
    await anew;
    await countAll();
    expect(countsOf(await stats())).toEqual(counted(messages));
    expect(await usage()).toEqual(usageByHand(messages, ZONE));
  });

  it('takes back what a message counted for that Meta gives back', async () => {
    const id = await database.message();
    await database.settle(id, await database.claim(id), {
      kind: 'accepted',
      wamid: 'wamid.returned',
      metaStatus: null,
    });
    await countAll();
    expect(await sums('sent')).toBe(1);
    await database.sql(
      `UPDATE whatsapp_messages SET progress = 0, sent_at = NULL, whatsapp_message_id = NULL WHERE id = $1`,
      [id],
    );
    await countAll();
    expect([await sums('accepted'), await sums('sent'), await sums('time_to_sent')]).toEqual([1, 0, 0]);
  });

  it('is done by one worker at a time, and each change once, however many work', async () => {
    await database.messages(300);
    const workers = [
      rollUp,
      new RollUpRepository(database.dataSource, ZONE),
      new RollUpRepository(database.dataSource, ZONE),
    ];
    for (let round = 0; round < 5; round += 1) await Promise.all(workers.map((worker) => worker.count()));
    expect(await sums('accepted')).toBe(300);
  });

  it('is tried again where another worker is at it, and so is counting all of them anew', async () => {
    await database.sql('UPDATE figures_standing SET counted_for = NULL');
    await database.message();
    await database.dataSource.transaction(async (other) => {
      await other.query('SELECT pg_advisory_xact_lock(7765626865)');
      expect([await rollUp.countAnew(), await rollUp.count()]).toEqual([null, false]);
    });
    expect([await rollUp.countAnew(), await rollUp.countAnew()]).toEqual(['counted', 'stands']);
    expect(await sums('accepted')).toBe(1);
  });

  it('is tried again where it and an erasure wait for each other, and PostgreSQL ends it', async () => {
    await database.message();
    await countAll();
    await database.message();
    const erasing = database.dataSource.createQueryRunner();
    await erasing.startTransaction();
    await erasing.query(`SET LOCAL deadlock_timeout = '1min'`);
    await erasing.query('SELECT FROM message_changes FOR UPDATE');
    const counted = rollUp.count();
    await until('it waits for the erasure', () => database.somebodyWaits());
    await erasing.query('UPDATE message_figures SET count = count');
    await erasing.rollbackTransaction();
    await erasing.release();
    expect([await counted, await sums('accepted')]).toEqual([false, 1]);
    await countAll();
    expect(await sums('accepted')).toBe(2);
  });

  it('would miss what is changed if nothing wrote it down', async () => {
    const id = await database.message();
    await database.sql('ALTER TABLE whatsapp_messages DISABLE TRIGGER messages_changed');
    try {
      await database.settle(id, await database.claim(id), { kind: 'accepted', wamid: 'wamid.1', metaStatus: null });
    } finally {
      await database.sql('ALTER TABLE whatsapp_messages ENABLE TRIGGER messages_changed');
    }
    await countAll();
    expect([await sums('accepted'), await sums('sent')]).toEqual([1, 0]);
  });

  it('forgets hours after five weeks, and no days', async () => {
    const [message] = generateMonth(1, new Date(UNTIL.getTime() - 40 * DAY_MS), seededRandom(1));
    if (message === undefined) throw new Error('one was asked for');
    await accept(database, [message]);
    await countAll();
    await database.sql(
      `INSERT INTO message_figures SELECT template_name, 'hour', start, sender_id, client_id, figure, detail, count
       FROM message_figures WHERE grain = 'day'`,
    );
    await rollUp.forgetOldHours();
    expect(await database.sql(`SELECT DISTINCT grain FROM message_figures`)).toEqual([{ grain: 'day' }]);
  });
});

async function sums(figure: string): Promise<number> {
  const [row] = await database.sql<{ sum: number }>(
    `SELECT COALESCE(sum(count), 0)::integer AS sum FROM message_figures
     WHERE figure = $1 AND grain = 'day' AND template_name = '' AND client_id = $2 AND sender_id = $3`,
    [figure, ALL_CLIENTS, ALL_SENDERS],
  );
  return row?.sum ?? 0;
}
