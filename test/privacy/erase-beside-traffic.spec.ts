import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  EraseMentionsRepository,
  EraseRecipientRepository,
  EraseWebhooksRepository,
  ErasuresRepository,
} from '#privacy';
import { SuppressionsRepository } from '#suppressions';
import {
  CLIENT,
  LEASE_MS,
  newMessage,
  OUTCOMES,
  SENDER,
  SendingDatabase,
  statusOf,
  WABA,
} from '../sending/sending-database.js';
import { until } from '../support/stack.js';
import { webhookIntake } from '../webhook/webhook-intake.js';
import { wamidOf } from './signed-webhook.js';
import { placesOf, wholeDatabase } from './whole-database.js';

const PHONE = '+34612345678';

let database: SendingDatabase;
let mentions: EraseMentionsRepository;
let erasure: EraseRecipientRepository;
beforeAll(async () => {
  database = await SendingDatabase.start();
  const { dataSource } = database;
  mentions = new EraseMentionsRepository(dataSource);
  erasure = new EraseRecipientRepository(
    dataSource,
    new EraseWebhooksRepository(dataSource),
    mentions,
    new ErasuresRepository(dataSource),
  );
});
beforeEach(async () => {
  await database.empty();
  await database.sql('TRUNCATE erased_recipients');
});
afterAll(() => database.stop());

const hits = async (): Promise<readonly string[]> => placesOf(await wholeDatabase(database.url), [PHONE.slice(1)]);

async function standing(id: string): Promise<unknown> {
  const [row] = await database.sql('SELECT status, error_code AS code FROM whatsapp_messages WHERE id = $1', [id]);
  return row;
}

async function parametersOf(id: string): Promise<unknown> {
  const [row] = await database.sql('SELECT template_parameters AS parameters FROM whatsapp_messages WHERE id = $1', [
    id,
  ]);
  return row?.['parameters'];
}

describe('an erasure beside the traffic', () => {
  it('waits for a message that is being sent, which is then sent', async () => {
    const [sending, queued] = [
      await database.message({ recipientPhone: PHONE }),
      await database.message({ recipientPhone: PHONE }),
    ];
    const attempt = await database.claim(sending);
    const erased = erasure.erase({ phone: PHONE });
    await until('the other one has ended', async () => (await database.standing(queued)).errorCode === 'ERASED');
    expect((await database.standing(sending)).state).toBe('SENDING');
    await database.settle(sending, attempt, { ...OUTCOMES.accepted, wamid: wamidOf(PHONE, 'sent') });
    expect(await erased).toMatchObject({ messages: 2, ended: 1 });
    expect(await standing(sending)).toEqual({ status: 'SENT', code: null });
    expect(await hits()).toEqual([]);
  });

  it('ends, though no worker runs, what a worker had in hand whose lease is over', async () => {
    const id = await database.message({ recipientPhone: PHONE });
    const attempt = await database.claim(id);
    await database.age(id, LEASE_MS / 1_000 + 1);
    expect(await erasure.erase({ phone: PHONE })).toMatchObject({ messages: 1, ended: 1 });
    expect(await standing(id)).toEqual({ status: 'FAILED', code: 'ERASED' });
    expect(await database.sql('SELECT outcome FROM send_attempts')).toEqual([{ outcome: 'lease_expired' }]);
    // The worker was only slow.
    await database.settle(id, attempt, { ...OUTCOMES.accepted, wamid: wamidOf(PHONE, 'late') });
    expect(await standing(id)).toEqual({ status: 'SENT', code: null });
    expect(await hits()).toEqual([]);
  });

  it('keeps the phone out that an answer of Meta to a lost attempt brings after it', async () => {
    const id = await database.message({ recipientPhone: PHONE });
    const attempt = await database.claim(id);
    await database.settle(id, attempt, OUTCOMES.unclear);
    await erasure.erase({ phone: PHONE });
    expect(await standing(id)).toEqual({ status: 'FAILED', code: 'ERASED' });
    await database.settle(id, attempt, { ...OUTCOMES.accepted, wamid: wamidOf(PHONE, 'late') });
    expect(await standing(id)).toEqual({ status: 'SENT', code: null });
    expect(await hits()).toEqual([]);
  });

  it('does not let a message wait again that Meta gives back', async () => {
    const id = await database.message({ recipientPhone: PHONE });
    await database.settle(id, await database.claim(id), { ...OUTCOMES.accepted, wamid: wamidOf(PHONE, 'sent') });
    await erasure.erase({ phone: PHONE });
    const failure = { code: '131042', source: 'META', title: 'Payment', details: PHONE, advice: '' } as const;
    await database.report(statusOf(id, 'failed', { wamid: wamidOf(PHONE, 'sent'), failure, blocks: 'sender' }));
    expect(await database.standing(id)).toMatchObject({ state: 'none', errorCode: '131042' });
    expect(await hits()).toEqual([]);
  });

  it('lets a message to somebody else that names the person be sent as it was accepted, and erases the number then', async () => {
    const words = { templateParameters: ['Taller', `Llamar a ${PHONE}`], bodyText: `Llamar a ${PHONE}` };
    const [sent, cancelled] = [await database.message(words), await database.message(words)];
    expect(await erasure.erase({ phone: PHONE })).toMatchObject({ messages: 0, mentions: 0, waiting: 2 });
    expect(await erasure.erase({ phone: PHONE })).toMatchObject({ mentions: 0, waiting: 0 });
    await mentions.eraseEnded();
    const [claim] = await database.claims.claim([sent]);
    expect(claim).toMatchObject({ ...words, attempt: 1 });
    await database.cancellations.cancel(cancelled);
    await database.settle(sent, 1, OUTCOMES.accepted);
    await mentions.eraseEnded();
    // Meta may still give it back, and then it waits again.
    expect(await parametersOf(sent)).toEqual(words.templateParameters);
    expect(await parametersOf(cancelled)).toEqual(['Taller', 'Llamar a erased']);
    await database.report(statusOf(sent, 'delivered', { wamid: OUTCOMES.accepted.wamid }));
    for (let round = 1; round <= 2; round += 1) await mentions.eraseEnded();
    expect(await parametersOf(sent)).toEqual(['Taller', 'Llamar a erased']);
    expect(await hits()).toEqual([]);
  });

  it('lets no message through to who stopped, whichever of their ids it is for, until they resume', async () => {
    const parent = 'ES.ENT.7';
    await database.sql('INSERT INTO recipient_ids (user_id, phone) VALUES ($1, $2)', ['ES.1', PHONE]);
    await database.sql('INSERT INTO recipient_parents (user_id, parent_id) VALUES ($1, $2)', ['ES.1', parent]);
    const suppressions = new SuppressionsRepository(database.dataSource);
    await suppressions.add(CLIENT, { recipientPhone: PHONE, recipientUserId: null }, 'all', null);
    const addressees = [null, 'ES.1', parent, 'ES.2'].map((recipientUserId) => {
      const recipientPhone = recipientUserId === null ? PHONE : null;
      return newMessage({ recipientPhone, recipientUserId });
    });
    const objections = async (): Promise<readonly boolean[]> => {
      const found = await suppressions.against(addressees);
      return found.map((objection) => objection !== null);
    };
    const before = await objections();
    expect([before[0], before[1], before[3]]).toEqual([true, true, false]);
    await erasure.erase({ phone: PHONE });
    expect(await objections()).toEqual([true, true, true, false]);
    expect(placesOf(await wholeDatabase(database.url), [PHONE.slice(1), 'ES.1', parent])).toEqual([]);
    const { items } = await suppressions.list({ limit: 10 }, null);
    expect(items).toHaveLength(1);
    await suppressions.lift(items[0]?.id ?? '', null);
    expect(await objections()).toEqual([false, false, false, false]);
  });

  it('goes on where it and whoever counts wait for each other, and PostgreSQL ends it', async () => {
    const id = await database.message({ recipientPhone: PHONE });
    await database.sql(
      `INSERT INTO conversations (sender_id, recipient, client_id, opened_at) VALUES ($1, hashtextextended($2, 0), $3, now())`,
      [SENDER, PHONE, CLIENT],
    );
    const counting = database.dataSource.createQueryRunner();
    await counting.startTransaction();
    await counting.query(`SET LOCAL deadlock_timeout = '1min'`);
    await counting.query('SELECT FROM conversations FOR UPDATE');
    const erased = erasure.erase({ phone: PHONE });
    await until('the erasure waits for it', () => database.somebodyWaits());
    await counting.query('DELETE FROM message_changes');
    await counting.commitTransaction();
    await counting.release();
    expect(await erased).toMatchObject({ messages: 1, ended: 1 });
    expect(await standing(id)).toEqual({ status: 'FAILED', code: 'ERASED' });
  });

  it('finds what a webhook keeps that is under way when it begins', async () => {
    const intake = webhookIntake(database);
    const body = Buffer.from(
      JSON.stringify({ entry: [{ changes: [{ value: { contacts: [{ wa_id: PHONE.slice(1) }] } }] }] }),
    );
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT somebody_erased(7765626866)');
    await runner.query('INSERT INTO webhook_payloads (body) VALUES ($1)', [body]);
    const erased = erasure.erase({ phone: PHONE });
    await until('the erasure waits for it', () => database.somebodyWaits());
    await runner.commitTransaction();
    await runner.release();
    await erased;
    expect(await hits()).toEqual([]);
    await intake.keep([
      {
        kind: 'payload',
        body,
        senderIds: [SENDER],
        signedBy: [],
        recipientIds: [{ userId: 'ES.1', phone: PHONE, parentId: null }],
      },
    ]);
    expect(await hits()).toEqual([]);
  });

  it('reaches a person whose phone is written in another way there', async () => {
    const [written, told] = ['+5511987654321', '+551187654321'];
    const id = await database.message({ recipientPhone: written });
    await database.sql('INSERT INTO recipient_ids (user_id, phone) VALUES ($1, $2)', ['BR.1', told]);
    const byUser = await database.message({ recipientPhone: null, recipientUserId: 'BR.1' });
    expect(await erasure.erase({ phone: written })).toMatchObject({ messages: 2, ended: 2 });
    for (const each of [id, byUser]) expect(await standing(each)).toEqual({ status: 'FAILED', code: 'ERASED' });
    expect(placesOf(await wholeDatabase(database.url), [written.slice(1), told.slice(1), 'BR.1'])).toEqual([]);
  });

  it('may be repeated, and counts nothing twice', async () => {
    await database.messages(3, { recipientPhone: PHONE });
    expect(await erasure.erase({ phone: PHONE })).toMatchObject({ messages: 3, ended: 3 });
    expect(await erasure.erase({ phone: PHONE })).toMatchObject({ messages: 0, ended: 0 });
    expect(await database.sql(`SELECT count(*)::integer AS count FROM message_failures WHERE code = 'ERASED'`)).toEqual(
      [{ count: 3 }],
    );
  });

  it('leaves the numbers of our own, and their accounts, as they are', async () => {
    await erasure.erase({ phone: PHONE });
    expect(await database.sql('SELECT phone_number_id, waba_id FROM senders')).toEqual([
      { phone_number_id: SENDER, waba_id: WABA },
    ]);
  });
});
