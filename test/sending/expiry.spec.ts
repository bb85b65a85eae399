import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DueMessagesRepository, ExpiryRepository, UnconfirmedRepository } from '#sending';
import { IDLE_LANES } from './idle-lanes.js';
import { OUTCOMES, SENDER, SendingDatabase, TTL_MS, WABA, statusOf } from './sending-database.js';

const SOLO_WAIT_MS = 900_000;

let database: SendingDatabase;
let expiry: ExpiryRepository;

beforeAll(async () => {
  database = await SendingDatabase.start();
  expiry = new ExpiryRepository(database.dataSource, SOLO_WAIT_MS);
});

beforeEach(() => database.empty());

afterAll(() => database.stop());

const expire = (id: string) =>
  database.sql(`UPDATE send_queue SET expires_at = now() - interval '1 second' WHERE message_id = $1`, [id]);

describe('a lease', () => {
  it('that is not over stays', async () => {
    const id = await database.message();
    await database.claim(id);
    expect(await expiry.expireLeases()).toBe(0);
    expect(await database.standing(id)).toMatchObject({ state: 'SENDING' });
  });

  it('that is over makes the message UNCONFIRMED and never QUEUED: the dead worker may have sent', async () => {
    const id = await database.message();
    await database.claim(id);
    await database.age(id, 31);
    expect(await expiry.expireLeases()).toBe(1);
    expect(await database.standing(id)).toMatchObject({ state: 'UNCONFIRMED', attempt: 1, unclear: 1, progress: 0 });
    expect(await database.sql('SELECT outcome FROM send_attempts')).toEqual([{ outcome: 'lease_expired' }]);
    expect(await expiry.expireLeases()).toBe(0);
  });

  it.each([
    ['accepted', { state: 'none', progress: 3, attempts: 1 }],
    ['failed', { state: 'none', progress: 2 }],
    ['again', { state: 'QUEUED', progress: 0, unclear: 0 }],
    ['unclear', { state: 'UNCONFIRMED', progress: 0, unclear: 1 }],
  ] as const)("that is over does not make the worker's late answer (%s) worthless", async (outcome, standing) => {
    const id = await database.message();
    const attempt = await database.claim(id);
    await database.age(id, 31);
    await expiry.expireLeases();
    await database.settle(id, attempt, OUTCOMES[outcome]);
    expect(await database.standing(id)).toMatchObject(standing);
  });

  it('that is over after Meta confirmed an earlier attempt ends the waiting: the message was sent', async () => {
    const id = await database.messageIn('SENDING', 2);
    await database.report(statusOf(id, 'sent'));
    await database.age(id, 31);
    await expiry.expireLeases();
    expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 3 });
  });
});

describe('a message past its time', () => {
  it('that was never sent is FAILED as EXPIRED', async () => {
    const id = await database.message();
    await expire(id);
    expect(await expiry.expireMessages()).toMatchObject([{ senderId: SENDER, status: 'FAILED', code: 'EXPIRED' }]);
    expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 2, errorCode: 'EXPIRED' });
    const [row] = await database.sql(
      'SELECT status, error_source, failed_at IS NOT NULL AS dated, error_advice <> $1 AS advised FROM whatsapp_messages',
      [''],
    );
    expect(row).toEqual({ status: 'FAILED', error_source: 'RECADO', dated: true, advised: true });
    expect(await database.sql('SELECT code FROM message_failures')).toEqual([{ code: 'EXPIRED' }]);
    expect(await database.sql(`SELECT key, data FROM message_events WHERE type = 'failed'`)).toEqual([
      {
        key: 'failed:EXPIRED',
        data: { code: 'EXPIRED', source: 'RECADO', title: 'The message expired before it could be sent' },
      },
    ]);
    expect(await expiry.expireMessages()).toEqual([]);
  });

  it('is FAILED with all others whose time is over, however many, each by one of several workers', async () => {
    const ids = await database.messages(1_200);
    await database.sql(`UPDATE send_queue SET expires_at = now() - interval '1 second'`);
    const another = new ExpiryRepository(database.dataSource, SOLO_WAIT_MS);
    const failed = (await Promise.all([expiry.expireMessages(), another.expireMessages()])).flat();
    expect(failed.map(({ messageId }) => messageId).toSorted()).toEqual(ids.toSorted());
  });

  it('keeps none waiting that another worker is about to end', async () => {
    const [held = '', ...others] = await database.messages(3);
    await database.sql(`UPDATE send_queue SET expires_at = now() - interval '1 second'`);
    const worker = database.dataSource.createQueryRunner();
    await worker.startTransaction();
    await worker.query('SELECT FROM send_queue WHERE message_id = $1 FOR UPDATE', [held]);
    const failed = await expiry.expireMessages();
    await worker.rollbackTransaction();
    await worker.release();
    expect(failed.map(({ messageId }) => messageId).toSorted()).toEqual(others.toSorted());
    expect(await expiry.expireMessages()).toMatchObject([{ messageId: held }]);
  });

  it('that is being sent stays: the answer is on its way', async () => {
    const id = await database.messageIn('SENDING', 1);
    await expire(id);
    expect(await expiry.expireMessages()).toEqual([]);
    expect(await database.standing(id)).toMatchObject({ state: 'SENDING', progress: 0 });
  });

  it.each(['UNCONFIRMED', 'HELD'] as const)(
    "that is %s is given up when Meta's word has been waited for, and says that it may have been sent",
    async (state) => {
      const id = await database.messageIn(state, 1);
      await expire(id);
      expect(await expiry.expireMessages()).toEqual([]);
      await database.age(id, SOLO_WAIT_MS / 1_000 + 1);
      expect(await expiry.expireMessages()).toMatchObject([
        { senderId: SENDER, status: 'FAILED', code: 'UNCONFIRMED' },
      ]);
      expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 2, errorCode: 'UNCONFIRMED' });
    },
  );

  it('that waits to be sent again after an unclear outcome says so, too', async () => {
    const id = await database.messageIn('UNCONFIRMED', 1);
    await database.sql('UPDATE send_queue SET state = 0');
    await expire(id);
    expect(await expiry.expireMessages()).toMatchObject([{ senderId: SENDER, status: 'FAILED', code: 'UNCONFIRMED' }]);
  });

  it('is delivered all the same when Meta says so afterwards', async () => {
    const id = await database.messageIn('UNCONFIRMED', 1);
    await expire(id);
    await database.age(id, SOLO_WAIT_MS / 1_000 + 1);
    await expiry.expireMessages();
    await database.report(statusOf(id, 'delivered'));
    expect(await database.standing(id)).toMatchObject({ progress: 5, errorCode: null });
  });

  it('has the time that was asked for, else that of the installation from when it is due', async () => {
    const scheduledAt = new Date(Date.now() + 7_200_000);
    const expiresAt = new Date(Date.now() + 60_000);
    const ids = [
      await database.message(),
      await database.message({ scheduledAt }),
      await database.message({ expiresAt }),
    ];
    const rows = await database.sql<{ id: string; expires_at: Date; created_at: Date }>(
      'SELECT id, expires_at, created_at FROM whatsapp_messages',
    );
    const [plain, scheduled, limited] = ids.map((id) => rows.find((row) => row.id === id));
    expect(plain?.expires_at.getTime()).toBe((plain?.created_at.getTime() ?? 0) + TTL_MS);
    expect(scheduled?.expires_at.getTime()).toBe(scheduledAt.getTime() + TTL_MS);
    expect(limited?.expires_at).toEqual(expiresAt);
  });
});

/** What a message may be waiting for when its time is over. */
const OBSTACLES = [
  ['its sender is paused by a person', `UPDATE senders SET state = 'PAUSED', paused_by = 'PERSON'`],
  ['its sender is paused by an error', `UPDATE senders SET state = 'PAUSED', paused_by = 'ERROR'`],
  ['its sender waits', `UPDATE senders SET wait_until = now() + interval '1 hour'`],
  ['its sender is half-open', 'UPDATE senders SET half_open = true'],
  ['its sender is not known any more', 'DELETE FROM senders'],
  ['its template is paused', `UPDATE templates SET status = 'PAUSED'`],
  ['sending is switched off', 'UPDATE installation SET sending_enabled = false'],
  ['it is tried later', `UPDATE send_queue SET due_at = now() + interval '1 hour'`],
  ['nothing is in the way', 'SELECT 1'],
] as const;

describe.each(OBSTACLES)('a message past its time, while %s,', (_what, obstacle) => {
  const settings = {
    waitMs: 0,
    soloWaitMs: SOLO_WAIT_MS,
    receiversHealthyForMs: 0,
    maxMs: 0,
    policy: 'resend',
    sendTimeoutMs: 0,
  } as const;

  beforeEach(() =>
    database.sql(
      `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, synced_at)
       VALUES ($1, 'po_notification', 'es', 'APPROVED', 'UTILITY', 'POSITIONAL', '[]', now())`,
      [WABA],
    ),
  );

  /** Nothing sends it any more, and nothing puts it where it would be sent. */
  async function isLeftAlone(id: string): Promise<void> {
    await database.sql('UPDATE send_queue SET enqueued_at = NULL');
    expect(await database.claims.claim([id])).toEqual([null]);
    expect(await new DueMessagesRepository(database.dataSource).take(SENDER, 10, IDLE_LANES)).toEqual([]);
    expect(await new UnconfirmedRepository(database.dataSource, settings).decide()).toEqual([]);
  }

  it.each(['never tried', 'refused for now'] as const)(
    'that was %s is FAILED as EXPIRED and not sent',
    async (tried) => {
      const id = await database.message();
      if (tried === 'refused for now') await database.settle(id, await database.claim(id), OUTCOMES.again);
      await database.sql(obstacle);
      await expire(id);
      await isLeftAlone(id);
      expect(await expiry.expireMessages()).toMatchObject([{ messageId: id, code: 'EXPIRED' }]);
      expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 2, errorCode: 'EXPIRED' });
    },
  );

  it.each(['UNCONFIRMED', 'HELD'] as const)(
    'that is %s is FAILED as UNCONFIRMED when it was waited for, and not sent',
    async (state) => {
      const id = await database.messageIn(state, 1);
      await database.sql(obstacle);
      await expire(id);
      await database.age(id, SOLO_WAIT_MS / 1_000 - 5);
      await isLeftAlone(id);
      expect(await expiry.expireMessages()).toEqual([]);
      await database.age(id, 6);
      await isLeftAlone(id);
      expect(await expiry.expireMessages()).toMatchObject([{ messageId: id, code: 'UNCONFIRMED' }]);
      expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 2, errorCode: 'UNCONFIRMED' });
    },
  );

  it('that is being sent stays until its answer, or its lease, and then the solo wait', async () => {
    const id = await database.message();
    const attempt = await database.claim(id);
    await database.sql(obstacle);
    await expire(id);
    await database.age(id, 31);
    expect(await expiry.expireMessages()).toEqual([]);
    expect(await expiry.expireLeases()).toBe(1);
    expect(await expiry.expireMessages()).toEqual([]);
    await isLeftAlone(id);
    await database.age(id, SOLO_WAIT_MS / 1_000);
    expect(await expiry.expireMessages()).toMatchObject([{ messageId: id, code: 'UNCONFIRMED' }]);
    // The answer comes after all, and outranks what was concluded.
    await database.settle(id, attempt, OUTCOMES.accepted);
    expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 3, errorCode: null });
  });
});
