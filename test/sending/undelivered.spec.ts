import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { UndeliveredRepository } from '#sending';
import { ReportUndelivered } from '../../apps/worker/src/sweep/report-undelivered.js';
import { idleWorker } from '../support/idle-worker.js';
import { OUTCOMES, SENDER, SendingDatabase, statusOf } from './sending-database.js';

const DAY_MS = 86_400_000;

let database: SendingDatabase;
let undelivered: UndeliveredRepository;
beforeAll(async () => {
  database = await SendingDatabase.start();
  undelivered = new UndeliveredRepository(database.dataSource, DAY_MS);
});
beforeEach(() => database.empty());
afterAll(() => database.stop());

async function sent(hoursAgo: number): Promise<string> {
  const id = await database.message();
  await database.settle(id, await database.claim(id), OUTCOMES.accepted);
  const past = [hoursAgo, id];
  await database.sql(
    `UPDATE send_attempts SET started_at = now() - $1 * interval '1 hour' WHERE message_id = $2`,
    past,
  );
  await database.sql(`UPDATE whatsapp_messages SET sent_at = now() - $1 * interval '1 hour' WHERE id = $2`, past);
  return id;
}

const report = () => undelivered.report(7 * DAY_MS, 0);

describe('a message of which Meta tells no delivery', () => {
  it('is reported once when it was sent a day ago, and stands in its timeline', async () => {
    const id = await sent(25);
    await sent(23);
    expect(await report()).toEqual([{ messageId: id, senderId: SENDER }]);
    expect(await report()).toEqual([]);
    expect(await database.sql(`SELECT message_id FROM message_events WHERE type = 'undelivered'`)).toEqual([
      { message_id: id },
    ]);
  });

  it('is reported by one of several workers that look at the same time', async () => {
    for (let count = 0; count < 20; count += 1) await sent(30);
    const reports = await Promise.all([report(), report(), report(), report()]);
    expect(reports.flat()).toHaveLength(20);
  });

  it.each(['delivered', 'read', 'failed'] as const)('is not reported when it was %s', async (status) => {
    const id = await sent(25);
    await database.report(statusOf(id, status));
    expect(await report()).toEqual([]);
  });

  it('is not reported by when it was tried in vain, but by when Meta took it', async () => {
    const id = await sent(25);
    await database.sql(`UPDATE whatsapp_messages SET sent_at = now() - interval '23 hours' WHERE id = $1`, [id]);
    expect(await report()).toEqual([]);
  });

  it('is found within a day where it was tried long before Meta told that it was sent', async () => {
    const { module } = await idleWorker({ databaseUrl: database.url, sandboxUrl: 'http://127.0.0.1:9' });
    const sweep = module.get(ReportUndelivered);
    const reported = () => database.sql(`SELECT message_id AS id FROM message_events WHERE type = 'undelivered'`);
    // The first round only begins to count, the second one looks at all.
    await sweep.round();
    await sweep.round();
    const id = await sent(24 * 9);
    await database.sql(`UPDATE whatsapp_messages SET sent_at = now() - interval '25 hours' WHERE id = $1`, [id]);
    await sweep.round();
    expect(await reported()).toEqual([]);
    const now = performance.now.bind(performance);
    const later = vi.spyOn(performance, 'now').mockImplementation(() => now() + DAY_MS + 1_000);
    await sweep.round();
    later.mockRestore();
    expect(await reported()).toEqual([{ id }]);
    await module.close();
  });

  it('is left alone when it lies further back than was asked for', async () => {
    await sent(24 * 9);
    expect(await report()).toEqual([]);
  });
});
