import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OldWebhooksRepository } from '#webhook-events';
import { OUTCOMES, SendingDatabase, statusOf } from '../sending/sending-database.js';

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
