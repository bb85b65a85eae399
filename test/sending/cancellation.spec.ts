import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FAILURE, OUTCOMES, SendingDatabase, statusOf } from './sending-database.js';

let database: SendingDatabase;

beforeAll(async () => {
  database = await SendingDatabase.start();
});

beforeEach(() => database.empty());

afterAll(() => database.stop());

describe('cancelling a message', () => {
  it('that waits ends it, with a trace in its timeline', async () => {
    const id = await database.message();
    expect(await database.cancellations.cancel(id)).toBe(true);
    expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 1, errorCode: null });
    const [row] = await database.sql('SELECT status, cancelled_at IS NOT NULL AS dated FROM whatsapp_messages');
    expect(row).toEqual({ status: 'CANCELLED', dated: true });
    expect(await database.sql('SELECT type FROM message_events')).toEqual([{ type: 'cancelled' }]);
  });

  it('that is scheduled ends it', async () => {
    const id = await database.message({ scheduledAt: new Date(Date.now() + 3_600_000) });
    expect(await database.cancellations.cancel(id)).toBe(true);
  });

  it('that Meta refused for now ends it, and keeps how often it was tried', async () => {
    const id = await database.message();
    await database.settle(id, await database.claim(id), OUTCOMES.again);
    expect(await database.cancellations.cancel(id)).toBe(true);
    expect(await database.standing(id)).toMatchObject({ progress: 1, attempts: 1 });
  });

  it('that was cancelled before, and that Meta had all the same and gave back, ends it again', async () => {
    const id = await database.message();
    await database.settle(id, await database.claim(id), OUTCOMES.again);
    expect(await database.cancellations.cancel(id)).toBe(true);
    await database.report(statusOf(id, 'sent'));
    const failure = { ...FAILURE, code: '131042' };
    await database.report(statusOf(id, 'failed', { failure, blocks: 'sender', occurredAt: new Date() }));
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', progress: 0 });
    expect(await database.cancellations.cancel(id)).toBe(true);
    expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 1 });
  });

  it.each(['SENDING', 'UNCONFIRMED', 'HELD', 'none'] as const)('that is %s is refused', async (state) => {
    const id = await database.messageIn(state, 1);
    const before = await database.standing(id);
    expect(await database.cancellations.cancel(id)).toBe(false);
    expect(await database.standing(id)).toEqual(before);
  });

  it('that waits to be sent again after an unclear outcome is refused: Meta may have it', async () => {
    const id = await database.messageIn('UNCONFIRMED', 1);
    await database.sql('UPDATE send_queue SET state = 0, resends = 1');
    expect(await database.cancellations.cancel(id)).toBe(false);
  });

  it('whose unclear outcome turned out to be a refusal is possible again', async () => {
    const id = await database.message();
    const attempt = await database.claim(id);
    await database.sql(`UPDATE send_queue SET state = 2, lease_until = NULL, unclear = 1`);
    await database.settle(id, attempt, OUTCOMES.again);
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', unclear: 0 });
    expect(await database.cancellations.cancel(id)).toBe(true);
  });

  it('twice is refused, and one that nobody knows as well', async () => {
    const id = await database.message();
    expect(await database.cancellations.cancel(id)).toBe(true);
    expect(await database.cancellations.cancel(id)).toBe(false);
    expect(await database.cancellations.cancel('0199c5b2-0000-7000-8000-000000000000')).toBe(false);
  });

  it('in the moment in which it is claimed: either it is cancelled or it is sent', async () => {
    for (const id of await database.messages(50)) {
      const [cancelled, [claim]] = await Promise.all([database.cancellations.cancel(id), database.claims.claim([id])]);
      expect(cancelled).toBe(claim === null);
    }
  });

  it('cannot undo what Meta says later', async () => {
    const id = await database.message();
    await database.cancellations.cancel(id);
    await database.report(statusOf(id, 'delivered'));
    const [row] = await database.sql('SELECT status, cancelled_at FROM whatsapp_messages');
    expect(row).toEqual({ status: 'DELIVERED', cancelled_at: null });
  });
});
