import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OUTCOMES, SendingDatabase, statusOf } from './sending-database.js';

/* How far Meta's statuses have come is the evidence on which unclear messages are sent again. */
let database: SendingDatabase;

beforeAll(async () => {
  database = await SendingDatabase.start();
});

beforeEach(() => database.empty());

afterAll(() => database.stop());

const inSeconds = (seconds: number): Date => new Date((Math.floor(Date.now() / 1_000) + seconds) * 1_000);

async function heardUntil(): Promise<readonly Date[]> {
  const rows = await database.sql<{ at: Date }>('SELECT heard_until AS at FROM sender_hearing ORDER BY sender_id');
  return rows.map((row) => row.at);
}

describe("how far Meta's statuses have come", () => {
  it('is not told by one of our future: our clock may be slow by more than the evidence allows', async () => {
    const id = await database.message();
    await database.settle(id, await database.claim(id), OUTCOMES.unclear);
    await database.report(statusOf(id, 'sent', { occurredAt: inSeconds(30) }));
    await database.report(statusOf(id, 'delivered', { occurredAt: inSeconds(10) }));
    expect(await heardUntil()).toEqual([]);
    const at = inSeconds(1);
    await database.report(statusOf(id, 'read', { occurredAt: at }));
    expect(await heardUntil()).toEqual([at]);
  });
});
