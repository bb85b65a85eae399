import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OldWebhooksRepository, readWebhook } from '#webhook-events';
import { OUTCOMES, SENDER, SendingDatabase, statusOf } from '../sending/sending-database.js';

const HOUR_MS = 3_600_000;

let database: SendingDatabase;
let old: OldWebhooksRepository;

beforeAll(async () => {
  database = await SendingDatabase.start();
  old = new OldWebhooksRepository(database.dataSource);
});

beforeEach(() => database.empty());

afterAll(() => database.stop());

const ago = (hours: number): Date => new Date(Date.now() - hours * HOUR_MS);
const parked = () => database.sql('SELECT wamid FROM parked_statuses ORDER BY wamid');
/** Of a message that another system sent from the same number. */
const foreign = (name: string) => statusOf(name, 'delivered', { attemptOf: null });

async function sentMessage(): Promise<string> {
  const id = await database.message();
  await database.settle(id, await database.claim(id), { ...OUTCOMES.accepted, wamid: `wamid.${id}` });
  return id;
}

describe('a status of a message that nobody here knows', () => {
  it('is parked for a day, then dropped and counted', async () => {
    await database.report(foreign('older'), foreign('younger'));
    await database.sql(
      `UPDATE parked_statuses SET received_at = now() - interval '25 hours' WHERE wamid = 'wamid.older'`,
    );
    await database.sql(
      `UPDATE parked_statuses SET received_at = now() - interval '23 hours' WHERE wamid = 'wamid.younger'`,
    );
    expect(await old.drop()).toEqual({ parkedStatuses: 1 });
    expect(await parked()).toEqual([{ wamid: 'wamid.younger' }]);
    expect(await old.drop()).toEqual({ parkedStatuses: 0 });
  });

  it('is dropped at once however many there are, as is what was set aside', async () => {
    const aged = `(wamid, sender_id, status, occurred_at, received_at, payload)
      SELECT 'wamid.' || n, '${SENDER}', 'sent', now(), now() - interval '25 hours', '{}' FROM generate_series(1, 12000) n`;
    await database.sql(`INSERT INTO parked_statuses ${aged}`);
    await database.sql(`INSERT INTO webhook_quarantine (key, received_at, field, reason, event)
      SELECT sha256(n::text::bytea), now() - interval '9 days', 'messages', 'old', '{}' FROM generate_series(1, 12000) n`);
    await database.sql(`INSERT INTO webhook_payloads_rest (body, sender_ids, received_at)
      SELECT '', '{}', now() - interval '9 days' FROM generate_series(1, 12000) n`);
    expect(await old.drop()).toEqual({ parkedStatuses: 12_000 });
    const tables = ['parked_statuses', 'webhook_quarantine', 'webhook_payloads_rest'];
    const left = tables.map((table) => `SELECT count(*)::integer AS left FROM ${table}`).join(' UNION ALL ');
    expect(await database.sql(left)).toEqual([{ left: 0 }, { left: 0 }, { left: 0 }]);
  });

  it('is dropped when its day is over, whatever another sender said of the same wamid since', async () => {
    await database.report(foreign('shared'));
    await database.sql(`UPDATE parked_statuses SET received_at = now() - interval '25 hours'`);
    await database.report({ ...foreign('shared'), senderId: '999999999999' });
    expect(await old.drop()).toEqual({ parkedStatuses: 1 });
    expect(await parked()).toEqual([{ wamid: 'wamid.shared' }]);
  });

  it('is not parked anew when it is applied again after that day', async () => {
    const { results } = await database.report(
      { ...foreign('older'), receivedAt: ago(25) },
      { ...foreign('younger'), receivedAt: ago(23) },
    );
    expect(results).toEqual(['parked', 'parked']);
    expect(await parked()).toEqual([{ wamid: 'wamid.younger' }]);
  });

  it('is applied when the message turns out to be ours within the day', async () => {
    const id = await database.message();
    const attempt = await database.claim(id);
    await database.report(foreign(id));
    await database.sql(`UPDATE parked_statuses SET received_at = now() - interval '23 hours'`);
    await old.drop();
    await database.settle(id, attempt, { ...OUTCOMES.accepted, wamid: `wamid.${id}` });
    expect(await database.sql('SELECT status FROM whatsapp_messages')).toEqual([{ status: 'DELIVERED' }]);
    expect(await parked()).toEqual([]);
  });
});

describe('a status that comes late', () => {
  it.each([9, 30, 400])('by %d days is merged like any other, and its repetition is no news', async (days) => {
    const id = await sentMessage();
    const began = `now() - make_interval(days => ${days + 1})`;
    await database.sql(`UPDATE whatsapp_messages SET created_at = ${began}, sent_at = ${began}, expires_at = ${began}`);
    const occurredAt = new Date(Math.floor(ago(days * 24).getTime() / 1_000) * 1_000);
    expect((await database.report(statusOf(id, 'read', { occurredAt }))).results).toEqual(['applied']);
    expect(await database.sql('SELECT status, read_at FROM whatsapp_messages')).toEqual([
      { status: 'READ', read_at: occurredAt },
    ]);
    expect((await database.report(statusOf(id, 'read', { occurredAt }))).results).toEqual(['unchanged']);
  });

  it('for a message that is gone by then is parked, dropped and no error', async () => {
    const id = await sentMessage();
    await database.sql('TRUNCATE whatsapp_messages, send_queue, wamids, message_events, send_attempts CASCADE');
    expect((await database.report(statusOf(id, 'read'))).results).toEqual(['parked']);
    await database.sql(`UPDATE parked_statuses SET received_at = now() - interval '25 hours'`);
    expect(await old.drop()).toEqual({ parkedStatuses: 1 });
  });
});

describe.each(['played', 'warning', 'deleted', 'a word of next year'])('the status `%s`', (word) => {
  /** As Meta says it of a wamid, with our callback data where an attempt is given. */
  const said = (wamid: string, attemptOf?: string) =>
    readWebhook(
      Buffer.from(
        JSON.stringify({
          entry: [
            {
              changes: [
                {
                  field: 'messages',
                  value: {
                    metadata: { phone_number_id: SENDER },
                    statuses: [
                      { id: wamid, status: word, timestamp: '1795426290', biz_opaque_callback_data: attemptOf },
                    ],
                  },
                },
              ],
            },
          ],
        }),
      ),
      new Date(),
    ).statuses;

  const shown = async () => {
    const [row] = await database.sql(
      `SELECT status, whatsapp_message_id AS wamid, (SELECT count(*)::integer FROM send_queue) AS waiting,
         (SELECT count(*)::integer FROM send_attempts WHERE confirmed_at IS NOT NULL) AS confirmed FROM whatsapp_messages`,
    );
    return row;
  };

  it.each(['UNCONFIRMED', 'HELD', 'QUEUED', 'SENDING'] as const)(
    'proves that Meta has a message that is %s: it is not sent a second time',
    async (state) => {
      const id = await database.messageIn(state, 1);
      const { results, news } = await database.report(...said('wamid.played', `${id}.1`));
      expect(results).toEqual(['recorded']);
      expect(news.map(({ status }) => status)).toEqual(['SENT']);
      expect(await shown()).toEqual({ status: 'SENT', wamid: 'wamid.played', waiting: 0, confirmed: 1 });
      expect((await database.report(...said('wamid.played', `${id}.1`))).news).toEqual([]);
    },
  );

  it('waits for the answer that makes its wamid known, and confirms that attempt', async () => {
    const id = await database.message();
    const attempt = await database.claim(id);
    expect((await database.report(...said('wamid.played'))).results).toEqual(['parked']);
    await database.settle(id, attempt, { ...OUTCOMES.accepted, wamid: 'wamid.played' });
    expect(await shown()).toEqual({ status: 'SENT', wamid: 'wamid.played', waiting: 0, confirmed: 1 });
    expect(await parked()).toEqual([]);
  });

  it('says nothing of how far the message has come, whichever is told first', async () => {
    const orders = [
      (id: string) => [...said(`wamid.${id}`, `${id}.1`), statusOf(id, 'delivered')],
      (id: string) => [statusOf(id, 'delivered'), ...said(`wamid.${id}`, `${id}.1`)],
    ];
    for (const order of orders) {
      await database.empty();
      const id = await database.messageIn('UNCONFIRMED', 1);
      for (const report of order(id)) await database.report(report);
      expect(await shown()).toMatchObject({ status: 'DELIVERED', waiting: 0, confirmed: 1 });
      expect(await database.sql(`SELECT key FROM message_events WHERE message_id = $1 ORDER BY key`, [id])).toEqual([
        { key: `accepted:wamid.${id}` },
        { key: `delivered:wamid.${id}` },
      ]);
    }
  });
});
