import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SendersRepository } from '#senders';
import { RollUpRepository } from '#usage';
import { ExpiryRepository, HeldMessagesRepository, UndeliveredRepository, UnconfirmedRepository } from '#sending';
import { CLIENT, OUTCOMES, SENDER, WABA, statusOf } from '../sending/sending-database.js';
import { CallbackDatabase } from './callback-database.js';
import { recipientWords } from '../webhook/recipient-words.js';
import { at } from '../support/examples.js';

const OTHER_CLIENT = '00000000-0000-7000-8000-0000000000aa';
const OTHER_SENDER = '209876543210987';

let database: CallbackDatabase;
beforeAll(async () => {
  database = await CallbackDatabase.start();
  await database.sending.sql(`INSERT INTO clients (id, name) VALUES ($1, 'another')`, [OTHER_CLIENT]);
});
beforeEach(() => database.empty());
afterAll(() => database.stop());

/** A message that Meta has taken. */
async function sent(change = {}): Promise<string> {
  const { sending } = database;
  const id = await sending.message(change);
  await sending.settle(id, await sending.claim(id), { ...OUTCOMES.accepted, wamid: `wamid.${id}` });
  return id;
}

/** What was told of a message, by type and status. */
async function told(endpointId: string): Promise<readonly (readonly [unknown, unknown])[]> {
  return (await database.bodies(endpointId)).map((body) => [at(body, 'type'), at(body, 'data', 'status')]);
}

describe('an endpoint is told', () => {
  it('how far a message came, each time as it was then', async () => {
    const { id: endpoint } = await database.endpoint();
    const id = await sent();
    await database.sending.report(statusOf(id, 'delivered'));
    await database.sending.report(statusOf(id, 'read'));
    expect(await told(endpoint)).toEqual([
      ['message.sent', 'SENT'],
      ['message.delivered', 'DELIVERED'],
      ['message.read', 'READ'],
    ]);
    const [first, , last] = await database.bodies(endpoint);
    expect(at(first, 'data')).toMatchObject({
      id,
      to: expect.stringMatching(/^\+34600/),
      recipientName: 'Proveedor ABC',
      text: 'Hola Proveedor ABC',
      template: { name: 'po_notification', language: 'es', parameters: ['Proveedor ABC', 'PO-2024-001', '€1,250.00'] },
      whatsappMessageId: `wamid.${id}`,
      attempts: 1,
      deliveredAt: null,
      readAt: null,
    });
    expect(at(last, 'data', 'readAt')).toMatch(/^\d{4}-.*Z$/);
    expect(at(first, 'timestamp')).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  it('of a message that is read without having been delivered both, and its version rises with each', async () => {
    const { id: endpoint } = await database.endpoint();
    const id = await sent();
    await database.sending.report(statusOf(id, 'read'));
    expect(await database.types(endpoint)).toEqual(['message.sent', 'message.delivered', 'message.read']);
    const versions = (await database.bodies(endpoint)).map((body) => Number(at(body, 'data', 'version')));
    expect(versions).toEqual([...new Set(versions)].toSorted((one, other) => one - other));
    expect(versions.every(Number.isSafeInteger)).toBe(true);
  });

  it('what happened to a message in its order, though the later transaction had begun before', async () => {
    const { id: endpoint } = await database.endpoint();
    const { sending } = database;
    const id = await sending.message();
    const change = 'UPDATE whatsapp_messages SET progress = $2, sent_at = now() WHERE id = $1';
    await sending.dataSource.transaction(async (manager) => {
      await manager.query('SELECT now()');
      await sending.sql(change, [id, 3]);
      await manager.query(change, [id, 5]);
    });
    expect(await database.types(endpoint)).toEqual(['message.sent', 'message.delivered']);
  });

  it('nothing twice when Meta says the same again', async () => {
    const { id: endpoint } = await database.endpoint();
    const id = await sent();
    for (let time = 0; time < 3; time += 1) await database.sending.report(statusOf(id, 'delivered'));
    expect(await database.types(endpoint)).toEqual(['message.sent', 'message.delivered']);
  });

  it('that a message failed, before Meta took it and after', async () => {
    const { id: endpoint } = await database.endpoint();
    const refused = await database.sending.message();
    await database.sending.settle(refused, await database.sending.claim(refused), OUTCOMES.failed);
    const lost = await sent();
    await database.sending.report(statusOf(lost, 'failed'));
    const [first, , last] = await database.bodies(endpoint);
    expect([at(first, 'type'), at(last, 'type')]).toEqual(['message.failed', 'message.failed']);
    expect(at(first, 'data')).toMatchObject({ id: refused, error: { code: '131026' }, whatsappMessageId: null });
    expect(at(last, 'data')).toMatchObject({ id: lost, status: 'FAILED', error: { code: '131026', source: 'META' } });
  });

  it('that a message expired, or was cancelled', async () => {
    const { id: endpoint } = await database.endpoint();
    const cancelled = await database.sending.message();
    await database.sending.cancellations.cancel(cancelled);
    await database.sending.message({ expiresAt: new Date(Date.now() - 1_000) });
    await new ExpiryRepository(database.sending.dataSource, 1_000).expireMessages();
    expect(await told(endpoint)).toEqual([
      ['message.cancelled', 'CANCELLED'],
      ['message.failed', 'FAILED'],
    ]);
  });

  it('that a message waits for a person, and how it ended', async () => {
    const { id: endpoint } = await database.endpoint();
    const { sending } = database;
    const id = await sending.message();
    await sending.settle(id, await sending.claim(id), OUTCOMES.unclear);
    await sending.age(id, 3_600);
    const waits = {
      waitMs: 1,
      soloWaitMs: 1,
      receiversHealthyForMs: 1,
      maxMs: 1,
      policy: 'hold',
      sendTimeoutMs: 1,
    } as const;
    await new UnconfirmedRepository(sending.dataSource, waits).decide();
    await new HeldMessagesRepository(sending.dataSource).fail(id);
    const [held, failed] = await database.bodies(endpoint);
    expect(at(held, 'type')).toBe('message.held');
    expect(at(held, 'data')).toMatchObject({ status: 'PENDING', pendingReason: 'HELD', attempts: 1 });
    expect(at(failed, 'data', 'error', 'code')).toBe('FAILED_BY_OPERATOR');
  });

  it('that a message was not delivered for long', async () => {
    const { id: endpoint } = await database.endpoint({ events: ['message.undelivered'] });
    const id = await sent();
    await database.sending.sql(`UPDATE whatsapp_messages SET sent_at = now() - interval '2 hours' WHERE id = $1`, [id]);
    await database.sending.sql(`UPDATE send_attempts SET started_at = now() - interval '2 hours'`);
    await new UndeliveredRepository(database.sending.dataSource, 3_600_000).report(86_400_000, 0);
    expect(await told(endpoint)).toEqual([['message.undelivered', 'SENT']]);
  });

  it('what a recipient replied, with the message that it answers and the order that it acknowledges', async () => {
    const { id: endpoint } = await database.endpoint();
    const phone = '+34612345678';
    const id = await sent({ recipientPhone: phone });
    await database.sending.sql(
      `INSERT INTO purchase_orders (client_id, order_number, revision, content_hash, message_id)
       VALUES ($1, 'PO-2024-001', 1, '', $2)`,
      [CLIENT, id],
    );
    await says(phone, { wamid: 'wamid.reply', contextWamid: `wamid.${id}`, text: 'Gracias, recibido' });
    await says(phone, {
      wamid: 'wamid.button',
      contextWamid: `wamid.${id}`,
      type: 'button',
      button: { payload: 'ACK:PO-2024-001', text: 'Recibido' },
    });
    const bodies = (await database.bodies(endpoint)).slice(1);
    const of = (type: string) => bodies.filter((body) => at(body, 'type') === type).map((body) => at(body, 'data'));
    const [written, pressed] = of('message.reply');
    expect(written).toMatchObject({ id, reply: { type: 'text', text: 'Gracias, recibido', acknowledgedOrder: null } });
    expect(pressed).toMatchObject({
      id,
      reply: {
        type: 'button',
        text: 'Recibido',
        payload: 'ACK:PO-2024-001',
        acknowledgedOrder: { orderNumber: 'PO-2024-001', messageId: id },
      },
    });
    expect(of('message.order_acknowledged')).toEqual([
      expect.objectContaining({ id, acknowledgedOrder: { orderNumber: 'PO-2024-001' } }),
    ]);
  });

  it('who wants no marketing any more', async () => {
    const { id: endpoint } = await database.endpoint();
    await says('+34612345678', { wamid: 'wamid.stop', text: 'STOP' });
    const [body] = await database.bodies(endpoint);
    expect(body).toMatchObject({
      type: 'recipient.opted_out',
      data: { to: '+34612345678', scope: 'marketing', reason: 'OPT_OUT_WORD' },
    });
  });

  it('that a number stops and goes on, without the words of a person', async () => {
    const { id: endpoint } = await database.endpoint();
    const senders = new SendersRepository(database.sending.dataSource);
    await senders.pause(SENDER, 'ERROR', '190: Access token has expired');
    await senders.resume(SENDER, false);
    await senders.pause(SENDER, 'PERSON', 'Ana is on holiday');
    const bodies = await database.bodies(endpoint);
    expect(bodies.map((body) => [at(body, 'type'), at(body, 'data', 'pausedBy'), at(body, 'data', 'reason')])).toEqual([
      ['sender.paused', 'ERROR', '190: Access token has expired'],
      ['sender.resumed', null, null],
      ['sender.paused', 'PERSON', null],
    ]);
  });

  it('that Meta changed a template', async () => {
    const { id: endpoint } = await database.endpoint();
    await database.sending.sql(
      `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, synced_at)
       VALUES ($1, 'po_notification', 'es', 'APPROVED', 'UTILITY', 'POSITIONAL', '[]', now())`,
      [WABA],
    );
    await database.sending.sql(`UPDATE templates SET status = 'PAUSED', category = 'MARKETING'`);
    await database.sending.sql(`UPDATE templates SET status = 'PAUSED', synced_at = now()`);
    const bodies = await database.bodies(endpoint);
    expect(bodies.map((body) => at(body, 'type'))).toEqual(['template.status_changed', 'template.category_changed']);
    expect(at(bodies[0], 'data')).toMatchObject({
      name: 'po_notification',
      language: 'es',
      status: 'PAUSED',
      previousStatus: 'APPROVED',
      category: 'MARKETING',
      previousCategory: 'UTILITY',
    });
  });
});

describe('when the free conversations of a number are nearly used up', () => {
  const MONTH = new Date().toISOString().slice(0, 7);
  const FREE = 10;
  let rollUp: RollUpRepository;
  beforeEach(async () => {
    rollUp = new RollUpRepository(database.sending.dataSource, 'UTC', FREE);
    await rollUp.countAnew();
  });

  /** So many people more are written to, and have it on their phones. */
  async function deliver(count: number, daysAgo = 0): Promise<void> {
    for (let made = 0; made < count; made += 1) {
      await database.sending.sql(
        'UPDATE whatsapp_messages SET progress = 5, delivered_at = now() - make_interval(days => $2) WHERE id = $1',
        [await sent(), daysAgo],
      );
    }
  }

  async function converse(count: number, daysAgo = 0): Promise<void> {
    await deliver(count, daysAgo);
    await rollUp.count();
  }

  it('whoever listens to it is told, once a month, in the transaction that notices', async () => {
    const { id: endpoint } = await database.endpoint({ events: ['usage.free_tier_near'] });
    await converse(9);
    expect(await database.bodies(endpoint)).toEqual([]);
    await converse(1);
    expect(await database.bodies(endpoint)).toEqual([
      {
        type: 'usage.free_tier_near',
        timestamp: expect.stringMatching(/Z$/),
        data: { sender: SENDER, month: MONTH, limit: 10, used: 10, left: 0, version: expect.any(Number) },
      },
    ]);
    await converse(2);
    expect(await database.types(endpoint)).toHaveLength(1);
    // Another month begins.
    await database.sending.sql(`UPDATE free_tier_notices SET month = month - interval '1 month'`);
    await converse(1);
    expect(await database.types(endpoint)).toHaveLength(2);
  });

  it('nobody is told twice by two workers, or by one that died before it had counted', async () => {
    const { id: endpoint } = await database.endpoint({ events: ['usage.free_tier_near'] });
    await converse(9);
    await deliver(3);
    await database.sending.sql(`CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''dead''; END'`);
    await database.sending.sql('CREATE TRIGGER dies BEFORE DELETE ON message_changes EXECUTE FUNCTION die()');
    await expect(rollUp.count()).rejects.toThrow('dead');
    expect(await database.types(endpoint)).toEqual([]);
    await database.sending.sql('DROP FUNCTION die() CASCADE');
    await Promise.all([rollUp.count(), new RollUpRepository(database.sending.dataSource, 'UTC', FREE).count()]);
    await rollUp.count();
    expect(await database.types(endpoint)).toEqual(['usage.free_tier_near']);
  });

  it('nobody is told of a month that is over, or where nothing is free', async () => {
    const { id: endpoint } = await database.endpoint({ events: ['usage.free_tier_near'] });
    await converse(12, 40);
    rollUp = new RollUpRepository(database.sending.dataSource, 'UTC', 0);
    await converse(1);
    expect(await database.types(endpoint)).toEqual([]);
  });
});

async function says(phone: string, change: { wamid: string } & Readonly<Record<string, unknown>>): Promise<void> {
  const message = {
    senderId: SENDER,
    phone,
    userId: null,
    parentUserId: null,
    type: 'text',
    text: null,
    button: null,
    contextWamid: null,
    occurredAt: new Date(Date.now() + 1_000),
    ...change,
  };
  await database.sending.dataSource.transaction((manager) =>
    recipientWords().keep(manager, [{ kind: 'inbound', message }]),
  );
}

describe('an endpoint is told nothing', () => {
  it('of what did not happen: the event is a part of the transaction', async () => {
    const { id: endpoint } = await database.endpoint();
    const id = await sent();
    const failing = database.sending.dataSource.transaction(async (manager) => {
      await database.sending.merge.merge(manager, [statusOf(id, 'delivered')]);
      throw new Error('after all not');
    });
    await expect(failing).rejects.toThrow('after all not');
    expect(await database.types(endpoint)).toEqual(['message.sent']);
  });

  it('of the messages of another client, and the admin is told of everybody’s', async () => {
    const { id: own } = await database.endpoint({ clientId: OTHER_CLIENT });
    const { id: admin } = await database.endpoint({ clientId: null });
    await sent();
    await sent({ clientId: OTHER_CLIENT });
    expect(await database.types(own)).toEqual(['message.sent']);
    expect(await database.types(admin)).toEqual(['message.sent', 'message.sent']);
  });

  it('that it did not ask for, by event or by sender', async () => {
    const { id: reads } = await database.endpoint({ events: ['message.read', 'sender.paused'] });
    const { id: other } = await database.endpoint({ senders: [OTHER_SENDER] });
    const id = await sent();
    await database.sending.report(statusOf(id, 'read'));
    await new SendersRepository(database.sending.dataSource).pause(SENDER, 'ERROR', '190: expired');
    expect(await database.types(reads)).toEqual(['message.read', 'sender.paused']);
    expect(await database.types(other)).toEqual([]);
  });

  it('while a person has disabled it, or after it was deleted: nothing is even kept', async () => {
    await database.endpoint({ enabled: false });
    const { id: deleted } = await database.endpoint();
    await database.endpoints.remove(deleted);
    const id = await sent();
    await database.sending.report(statusOf(id, 'read'));
    expect(await database.sending.sql('SELECT FROM callback_deliveries')).toEqual([]);
  });

  it('for good while the machine has disabled it: it is kept for whoever recovers it', async () => {
    const { id: endpoint } = await database.endpoint();
    await database.exhaust(endpoint);
    await sent();
    expect(await database.types(endpoint)).toEqual([]);
    expect(await database.deliveries.recover(endpoint, new Date(Date.now() - 60_000), true)).toBe(1);
  });

  it('any more, and nothing is kept, when a person disables what the machine has disabled', async () => {
    const { id: endpoint } = await database.endpoint();
    await database.exhaust(endpoint);
    expect(await database.endpoints.countDisabled()).toBe(1);
    const owner = { clientId: null, senderIds: null };
    const settings = await database.endpoints.find(owner, endpoint);
    if (settings === null) throw new Error('it is there');
    // What is said of something else leaves that as it is.
    await database.endpoints.change(endpoint, { ...settings, description: 'Production', enabled: null });
    expect(await database.endpoints.find(owner, endpoint)).toMatchObject({ disabledBecause: 'EXHAUSTED' });
    await database.endpoints.change(endpoint, { ...settings, enabled: false });
    expect(await database.endpoints.find(owner, endpoint)).toMatchObject({ disabledBecause: 'PERSON' });
    expect(await database.endpoints.countDisabled()).toBe(0);
    await sent();
    expect(await database.sending.sql('SELECT FROM callback_deliveries')).toEqual([]);
  });

  it('control: without the trigger nothing would be told, and the others would not notice', async () => {
    const { id: endpoint } = await database.endpoint();
    await database.sending.sql('ALTER TABLE whatsapp_messages DISABLE TRIGGER whatsapp_messages_callbacks');
    const id = await sent();
    await database.sending.sql('ALTER TABLE whatsapp_messages ENABLE TRIGGER whatsapp_messages_callbacks');
    expect((await database.sending.standing(id)).progress).toBe(3);
    expect(await database.types(endpoint)).toEqual([]);
  });
});

describe('what is kept for callbacks', () => {
  it('has nothing of a person in it', async () => {
    await database.endpoint();
    const phone = '+34612345678';
    const id = await sent({ recipientPhone: phone, metadata: { orderId: 'of-ana' } });
    await database.sending.report(statusOf(id, 'read'));
    await says(phone, { wamid: 'wamid.reply', contextWamid: `wamid.${id}`, text: 'STOP' });
    const rows = JSON.stringify(await database.sending.sql('SELECT * FROM callback_deliveries'));
    for (const personal of [phone, 'Proveedor ABC', 'PO-2024-001', 'of-ana', 'STOP', 'wamid.'])
      expect(rows).not.toContain(personal);
    // The control: it is all told.
    expect(rows).toContain('message.reply');
  });

  it('costs a batch no row while nobody listens', async () => {
    const ids = await database.sending.messages(50);
    await database.sending.sql(
      'UPDATE whatsapp_messages SET progress = 3, sent_at = now() WHERE id = ANY($1::uuid[])',
      [ids],
    );
    expect(await database.sending.sql('SELECT FROM callback_deliveries')).toEqual([]);
    const { id: endpoint } = await database.endpoint();
    await database.sending.sql('UPDATE whatsapp_messages SET progress = 5 WHERE id = ANY($1::uuid[])', [ids]);
    expect(await database.types(endpoint)).toHaveLength(50);
  });

  it('is of one endpoint more at a time, up to twenty of a client', async () => {
    const made = await Promise.all(
      Array.from({ length: 22 }, () =>
        database.endpoints.create({
          id: randomUUID(),
          clientId: OTHER_CLIENT,
          url: 'https://procurement.example',
          description: null,
          events: null,
          senders: null,
          rateLimit: null,
          enabled: true,
          secret: 'sealed',
        }),
      ),
    );
    expect(made.filter(Boolean)).toHaveLength(20);
  });
});
