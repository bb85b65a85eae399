import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AccountEventsRepository, type ReplayFigures, ReplayWebhooks, StoredWebhooksRepository } from '#webhook-events';
import { OUTCOMES, SENDER, SendingDatabase } from '../sending/sending-database.js';
import { recipientWords } from './recipient-words.js';

const OTHER_SENDER = '209876543210987';
const PHONE = '34612345678';
const OTHER_PHONE = '34612345679';
const LONG_AGO = new Date('2020-01-01T00:00:00Z');

let database: SendingDatabase;
beforeAll(async () => {
  database = await SendingDatabase.start();
});
beforeEach(() => database.empty());
afterAll(() => database.stop());

const replay = (): Promise<ReplayFigures> =>
  new ReplayWebhooks(
    new StoredWebhooksRepository(database.dataSource, database.merge, recipientWords()),
    new AccountEventsRepository(database.dataSource),
  ).execute(LONG_AGO, null);

/** As it was kept when it came, signed for the sender that it names unless another is named. */
async function stored(field: string, value: Readonly<Record<string, unknown>>, signedFor = SENDER): Promise<void> {
  const content = { messaging_product: 'whatsapp', metadata: { phone_number_id: SENDER }, ...value };
  const body = Buffer.from(JSON.stringify({ entry: [{ changes: [{ field, value: content }] }] }));
  await database.sql('INSERT INTO webhook_payloads (body, sender_ids) VALUES ($1, $2)', [body, [signedFor]]);
}

/** Seconds from now. */
const at = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;
const said = (wamid: string, text: string, seconds = 1) => ({
  messages: [{ id: wamid, from: PHONE, timestamp: String(at(seconds)), type: 'text', text: { body: text } }],
});
const wished = (value: 'stop' | 'resume', seconds: number, phone = PHONE) => ({
  user_preferences: [{ wa_id: phone, category: 'marketing_messages', value, timestamp: at(seconds) }],
});

async function sentMessage(): Promise<string> {
  const id = await database.message({ recipientPhone: `+${PHONE}` });
  await database.settle(id, await database.claim(id), OUTCOMES.accepted);
  return id;
}

/** Every row version that there is: any write at all shows in it. */
async function rowVersions(): Promise<readonly unknown[]> {
  return database.sql(
    `SELECT 'inbound' AS of, ctid::text, xmin::text FROM inbound_messages
     UNION ALL SELECT 'suppression', ctid::text, xmin::text FROM suppressions
     UNION ALL SELECT 'event', ctid::text, xmin::text FROM message_events ORDER BY 1, 2`,
  );
}

const events = (id: string) =>
  database.sql(`SELECT type FROM message_events WHERE message_id = $1 AND type <> 'accepted_by_meta' ORDER BY type`, [
    id,
  ]);
const holding = () =>
  database.sql(
    `SELECT recipient_phone FROM suppressions WHERE lifted_at IS NULL OR stopped_at >= lifted_at ORDER BY recipient_phone`,
  );

describe('a replay of what recipients said', () => {
  it('brings back what was lost, and changes no row when nothing was', async () => {
    const id = await sentMessage();
    await stored('messages', said('wamid.in1', 'Recibido'));
    await stored('messages', said('wamid.in2', 'STOP'));
    await stored('user_preferences', wished('stop', -5, OTHER_PHONE));
    expect(await replay()).toMatchObject({ webhooks: 3, words: 3, refused: 0 });
    expect(await events(id)).toEqual([{ type: 'opted_out' }, { type: 'reply' }, { type: 'reply' }]);
    expect(await holding()).toEqual([{ recipient_phone: `+${PHONE}` }, { recipient_phone: `+${OTHER_PHONE}` }]);
    const before = await rowVersions();
    expect(await replay()).toMatchObject({ webhooks: 3, words: 0 });
    expect(await rowVersions()).toEqual(before);
  });

  it('brings back no opting out that somebody lifted here, or that the recipient took back', async () => {
    await stored('messages', said('wamid.in1', 'STOP', -60));
    await stored('user_preferences', wished('stop', -50));
    await replay();
    await database.sql('UPDATE suppressions SET lifted_at = now()');
    await replay();
    expect(await holding()).toEqual([]);
    await database.sql('DELETE FROM suppressions');
    await stored('user_preferences', wished('resume', -40));
    await replay();
    expect(await holding()).toEqual([]);
  });

  it('hears nothing of a sender whose secret had not signed it', async () => {
    const id = await sentMessage();
    await stored('messages', said('wamid.in1', 'STOP'), OTHER_SENDER);
    await stored('user_preferences', wished('stop', -5), OTHER_SENDER);
    expect(await replay()).toMatchObject({ words: 0 });
    expect([await events(id), await holding()]).toEqual([[], []]);
  });

  it('counts what PostgreSQL refuses as it did the first time', async () => {
    await stored('messages', said('wamid.in1', 'a NUL \u0000'));
    await stored('messages', said('wamid.in2', 'Recibido'));
    expect(await replay()).toMatchObject({ words: 1, refused: 1 });
  });
});
