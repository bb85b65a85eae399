import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ExpiryRepository,
  InstallationRepository,
  PurchaseOrdersRepository,
  RestoredDatabaseRepository,
  UnconfirmedRepository,
} from '#sending';
import { ReceiversRepository } from '#webhook-events';
import { type QueueState, SENDER, SendingDatabase, hashOf, newMessage } from './sending-database.js';

let database: SendingDatabase;
let installation: InstallationRepository;
let restored: RestoredDatabaseRepository;

beforeAll(async () => {
  database = await SendingDatabase.start();
  installation = new InstallationRepository(database.dataSource);
  restored = new RestoredDatabaseRepository(database.dataSource);
});
beforeEach(async () => {
  await database.empty();
  await database.sql('UPDATE installation SET cluster = NULL, database_oid = NULL');
  await restored.notice();
});
afterAll(() => database.stop());

/** As a restore does: the cluster, or the database in it, that is known is not the one that answers. */
async function restore(into: 'another server' | 'another database' = 'another server'): Promise<Date> {
  const known = { 'another server': `cluster = '1.00000001'`, 'another database': 'database_oid = 1' };
  await database.sql(`UPDATE installation SET ${known[into]}`);
  const [row] = await database.sql<{ now: Date }>('SELECT now()');
  return row?.now ?? new Date();
}

async function due(id: string, interval: string): Promise<void> {
  await database.sql('UPDATE send_queue SET due_at = now() + $2::interval WHERE message_id = $1', [id, interval]);
}

describe.each(['another server', 'another database'] as const)(
  'after an older database was restored into %s',
  (into) => {
    it('nothing is claimed, even before anybody has noticed', async () => {
      const id = await database.message();
      await restore(into);
      expect(await database.claims.claim([id])).toEqual([null]);
    });

    it('sending is off from the moment that somebody has noticed, until somebody recovers', async () => {
      const id = await database.message();
      const restoredAt = await restore(into);
      expect(await restored.notice()).toBe(true);
      expect(await restored.notice()).toBe(false);
      expect(await installation.sendingEnabled()).toBe(false);
      expect(await database.claims.claim([id])).toEqual([null]);
      await restored.recover(restoredAt);
      expect(await installation.sendingEnabled()).toBe(true);
    });

    it.each([
      ['before anybody has noticed', () => Promise.resolve(false)],
      ['until somebody recovers', () => restored.notice()],
    ])('nothing is sent again, given up or cancelled %s: whatever it says may be old', async (_when, notice) => {
      const unclear = await database.messageIn('UNCONFIRMED', 1);
      const expired = await database.message();
      const waiting = await database.message();
      await hearsEverybodyElse();
      await database.age(unclear, 1_000);
      await database.sql(`UPDATE send_queue SET expires_at = now() - interval '1 second' WHERE message_id = $1`, [
        expired,
      ]);
      const restoredAt = await restore(into);
      await notice();
      expect(await decide(100_000)).toEqual([]);
      expect(await new ExpiryRepository(database.dataSource, 0).expireMessages()).toEqual([]);
      expect(await database.cancellations.cancel(waiting)).toBe(false);
      expect(await restored.recover(restoredAt)).toBe(3);
      expect(await decide(100_000)).toEqual([]);
      for (const id of [unclear, expired, waiting])
        expect(await database.standing(id)).toMatchObject({ state: 'UNCONFIRMED', progress: 0 });
    });
  },
);

describe('to recover', () => {
  it.each<[QueueState, QueueState]>([
    ['QUEUED', 'UNCONFIRMED'],
    ['SENDING', 'UNCONFIRMED'],
    ['UNCONFIRMED', 'UNCONFIRMED'],
    ['HELD', 'HELD'],
  ])('makes a message that is %s %s, and leaves out the attempts that Meta may have seen', async (before, after) => {
    const id = await database.messageIn(before, 2);
    expect(await restored.recover(await restore())).toBe(1);
    expect(await database.standing(id)).toMatchObject({ state: after, attempt: 1_002 });
    expect(await database.sql('SELECT type FROM message_events')).toEqual([{ type: 'recovered' }]);
  });

  it('lets go on what was accepted since', async () => {
    const restoredAt = await restore();
    const id = await database.message();
    await database.sql(`UPDATE send_queue SET created_at = now() + interval '1 second'`);
    expect(await restored.recover(restoredAt)).toBe(0);
    expect(await database.claim(id)).toBe(1);
  });

  it('lets go on what was not due yet, so that nobody can have sent it', async () => {
    const [scheduled, overdue] = [await database.message(), await database.message()];
    await due(scheduled, '1 hour');
    await due(overdue, '-1 second');
    expect(await restored.recover(await restore())).toBe(1);
    expect(await database.standing(scheduled)).toMatchObject({ state: 'QUEUED', attempt: 0 });
    await due(scheduled, '-1 second');
    expect(await database.claim(scheduled)).toBe(1);
  });

  it('cancels what waits of an order of which a higher revision came since, which nobody could cancel then', async () => {
    const orders = new PurchaseOrdersRepository(database.dataSource, database.intake);
    const accepted = async (revision: number): Promise<string> => {
      const message = newMessage();
      const contentHash = hashOf(String(revision));
      await orders.accept({ orderNumber: 'PO-1', revision, contentHash, senderIds: null, message });
      await due(message.id, '1 hour');
      return message.id;
    };
    const first = await accepted(1);
    const restoredAt = await restore();
    const second = await accepted(2);
    expect(await database.standing(first)).toMatchObject({ state: 'QUEUED' });
    expect(await restored.recover(restoredAt)).toBe(0);
    expect(await database.standing(first)).toMatchObject({ state: 'none', progress: 1 });
    expect(await database.standing(second)).toMatchObject({ state: 'QUEUED' });
  });

  it.each([
    ['was tried before: Meta may have told since that it has it', () => database.messageIn('QUEUED', 1)],
    ['waits its turn in the line of its recipient, which may have moved on', () => inLine()],
  ])('makes UNCONFIRMED what was not due, but %s', async (_why, message) => {
    const id = await message();
    await due(id, '1 hour');
    expect(await restored.recover(await restore())).toBe(1);
    expect(await database.standing(id)).toMatchObject({ state: 'UNCONFIRMED' });
  });

  it('takes a backlog of any size in pages, and sending stays off until the last; what was interrupted goes on where it was', async () => {
    const ids = await database.messages(2_500);
    const restoredAt = await restore();
    // Another recovery takes the last message for itself, and keeps this one from it.
    await failsAt(ids.at(-1) ?? '');
    await expect(restored.recover(restoredAt)).rejects.toThrow('not now');
    expect(await attempts()).toEqual([
      { attempt: 0, messages: 500 },
      { attempt: 1_000, messages: 2_000 },
    ]);
    expect(await installation.sendingEnabled()).toBe(false);
    await failsAt(null);
    expect(await restored.recover(restoredAt)).toBe(500);
    expect(await attempts()).toEqual([{ attempt: 1_000, messages: 2_500 }]);
    expect(await installation.sendingEnabled()).toBe(true);
  });

  it('begins anew after another restore: what was recovered after the first may have been released since', async () => {
    const id = await database.message();
    expect(await restored.recover(await restore())).toBe(1);
    expect(await restored.recover(await restore())).toBe(1);
    expect(await database.standing(id)).toMatchObject({ state: 'UNCONFIRMED', attempt: 2_000 });
  });

  it('sends nothing again by itself, since what Meta said of it may be lost too: a person is asked at the limit', async () => {
    const id = await database.message();
    await restored.recover(await restore());
    await hearsEverybodyElse();
    await database.age(id, 1_000);
    expect(await decide(100_000)).toEqual([]);
    expect(await decide(900)).toEqual(['HOLD']);
  });
});

/** A message that was too early for its recipient. */
async function inLine(): Promise<string> {
  const id = await database.message();
  await database.sql('UPDATE send_queue SET recipient = $2, paced = true WHERE message_id = $1', [id, '+34600000000']);
  return id;
}

async function attempts(): Promise<readonly unknown[]> {
  return database.sql(
    'SELECT attempt, count(*)::integer AS messages FROM send_queue GROUP BY attempt ORDER BY attempt',
  );
}

/** PostgreSQL refuses to change that message; null: none any more. */
async function failsAt(id: string | null): Promise<void> {
  await database.sql('DROP TRIGGER IF EXISTS fails ON send_queue');
  if (id === null) return;
  await database.sql(
    `CREATE OR REPLACE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not now'; END $$`,
  );
  await database.sql(
    `CREATE TRIGGER fails BEFORE UPDATE ON send_queue FOR EACH ROW WHEN (OLD.message_id = '${id}') EXECUTE FUNCTION fails()`,
  );
}

/** Whatever would speak for sending an unclear message again: receivers that were there, and neighbours that were heard of. */
async function hearsEverybodyElse(): Promise<void> {
  await new ReceiversRepository(database.dataSource).start(randomUUID());
  await database.sql('DELETE FROM receiver_gaps');
  await database.sql(
    `INSERT INTO send_attempts (message_id, attempt, sender_id, started_at, finished_at, outcome, confirmed_at)
     SELECT gen_random_uuid(), 1, $1, now() - interval '15 minutes', now(), 'accepted', now() FROM generate_series(1, 20)`,
    [SENDER],
  );
}

/** `limitS`: UNCONFIRMED_MAX in seconds. */
async function decide(limitS: number): Promise<readonly string[]> {
  const repository = new UnconfirmedRepository(database.dataSource, {
    waitMs: 120_000,
    soloWaitMs: 900_000,
    receiversHealthyForMs: 900_000,
    maxMs: limitS * 1_000,
    policy: 'auto',
    sendTimeoutMs: 9_000,
  });
  return (await repository.decide()).map(({ decision }) => decision);
}
