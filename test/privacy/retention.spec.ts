import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EraseMentionsRepository, EraseOldRepository } from '#privacy';
import { EventLog } from '#runtime';
import { RollUpRepository } from '#usage';
import { EraseOld } from '../../apps/worker/src/upkeep/erase-old.js';
import { OUTCOMES, SENDER, SendingDatabase, statusOf } from '../sending/sending-database.js';
import { at } from '../support/examples.js';
import { wamidOf } from './signed-webhook.js';
import { placesOf, wholeDatabase } from './whole-database.js';

const PHONE = '+34612345678';
const NAME = 'Talleres Muñoz';
const DAYS = 90;
/** More than a round erases that ends after so many. */
const MANY = 30_001;

let database: SendingDatabase;
let old: EraseOldRepository;
beforeAll(async () => {
  database = await SendingDatabase.start();
});
beforeEach(async () => {
  await database.empty();
  await database.sql(`UPDATE erasure_standing SET erased_until = '-infinity'`);
  await database.sql(`UPDATE figures_standing SET counted_for = 'UTC'`);
  old = new EraseOldRepository(database.dataSource, DAYS);
});
afterAll(() => database.stop());

/** A message that was delivered so many days ago. */
async function delivered(daysAgo: number): Promise<string> {
  const id = await waiting(daysAgo);
  const wamid = wamidOf(PHONE, id.slice(-6));
  await database.settle(id, await database.claim(id), { ...OUTCOMES.accepted, wamid });
  await database.report(statusOf(id, 'delivered', { wamid, pricing: { type: 'regular', category: 'utility' } }));
  return id;
}

async function waiting(daysAgo: number): Promise<string> {
  const id = await database.message({
    recipientPhone: PHONE,
    recipientName: NAME,
    templateParameters: [NAME, 'PO-1', '€1.00'],
    bodyText: `Hola ${NAME}`,
    metadata: { for: NAME },
    reference: 'PO-1',
  });
  // Nothing looks at when a message was accepted but lists, figures, and this.
  await database.sql(`UPDATE whatsapp_messages SET created_at = now() - make_interval(days => $2) WHERE id = $1`, [
    id,
    daysAgo,
  ]);
  return id;
}

async function wrote(wamid: string, daysAgo: number): Promise<void> {
  await database.sql(
    `INSERT INTO inbound_messages (sender_id, wamid, recipient_phone, type, body_text, occurred_at, received_at)
     VALUES ($1, $2, $3, 'text', 'Soy Pilar', now() - make_interval(days => $4), now() - make_interval(days => $4))`,
    [SENDER, wamid, PHONE, daysAgo],
  );
}

/** Goes on for so many pages. */
function pages(count: number): () => boolean {
  let begun = 0;
  return () => (begun += 1) <= count;
}

async function eraseOld(): Promise<void> {
  while ((await old.eraseMessages(pages(10))) !== 0);
  await old.eraseTheRest();
}

/** Of the line that the worker writes after a round. */
function erasedIn(line = '{}'): unknown {
  return at(JSON.parse(line), 'messages');
}

async function message(id: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const [row] = await database.sql(
    `SELECT recipient_phone, recipient_name, template_parameters, body_text, metadata, reference, status, pricing, erased_as IS NOT NULL AS erased
     FROM whatsapp_messages WHERE id = $1`,
    [id],
  );
  return row;
}

describe('after RETENTION_DAYS', () => {
  it('nothing tells who got a message or what it said, and what it counts for and costs stays', async () => {
    const [before, after] = [await delivered(DAYS + 1), await delivered(DAYS - 1)];
    await eraseOld();
    expect(await message(before)).toEqual({
      recipient_phone: null,
      recipient_name: null,
      template_parameters: [],
      body_text: null,
      metadata: null,
      reference: 'PO-1',
      status: 'DELIVERED',
      pricing: { type: 'regular', category: 'utility' },
      erased: true,
    });
    expect(await message(after)).toMatchObject({ recipient_phone: PHONE, recipient_name: NAME, erased: false });
  });

  it('nothing of it is left anywhere, though much was before', async () => {
    await delivered(DAYS + 1);
    await wrote(wamidOf(PHONE, 'words'), DAYS + 1);
    await database.sql(`INSERT INTO recipient_ids (user_id, phone) VALUES ('ES.1', $1)`, [PHONE]);
    const needles = [PHONE.slice(1), NAME, 'Pilar', 'ES.1'];
    expect(placesOf(await wholeDatabase(database.url), needles).length).toBeGreaterThan(10);
    await eraseOld();
    expect(placesOf(await wholeDatabase(database.url), needles)).toEqual([]);
  });

  it('figures are as they were', async () => {
    for (const daysAgo of [DAYS + 30, DAYS + 1, 3]) await delivered(daysAgo);
    const rollUp = new RollUpRepository(database.dataSource, 'UTC');
    await database.sql('UPDATE figures_standing SET counted_for = NULL');
    await eraseOld();
    await rollUp.countAnew();
    const figures = async (): Promise<unknown> => [
      await database.sql('SELECT * FROM message_figures ORDER BY 1, 2, 3, 4, 5, 6, 7'),
      await database.sql('SELECT * FROM usage_figures ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9'),
      await database.sql('SELECT count(*) FROM conversations'),
    ];
    const before = await figures();
    // All delivered at the same moment, which counts as one only as long as it is known that they went to one person.
    expect(before).toContainEqual([{ count: '1' }]);
    await eraseOld();
    while (await rollUp.count());
    expect(await figures()).toEqual(before);
    await new RollUpRepository(database.dataSource, 'Asia/Tokyo').countAnew();
    await rollUp.countAnew();
    expect(await figures()).toEqual(before);
  });

  it('a message that waits is left alone until it is at its end', async () => {
    const id = await waiting(DAYS + 1);
    await eraseOld();
    expect(await message(id)).toMatchObject({ recipient_phone: PHONE, status: 'PENDING', erased: false });
    await database.settle(id, await database.claim(id), { ...OUTCOMES.accepted, wamid: wamidOf(PHONE, 'sent') });
    await eraseOld();
    expect(await message(id)).toMatchObject({ recipient_phone: null, status: 'SENT', erased: true });
    expect(await database.sql('SELECT FROM postponed_erasures')).toEqual([]);
  });

  it('however many messages are accepted, a round erases as many as its minute allows, and shows how far behind it is', async () => {
    await database.messages(MANY, { recipientPhone: PHONE });
    await database.sql('DELETE FROM send_queue');
    await database.sql(`UPDATE whatsapp_messages SET created_at = now() - make_interval(days => $1, hours => 2)`, [
      DAYS,
    ]);
    expect(await old.behindSeconds()).toBeCloseTo(7_200, -2);
    const { dataSource } = database;
    const lines: string[] = [];
    const log = new EventLog(
      'worker',
      'info',
      (line) => lines.push(line),
      () => new Date(),
    );
    // A page takes a second of this clock.
    let seconds = 0;
    const clock = { now: () => new Date(), monotonicMs: () => (seconds += 1) * 1_000 };
    const worker = new EraseOld(old, new EraseMentionsRepository(dataSource), log, clock);
    await worker.round();
    expect(erasedIn(lines[0])).toBe(59 * 500);
    expect(await old.behindSeconds()).toBeCloseTo(7_200, -2);
    await worker.round();
    expect(erasedIn(lines[1])).toBe(MANY - 59 * 500);
    expect(await old.behindSeconds()).toBe(0);
  });

  it('each message is erased once, in pages, however many there are', async () => {
    await database.messages(1_203, { recipientPhone: PHONE });
    await database.sql('DELETE FROM send_queue');
    await database.sql(`UPDATE whatsapp_messages SET created_at = now() - interval '100 days'`);
    expect(await old.eraseMessages(pages(1))).toBe(500);
    expect(await old.eraseMessages(pages(10))).toBe(703);
    expect(await old.eraseMessages(pages(10))).toBe(0);
  });

  it('what Meta tells late of an erased message counts, and tells nothing of its recipient', async () => {
    const id = await delivered(DAYS + 1);
    await eraseOld();
    const wamid = wamidOf(PHONE, id.slice(-6));
    await database.report(statusOf(id, 'read', { wamid, attemptOf: null }));
    await database.report(statusOf(id, 'read', { wamid }));
    expect(await message(id)).toMatchObject({ status: 'READ', recipient_phone: null });
    expect(placesOf(await wholeDatabase(database.url), [PHONE.slice(1)])).toEqual([]);
    expect(await database.sql('SELECT FROM duplicate_sends')).toEqual([]);
  });

  it('a recipient who stopped marketing is still known, and one who resumed it is forgotten', async () => {
    await database.sql(
      `INSERT INTO suppressions (id, recipient_phone, origin, scope, reason, stopped_at, lifted_at) VALUES
       (gen_random_uuid(), $1, 'RECIPIENT', 'marketing', 'OPT_OUT_WORD', now() - interval '200 days', NULL),
       (gen_random_uuid(), '+34699999999', 'RECIPIENT', 'marketing', 'OPT_OUT_WORD', now() - interval '200 days', now() - interval '100 days')`,
      [PHONE],
    );
    await eraseOld();
    expect(await database.sql('SELECT recipient_phone FROM suppressions')).toEqual([{ recipient_phone: PHONE }]);
  });

  it('fewer days than raw webhooks are kept for erase these, too', async () => {
    old = new EraseOldRepository(database.dataSource, 2);
    await database.sql(
      `INSERT INTO webhook_payloads (body, received_at) VALUES ('old', now() - interval '3 days'), ('young', now() - interval '1 day')`,
    );
    await database.sql(
      `INSERT INTO parked_statuses (wamid, status, sender_id, occurred_at, received_at, payload)
       VALUES ('wamid.1', 'sent', '1', now(), now() - interval '3 days', '{}')`,
    );
    await eraseOld();
    expect(await database.sql(`SELECT convert_from(body, 'UTF8') AS body FROM webhook_payloads`)).toEqual([
      { body: 'young' },
    ]);
    expect(await database.sql('SELECT FROM parked_statuses')).toEqual([]);
  });
});
