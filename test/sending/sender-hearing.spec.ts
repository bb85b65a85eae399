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

describe('what says that Meta could not reach us', () => {
  /** Lengths in whole seconds. */
  async function gaps(): Promise<readonly number[]> {
    const rows = await database.sql<{ seconds: number }>(
      'SELECT round(extract(epoch FROM until_at - from_at))::integer AS seconds FROM hearing_gaps ORDER BY from_at',
    );
    return rows.map(({ seconds }) => seconds);
  }
  const quietFor = (seconds: number) =>
    database.sql(
      `UPDATE sender_hearing SET heard_at = now() - make_interval(secs => $1), heard_until = now() - interval '1 hour'`,
      [seconds],
    );
  let id: string;

  beforeEach(async () => {
    id = await database.message();
    await database.settle(id, await database.claim(id), OUTCOMES.unclear);
    await database.sql(
      "INSERT INTO sender_hearing SELECT DISTINCT sender_id, now() - interval '1 hour', now() FROM send_queue",
    );
  });

  it.each([
    ['a silence', 12, [12]],
    ['no silence worth the name', 8, []],
  ])('is %s before a status', async (_what, seconds, expected) => {
    await quietFor(seconds);
    const other = await database.message();
    await database.settle(other, await database.claim(other), OUTCOMES.accepted);
    await database.report(statusOf(other, 'sent', { occurredAt: inSeconds(0) }));
    expect(await gaps()).toEqual(expected);
  });

  it('is a status that is told long after it happened: half as long ago Meta tried in vain', async () => {
    const other = await database.message();
    await database.settle(other, await database.claim(other), OUTCOMES.accepted);
    const late = statusOf(other, 'sent', { occurredAt: inSeconds(-40) });
    await database.report(late);
    const [seconds] = await gaps();
    expect(seconds).toBeGreaterThanOrEqual(20);
    expect(seconds).toBeLessThan(30);
    // Once more, as anybody can who has recorded it.
    await database.sql('DELETE FROM hearing_gaps');
    await database.report(late);
    expect(await gaps()).toEqual([]);
  });

  it('is all the time before the first word on a sender', async () => {
    await database.sql('DELETE FROM sender_hearing');
    const other = await database.message();
    await database.settle(other, await database.claim(other), OUTCOMES.accepted);
    await database.report(statusOf(other, 'sent', { occurredAt: inSeconds(0) }));
    expect(await database.sql("SELECT FROM hearing_gaps WHERE from_at = '-infinity'")).toHaveLength(1);
  });

  it.each([
    ['is under way', "state = 1, lease_until = now() + interval '1 minute'", 1],
    ['was sent again before, and is not sent a third time', 'resends = 1', 0],
  ])('is written down only for what it concerns: one that %s', async (_what, change, expected) => {
    await database.sql(`UPDATE send_queue SET ${change} WHERE message_id = $1`, [id]);
    await quietFor(60);
    const other = await database.message();
    await database.settle(other, await database.claim(other), OUTCOMES.accepted);
    await database.report(statusOf(other, 'sent', { occurredAt: inSeconds(0) }));
    expect(await gaps()).toHaveLength(expected);
  });

  it('is nobody’s business while nothing is under way or unclear', async () => {
    await database.report(statusOf(id, 'sent', { occurredAt: inSeconds(0) }));
    await database.sql('DELETE FROM hearing_gaps');
    await quietFor(600);
    await database.report(statusOf(id, 'delivered', { occurredAt: inSeconds(0) }));
    expect(await gaps()).toEqual([]);
  });
});
