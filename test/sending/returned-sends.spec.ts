import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SendersRepository } from '#senders';
import {
  DueMessagesRepository,
  type MessageFailure,
  RestoredDatabaseRepository,
  UnconfirmedRepository,
} from '#sending';
import { IDLE_LANES } from './idle-lanes.js';
import { CLIENT, hashOf, OUTCOMES, SENDER, SendingDatabase, statusOf, WABA } from './sending-database.js';

/*
 * Payment, policy and account errors come by webhook after Meta has said 200. They are not the message's own failure: it goes
 * back behind the pause of its sender, and so does not end with everybody else's.
 */
let database: SendingDatabase;

beforeAll(async () => {
  database = await SendingDatabase.start();
});

beforeEach(() => database.empty());

afterAll(() => database.stop());

const PAYMENT: MessageFailure = {
  code: '131042',
  source: 'META',
  title: 'Business eligibility payment issue',
  details: null,
  advice: 'Nothing: the message waits.',
};
const TOO_FAST: MessageFailure = { ...PAYMENT, code: '130429', title: 'Rate limit hit' };
const TEMPLATE_PAUSED: MessageFailure = { ...PAYMENT, code: '132015', title: 'Template is paused' };

/** The wamid under which Meta took an attempt of a message. */
const wamidOf = (id: string, attempt: number): string => `wamid.${id}.${attempt}`;

/** A message that Meta took at the given attempt; the attempts before it are its own business. */
async function accept(id: string): Promise<number> {
  const attempt = await database.claim(id);
  await database.settle(id, attempt, { ...OUTCOMES.accepted, wamid: wamidOf(id, attempt) });
  return attempt;
}

function told(id: string, attempt: number, status: 'sent' | 'delivered' | 'read') {
  return database.report(statusOf(id, status, { wamid: wamidOf(id, attempt), attemptOf: { messageId: id, attempt } }));
}

function gaveBack(
  id: string,
  attempt: number,
  failure = PAYMENT,
  blocks: 'sender' | 'template' | 'pace' = 'sender',
  occurredAt = new Date(),
) {
  const attemptOf = { messageId: id, attempt };
  return database.report(
    statusOf(id, 'failed', { wamid: wamidOf(id, attempt), attemptOf, failure, blocks, occurredAt }),
  );
}

/** An order, and from its second revision on the one that replaces it. */
async function orderOf(id: string, revision: number): Promise<void> {
  await database.sql(
    `INSERT INTO purchase_orders (client_id, order_number, revision, content_hash, message_id)
     VALUES ($1, 'PO-2024-001', $2, $3, $4)`,
    [CLIENT, revision, hashOf(String(revision)), id],
  );
}

/** Its attempt is unclear, and by evidence it is sent again: the gate's own conditions are not the matter here. */
async function sentAgain(id: string): Promise<void> {
  await database.settle(id, await database.claim(id), OUTCOMES.unclear);
  await database.sql('UPDATE send_queue SET state = 0, resends = 1 WHERE message_id = $1', [id]);
  await database.claim(id);
}

/** Whatever is unclear for a second is sent again. */
const gateThatResends = () =>
  new UnconfirmedRepository(database.dataSource, {
    waitMs: 1_000,
    soloWaitMs: 1_000,
    receiversHealthyForMs: 1_000,
    maxMs: 1_000,
    policy: 'resend',
    sendTimeoutMs: 0,
  });

const approveTemplate = (toldAt: Date | null = null) =>
  database.sql(
    `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, status_told_at, synced_at)
     VALUES ($1, 'po_notification', 'es', 'APPROVED', 'UTILITY', 'POSITIONAL', '[]', $2, now() - interval '1 hour')
     ON CONFLICT (waba_id, name, language) DO UPDATE SET status = 'APPROVED', status_told_at = excluded.status_told_at`,
    [WABA, toldAt],
  );

/** Minutes until the message is tried again; it is then made due at once. */
async function minutesToWait(): Promise<number | undefined> {
  const [due] = await database.sql<{ minutes: number }>(
    'SELECT round(extract(epoch FROM due_at - now()) / 60)::integer AS minutes FROM send_queue',
  );
  await database.sql('UPDATE send_queue SET due_at = now()');
  return due?.minutes;
}

async function resume(): Promise<void> {
  await database.sql(`UPDATE senders SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL, paused_at = NULL`);
}

async function row(id: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const [found] = await database.sql(
    `SELECT status, sent_at, whatsapp_message_id, error_code, failed_at FROM whatsapp_messages WHERE id = $1`,
    [id],
  );
  return found;
}

describe('a message that Meta took and then failed for an error of the account', () => {
  it('waits again, PENDING, and its sender is paused by the same word', async () => {
    const id = await database.message();
    await accept(id);
    const { news } = await gaveBack(id, 1);
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', attempt: 1, progress: 0, unclear: 0 });
    expect(await row(id)).toEqual({
      status: 'PENDING',
      sent_at: null,
      whatsapp_message_id: null,
      error_code: null,
      failed_at: null,
    });
    expect(await database.sql('SELECT state, paused_by, pause_reason FROM senders')).toEqual([
      { state: 'PAUSED', paused_by: 'WEBHOOK', pause_reason: '131042: by webhook' },
    ]);
    expect(await database.claims.claim([id])).toEqual([null]);
    expect(news.map((entry) => [entry.status, entry.code])).toEqual([['RETURNED', '131042']]);
  });

  it('is sent once more when the sender is resumed; the second acceptance is no duplicate', async () => {
    const id = await database.message();
    await accept(id);
    await gaveBack(id, 1);
    await resume();
    expect(await accept(id)).toBe(2);
    const { news } = await told(id, 2, 'delivered');
    expect(news.map((entry) => entry.status)).not.toContain('SENT_TWICE');
    expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 5, attempts: 2, wamids: 2 });
    expect(await row(id)).toMatchObject({ whatsapp_message_id: wamidOf(id, 2) });
  });

  it('waits on though a late `sent` says that Meta had taken it', async () => {
    const id = await database.message();
    await accept(id);
    await gaveBack(id, 1);
    await told(id, 1, 'sent');
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', progress: 0 });
  });

  it('waits on though the answer to that attempt comes after the webhook', async () => {
    const id = await database.message();
    const attempt = await database.claim(id);
    await gaveBack(id, attempt);
    const settled = await database.settle(id, attempt, { ...OUTCOMES.accepted, wamid: wamidOf(id, attempt) });
    expect(settled.news).toEqual([]);
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', progress: 0, attempt: 1 });
  });

  it('changes no more when the same word comes again, after it was sent anew or before, and pauses nobody again', async () => {
    const id = await database.message();
    await accept(id);
    await gaveBack(id, 1);
    await resume();
    await gaveBack(id, 1);
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', progress: 0 });
    await accept(id);
    await gaveBack(id, 1);
    expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 3, errorCode: null });
    expect(await database.sql('SELECT state FROM senders')).toEqual([{ state: 'ACTIVE' }]);
  });

  it('was delivered after all: then it waits for nothing', async () => {
    const id = await database.message();
    await accept(id);
    await gaveBack(id, 1);
    const { news } = await told(id, 1, 'delivered');
    expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 5 });
    expect(news.map((entry) => entry.status)).not.toContain('SENT_TWICE');
    expect(await row(id)).toMatchObject({ status: 'DELIVERED', whatsapp_message_id: wamidOf(id, 1) });
  });

  it('was delivered after all, and by then again: a duplicate, and counted', async () => {
    const id = await database.message();
    await accept(id);
    await gaveBack(id, 1);
    await resume();
    await accept(id);
    const { news } = await told(id, 1, 'read');
    expect(news.map((entry) => entry.status)).toContain('SENT_TWICE');
    expect(await database.sql('SELECT message_id AS id FROM duplicate_sends')).toEqual([{ id }]);
  });

  it('fails with the reason where its time is over', async () => {
    const id = await database.message();
    await accept(id);
    await database.sql(`UPDATE whatsapp_messages SET expires_at = now() - interval '1 second' WHERE id = $1`, [id]);
    await gaveBack(id, 1);
    expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 4, errorCode: '131042' });
  });

  it('comes back by a parked status, too', async () => {
    const id = await database.message();
    const attempt = await database.claim(id);
    const report = { wamid: wamidOf(id, attempt), attemptOf: null, failure: PAYMENT, blocks: 'sender' } as const;
    await database.report(statusOf(id, 'failed', report));
    await database.settle(id, attempt, { ...OUTCOMES.accepted, wamid: wamidOf(id, attempt) });
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', progress: 0 });
  });

  it('may be cancelled: nothing of it is at Meta', async () => {
    const id = await database.message();
    await accept(id);
    await gaveBack(id, 1);
    expect(await database.cancellations.cancel(id)).toBe(true);
  });

  it.each([
    [['sent', 'delivered', 'failed']],
    [['sent', 'failed', 'delivered']],
    [['delivered', 'sent', 'failed']],
    [['delivered', 'failed', 'sent']],
    [['failed', 'sent', 'delivered']],
    [['failed', 'delivered', 'sent']],
  ] as const)('was delivered where that is said in the same webhook, in any order: %s', async (order) => {
    for (const together of [true, false]) {
      const id = await database.message();
      await accept(id);
      const reports = order.map((status) =>
        statusOf(id, status, {
          wamid: wamidOf(id, 1),
          ...(status === 'failed' ? { failure: PAYMENT, blocks: 'sender' as const } : {}),
        }),
      );
      if (together) await database.report(...reports);
      else for (const report of reports) await database.report(report);
      expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 5 });
      await resume();
    }
  });

  it('does not pause its sender again where it was sent before a person resumed it', async () => {
    const id = await database.message();
    await accept(id);
    await new SendersRepository(database.dataSource).pause(SENDER, 'WEBHOOK', '131042: by webhook');
    await new SendersRepository(database.dataSource).resume(SENDER, false);
    await gaveBack(id, 1);
    expect(await database.sql('SELECT state FROM senders')).toEqual([{ state: 'ACTIVE' }]);
    expect(await database.claim(id)).toBe(2);
    await database.settle(id, 2, { ...OUTCOMES.accepted, wamid: wamidOf(id, 2) });
    await gaveBack(id, 2);
    expect(await database.sql('SELECT state FROM senders')).toEqual([{ state: 'PAUSED' }]);
  });

  it('is an order that a revision has replaced: cancelled, not sent beside it', async () => {
    const [old, newer] = [await database.message(), await database.message()];
    await orderOf(old, 1);
    await orderOf(newer, 2);
    for (const id of [old, newer]) await accept(id);
    await gaveBack(old, 1);
    await gaveBack(newer, 1);
    expect(await database.standing(old)).toMatchObject({ state: 'none', progress: 1 });
    expect(await database.standing(newer)).toMatchObject({ state: 'QUEUED', progress: 0 });
    expect(await database.sql(`SELECT message_id AS id FROM message_events WHERE type = 'cancelled'`)).toEqual([
      { id: old },
    ]);
  });

  it('is a replaced order whose next attempt is under way: that ends first, and comes back to no queue either', async () => {
    const [old, newer] = [await database.message(), await database.message()];
    await orderOf(old, 1);
    await sentAgain(old);
    await orderOf(newer, 2);
    await told(old, 1, 'sent');
    await gaveBack(old, 1);
    expect(await database.standing(old)).toMatchObject({ state: 'SENDING', attempt: 2, progress: 0 });
    await resume();
    await database.settle(old, 2, OUTCOMES.again);
    expect(await database.standing(old)).toMatchObject({ state: 'none', progress: 1, attempts: 2 });
    expect(await database.claims.claim([old, newer])).toMatchObject([null, { messageId: newer }]);
  });

  it('is a replaced order whose next attempt was accepted meanwhile: Meta has it', async () => {
    const [old, newer] = [await database.message(), await database.message()];
    await orderOf(old, 1);
    await sentAgain(old);
    await orderOf(newer, 2);
    await gaveBack(old, 1);
    await database.settle(old, 2, { ...OUTCOMES.accepted, wamid: wamidOf(old, 2) });
    expect(await database.standing(old)).toMatchObject({ state: 'none', progress: 3 });
  });

  it('is a replaced order whose next attempt is unclear: UNCONFIRMED it stays, not CANCELLED', async () => {
    const [old, newer] = [await database.message(), await database.message()];
    await orderOf(old, 1);
    await sentAgain(old);
    await database.settle(old, 2, OUTCOMES.unclear);
    await orderOf(newer, 2);
    await gaveBack(old, 1);
    expect(await database.standing(old)).toMatchObject({ state: 'UNCONFIRMED', attempt: 2, progress: 0 });
  });

  it('is queued under a number that no job of it ever had', async () => {
    const due = new DueMessagesRepository(database.dataSource);
    const id = await database.message();
    const numbers: number[] = [1];
    for (const attempt of [1, 2, 3]) {
      expect(await accept(id)).toBe(attempt);
      await gaveBack(id, attempt);
      await resume();
      // The second time the queue had lost the first job.
      for (let time = 0; time < 2; time += 1) {
        numbers.push(...(await due.take(SENDER, 10, IDLE_LANES)).map((taken) => taken.enqueueNumber));
        await database.sql(`UPDATE send_queue SET enqueued_at = enqueued_at - interval '3 seconds'`);
      }
    }
    expect(numbers).toHaveLength(7);
    expect(new Set(numbers).size).toBe(7);
  });

  it('shows the other wamid where another attempt of it was accepted too', async () => {
    const id = await database.messageIn('QUEUED', 2);
    await told(id, 1, 'sent');
    await told(id, 2, 'sent');
    await gaveBack(id, 1);
    expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 3 });
    expect(await row(id)).toMatchObject({ status: 'SENT', whatsapp_message_id: wamidOf(id, 2) });
  });

  it('keeps what a restored database has forgotten: the next attempt is none that Meta has seen', async () => {
    const id = await database.message();
    await accept(id);
    await database.sql('DELETE FROM wamids');
    await database.sql(`UPDATE whatsapp_messages SET progress = 0, sent_at = NULL, whatsapp_message_id = NULL`);
    await database.sql(
      `INSERT INTO send_queue (message_id, sender_id, waba_id, template_name, template_language, priority, attempt, due_at, expires_at, created_at)
       SELECT id, sender_id, $1, template_name, template_language, 1, 1, now(), expires_at, created_at FROM whatsapp_messages`,
      [WABA],
    );
    await new RestoredDatabaseRepository(database.dataSource).recover(new Date(Date.now() + 60_000));
    await told(id, 1, 'sent');
    await gaveBack(id, 1);
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', attempt: 1_001, unclear: 1 });
    expect(await database.cancellations.cancel(id)).toBe(false);
  });

  it('does not get a second automatic resend by coming back', async () => {
    const id = await database.message();
    await database.settle(id, await database.claim(id), OUTCOMES.unclear);
    await database.age(id, 3_600);
    const gate = gateThatResends();
    expect(await gate.decide()).toEqual([{ messageId: id, decision: 'RESEND' }]);
    await accept(id);
    await gaveBack(id, 2);
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', attempt: 2, unclear: 1 });
    await resume();
    await database.settle(id, await database.claim(id), OUTCOMES.unclear);
    await database.age(id, 3_600);
    expect(await gate.decide()).toEqual([{ messageId: id, decision: 'HOLD' }]);
  });
});

describe('an order that was replaced while it was being sent', () => {
  it('is not sent after its revision where Meta refuses it for a moment', async () => {
    const [old, newer] = [await database.message(), await database.message()];
    await orderOf(old, 1);
    const attempt = await database.claim(old);
    await orderOf(newer, 2);
    await database.settle(old, attempt, OUTCOMES.again);
    expect(await database.standing(old)).toMatchObject({ state: 'none', progress: 1, attempts: 1 });
    await database.settle(newer, await database.claim(newer), OUTCOMES.again);
    expect(await database.standing(newer)).toMatchObject({ state: 'QUEUED', progress: 0 });
  });

  it('is not sent after its revision where Meta never had it; should it have, it says so', async () => {
    const [old, newer] = [await database.message(), await database.message()];
    await orderOf(old, 1);
    await database.settle(old, await database.claim(old), OUTCOMES.unclear);
    await orderOf(newer, 2);
    await database.age(old, 3_600);
    // Nobody is told that it is sent again, and no figure counts it.
    expect(await gateThatResends().decide()).toEqual([]);
    expect(await database.standing(old)).toMatchObject({ state: 'none', progress: 1 });
    await told(old, 1, 'delivered');
    expect(await database.standing(old)).toMatchObject({ state: 'none', progress: 5 });
  });
});

describe('a message that Meta took and then failed because its template was paused', () => {
  it('waits behind the pause of the template; the sender goes on', async () => {
    await approveTemplate();
    const id = await database.message();
    await accept(id);
    await gaveBack(id, 1, TEMPLATE_PAUSED, 'template');
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', progress: 0 });
    expect(await database.sql('SELECT status FROM templates')).toEqual([{ status: 'PAUSED' }]);
    expect(await database.sql('SELECT state FROM senders WHERE phone_number_id = $1', [SENDER])).toEqual([
      { state: 'ACTIVE' },
    ]);
    expect(await database.claims.claim([id])).toEqual([null]);
  });

  it('is sent as soon as the pause is over, and more slowly only if it comes back again', async () => {
    const id = await database.message();
    for (const [attempt, minutes] of [
      [1, 0],
      [2, 10],
      [3, 20],
    ] as const) {
      await approveTemplate();
      expect(await accept(id)).toBe(attempt);
      await gaveBack(id, attempt, TEMPLATE_PAUSED, 'template');
      expect(await database.sql('SELECT status FROM templates')).toEqual([{ status: 'PAUSED' }]);
      expect(await minutesToWait()).toBe(minutes);
    }
  });

  it('does not wait for what its sender had come back for', async () => {
    await approveTemplate();
    const id = await database.message();
    for (const attempt of [1, 2]) {
      expect(await accept(id)).toBe(attempt);
      await gaveBack(id, attempt);
      expect(await minutesToWait()).toBe(0);
      await resume();
    }
    expect(await accept(id)).toBe(3);
    await gaveBack(id, 3, TEMPLATE_PAUSED, 'template');
    expect(await minutesToWait()).toBe(0);
  });

  it('does not pause it anew where Meta has approved it since', async () => {
    const seconds = (past: number): Date => new Date(Date.now() - past * 1_000);
    await approveTemplate(seconds(20));
    const ids = await database.messages(2);
    const [straggler = '', fresh = ''] = ids;
    for (const id of ids) await accept(id);
    await gaveBack(straggler, 1, TEMPLATE_PAUSED, 'template', seconds(30));
    expect(await database.sql('SELECT status FROM templates')).toEqual([{ status: 'APPROVED' }]);
    expect(await accept(straggler)).toBe(2);
    await gaveBack(fresh, 1, TEMPLATE_PAUSED, 'template', seconds(10));
    expect(await database.sql('SELECT status FROM templates')).toEqual([{ status: 'PAUSED' }]);
  });

  it('is tried again after a while where nobody knows the template, not at once and for ever', async () => {
    const id = await database.message();
    for (const [index, minutes] of [5, 10, 20, 40, ...Array.from({ length: 36 }, () => 60)].entries()) {
      const attempt = index + 1;
      expect(await accept(id)).toBe(attempt);
      await gaveBack(id, attempt, TEMPLATE_PAUSED, 'template');
      expect(await minutesToWait()).toBe(minutes);
    }
  });
});

describe('a message that Meta failed for the account and for itself', () => {
  const ownFailure = (id: string, occurredAt: Date) =>
    statusOf(id, 'failed', { wamid: wamidOf(id, 1), attemptOf: { messageId: id, attempt: 1 }, occurredAt });
  const ofAccount = (id: string, occurredAt: Date) => ({
    ...ownFailure(id, occurredAt),
    failure: PAYMENT,
    blocks: 'sender' as const,
  });
  const [earlier, later] = [new Date(Date.now() - 20_000), new Date(Date.now() - 10_000)];

  it('has failed, and is sent to nobody who cannot get it, in whatever order both are told', async () => {
    const ends: unknown[] = [];
    for (const [accountAt, ownAt] of [
      [earlier, later],
      [later, earlier],
    ] as const)
      for (const order of ['account, own', 'own, account', 'both', 'both and again']) {
        await database.empty();
        const id = await database.message();
        await accept(id);
        await database.sql(`UPDATE whatsapp_messages SET created_at = now() - interval '1 hour'`);
        const [account, own] = [ofAccount(id, accountAt), ownFailure(id, ownAt)];
        if (order.startsWith('both')) await database.report(account, own);
        else
          for (const report of order === 'account, own' ? [account, own] : [own, account])
            await database.report(report);
        if (order.endsWith('again')) for (const report of [account, own]) await database.report(report);
        const [row] = await database.sql('SELECT status, error_code, error_message, failed_at FROM whatsapp_messages');
        const [sender] = await database.sql('SELECT state FROM senders');
        ends.push([accountAt === earlier, row, sender, await database.sql('SELECT FROM send_queue')]);
      }
    for (const end of ends.slice(0, 4)) expect(end).toEqual(ends[0]);
    for (const end of ends.slice(4)) expect(end).toEqual(ends[4]);
    expect(ends[0]).toMatchObject([true, { status: 'FAILED' }, { state: 'PAUSED' }, []]);
  });

  it('is left alone while it is being sent again, and where Meta has taken it again', async () => {
    const id = await database.message();
    await accept(id);
    await database.report(ofAccount(id, earlier));
    await database.sql(`UPDATE senders SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL`);
    const attempt = await database.claim(id);
    await database.report(ownFailure(id, later));
    expect(await database.standing(id)).toMatchObject({ state: 'SENDING', progress: 0 });
    await database.settle(id, attempt, { ...OUTCOMES.accepted, wamid: wamidOf(id, attempt) });
    await database.report(ownFailure(id, later));
    expect(await database.standing(id)).toMatchObject({ state: 'none', progress: 3 });
  });
});

describe('a message that Meta took and then failed because the number was too fast', () => {
  const secondsToWait = async (): Promise<number> => {
    const [due] = await database.sql<{ seconds: number }>(
      'SELECT extract(epoch FROM due_at - now())::float8 AS seconds FROM send_queue',
    );
    return due?.seconds ?? NaN;
  };
  it('is sent again in seconds', async () => {
    const id = await database.message();
    await accept(id);
    await gaveBack(id, 1, TOO_FAST, 'pace');
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', attempt: 1, progress: 0 });
    expect(await secondsToWait()).toBeGreaterThan(1);
    expect(await secondsToWait()).toBeLessThan(6);
    expect(await database.sql('SELECT state FROM senders')).toEqual([{ state: 'ACTIVE' }]);
  });

  it('waits longer each time, and a repetition of the same word changes nothing', async () => {
    const id = await database.message();
    await accept(id);
    await gaveBack(id, 1, TOO_FAST, 'pace');
    await database.sql('UPDATE send_queue SET due_at = now()');
    await accept(id);
    await gaveBack(id, 2, TOO_FAST, 'pace');
    const second = await secondsToWait();
    expect(second).toBeGreaterThan(10);
    await gaveBack(id, 2, TOO_FAST, 'pace');
    await gaveBack(id, 1, TOO_FAST, 'pace');
    expect(await secondsToWait()).toBeGreaterThan(second - 2);
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', attempt: 2 });
  });
});
