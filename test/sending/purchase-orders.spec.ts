import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  HeldMessagesRepository,
  type NewPurchaseOrder,
  PurchaseOrdersRepository,
  type Resend,
  ResendsRepository,
} from '#sending';
import { OUTCOMES, SENDER, SendingDatabase, hashOf, newMessage, statusOf } from './sending-database.js';

let database: SendingDatabase;
let orders: PurchaseOrdersRepository;
let resends: ResendsRepository;

beforeAll(async () => {
  database = await SendingDatabase.start();
  orders = new PurchaseOrdersRepository(database.dataSource, database.intake);
  resends = new ResendsRepository(database.dataSource, database.intake);
});

beforeEach(() => database.empty());

afterAll(() => database.stop());

function order(change: { content?: string; revision?: number; number?: string } = {}): NewPurchaseOrder {
  return {
    orderNumber: change.number ?? 'PO-2024-001',
    revision: change.revision ?? null,
    contentHash: hashOf(change.content ?? '1250.00 EUR'),
    senderIds: null,
    message: newMessage(),
  };
}

async function accepted(change: Parameters<typeof order>[0] = {}): Promise<string> {
  const acceptance = await orders.accept(order(change));
  if (acceptance.kind !== 'accepted') throw new Error(acceptance.kind);
  return acceptance.id;
}

async function fail(id: string): Promise<void> {
  await database.settle(id, await database.claim(id), OUTCOMES.failed);
}

/** Asks for a failed one to be sent again; `id`: of the message that does so, unless it is refused. */
async function resend(failedId: string): Promise<{ readonly id: string; readonly answer: Resend }> {
  const message = newMessage({ resendOf: failedId });
  return { id: message.id, answer: await resends.keep(failedId, message, true) };
}

const countMessages = async (): Promise<unknown> =>
  (await database.sql('SELECT count(*)::integer AS messages FROM whatsapp_messages'))[0]?.['messages'];

describe('a purchase order', () => {
  it('is one message that waits to be sent', async () => {
    const posted = order();
    expect(await orders.accept(posted)).toMatchObject({ kind: 'accepted', id: posted.message.id, superseded: null });
    expect(await database.standing(posted.message.id)).toMatchObject({ state: 'QUEUED', progress: 0 });
  });

  it('posted again with the same content is the same message', async () => {
    const id = await accepted();
    expect(await orders.accept(order())).toEqual({ kind: 'same', id });
    expect(await orders.accept(order({ revision: 1 }))).toEqual({ kind: 'same', id });
    expect(await countMessages()).toBe(1);
  });

  it('posted again with other content is refused, and nothing changes', async () => {
    const id = await accepted();
    const changed = { kind: 'changed', id, revision: 1 };
    expect(await orders.accept(order({ content: '1350.00 EUR' }))).toEqual(changed);
    expect(await orders.accept(order({ content: '1350.00 EUR', revision: 1 }))).toEqual(changed);
    expect(await countMessages()).toBe(1);
  });

  it('is not replaced, nor cancelled, through a key that is bound to other senders', async () => {
    const id = await accepted();
    const raised = { ...order({ content: '1350.00 EUR', revision: 2 }), senderIds: ['999'] };
    expect(await orders.accept(raised)).toEqual({ kind: 'other_sender' });
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', progress: 0 });
    expect(await countMessages()).toBe(1);
  });

  it('posted twenty times at once is one message', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => orders.accept(order())));
    expect(answers.filter((answer) => answer.kind === 'accepted')).toHaveLength(1);
    expect(answers.filter((answer) => answer.kind === 'same')).toHaveLength(19);
    expect(new Set(answers.map((answer) => ('id' in answer ? answer.id : null))).size).toBe(1);
    expect(await countMessages()).toBe(1);
  });

  it('with a higher revision is a new message and cancels the earlier one that still waits', async () => {
    const first = await accepted();
    const second = order({ content: '1350.00 EUR', revision: 2 });
    expect(await orders.accept(second)).toMatchObject({
      kind: 'accepted',
      id: second.message.id,
      superseded: { id: first, cancelled: true },
    });
    expect(await database.standing(first)).toMatchObject({ state: 'none', progress: 1 });
    expect(await database.standing(second.message.id)).toMatchObject({ state: 'QUEUED' });
  });

  it('with a higher revision cannot take back one that is with Meta', async () => {
    const first = await accepted();
    await database.settle(first, await database.claim(first), OUTCOMES.accepted);
    expect(await orders.accept(order({ revision: 2 }))).toMatchObject({
      kind: 'accepted',
      superseded: { id: first, cancelled: false },
    });
    expect(await database.standing(first)).toMatchObject({ progress: 3 });
  });

  it('with a higher revision is the last word: one that is to be tried again after an unclear outcome is not sent after it', async () => {
    const first = await accepted();
    await database.settle(first, await database.claim(first), OUTCOMES.unclear);
    // Sent again with evidence, and refused for now.
    await database.sql('UPDATE send_queue SET state = 0, resends = 1');
    await database.settle(first, await database.claim(first), OUTCOMES.again);
    expect(await database.standing(first)).toMatchObject({ state: 'QUEUED', unclear: 1 });
    const second = order({ content: '1350.00 EUR', revision: 2 });
    expect(await orders.accept(second)).toMatchObject({ superseded: { id: first, cancelled: true } });
    expect(await database.standing(first)).toMatchObject({ state: 'none', progress: 1 });
    // Meta had it after all.
    await database.report(statusOf(first, 'sent'));
    expect(await database.standing(first)).toMatchObject({ progress: 3 });
  });

  it('that is HELD while a higher revision comes is cancelled when somebody would have it sent again', async () => {
    const first = await accepted();
    await database.sql('UPDATE send_queue SET state = 3, attempt = 1, attempted_at = now(), unclear = 1');
    const second = await accepted({ content: '1350.00 EUR', revision: 2 });
    expect(await database.standing(first)).toMatchObject({ state: 'HELD' });
    const held = new HeldMessagesRepository(database.dataSource);
    expect(await held.release(first)).toBe('superseded');
    expect(await database.standing(first)).toMatchObject({ state: 'none', progress: 1 });
    expect(await database.sql('SELECT type FROM message_events WHERE message_id = $1 ORDER BY type', [first])).toEqual([
      { type: 'cancelled' },
      { type: 'released' },
    ]);
    expect(await database.standing(second)).toMatchObject({ state: 'QUEUED' });
  });

  it('with a higher revision cancels nothing while nobody knows what a restored database has forgotten', async () => {
    const first = await accepted();
    await database.sql('UPDATE installation SET recovery_needed = true');
    expect(await orders.accept(order({ revision: 2 }))).toMatchObject({ superseded: { id: first, cancelled: false } });
    expect(await database.standing(first)).toMatchObject({ state: 'QUEUED', progress: 0 });
  });

  it('with a higher revision cancels what waits of earlier ones that failed and were sent again', async () => {
    const first = await accepted();
    await fail(first);
    const again = await resend(first);
    await fail(again.id);
    const third = await resend(again.id);
    expect(await database.standing(third.id)).toMatchObject({ state: 'QUEUED' });
    const second = await accepted({ content: '1350.00 EUR', revision: 2 });
    expect(await database.standing(third.id)).toMatchObject({ state: 'none', progress: 1 });
    expect(await database.standing(first)).toMatchObject({ progress: 2 });
    expect(await database.standing(second)).toMatchObject({ state: 'QUEUED' });
  });

  it('of which a higher revision comes while it is being sent again does not go back to the queue', async () => {
    const first = await accepted();
    await fail(first);
    const again = await resend(first);
    const attempt = await database.claim(again.id);
    await accepted({ content: '1350.00 EUR', revision: 2 });
    expect(await database.standing(again.id)).toMatchObject({ state: 'SENDING' });
    await database.settle(again.id, attempt, OUTCOMES.again);
    expect(await database.standing(again.id)).toMatchObject({ state: 'none', progress: 1 });
  });

  it('is not sent again once a higher revision is there, nor is what repeated it; the highest is', async () => {
    const first = await accepted();
    await fail(first);
    const again = await resend(first);
    await fail(again.id);
    await accepted({ content: '2', revision: 2 });
    const third = await accepted({ content: '3', revision: 3 });
    await fail(third);
    for (const id of [first, again.id]) {
      expect((await resend(id)).answer).toEqual({
        kind: 'superseded',
        by: { id: third, senderId: SENDER, revision: 3 },
      });
      expect((await resends.standings([id])).get(id)).toMatchObject({ superseded: true });
    }
    expect((await resends.standings([third])).get(third)).toMatchObject({ superseded: false });
    expect((await resend(third)).answer).toMatchObject({ kind: 'kept' });
  });

  it('sent again at the moment at which a higher revision comes is refused, or cancelled', async () => {
    for (let round = 0; round < 20; round += 1) {
      const number = `PO-${round}`;
      const first = await accepted({ number });
      await fail(first);
      const [second] = await Promise.all([accepted({ number, content: '2', revision: 2 }), resend(first)]);
      expect(await database.sql('SELECT message_id FROM send_queue')).toEqual([{ message_id: second }]);
      await database.sql('DELETE FROM send_queue');
    }
  });

  it('with a revision that is not above the last is refused, unless it is one that is known', async () => {
    await accepted({ revision: 3 });
    const fifth = await accepted({ revision: 5, content: '5' });
    expect(await orders.accept(order({ revision: 4 }))).toEqual({ kind: 'revision_not_above', lastRevision: 5 });
    expect(await orders.accept(order({ revision: 3 }))).toMatchObject({ kind: 'same' });
    expect(await orders.accept(order({ revision: 3, content: 'x' }))).toMatchObject({ kind: 'changed', revision: 5 });
    expect(await orders.accept(order({ content: '5' }))).toEqual({ kind: 'same', id: fifth });
    expect(await countMessages()).toBe(2);
  });

  it('in twenty revisions at once leaves one message to be sent: that of the highest', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => orders.accept(order({ revision: index + 1, content: `${index}` }))),
    );
    expect(answers.map((answer) => answer.kind)).not.toContain('changed');
    const waiting = await database.sql(`SELECT p.revision FROM send_queue q JOIN purchase_orders p USING (message_id)`);
    expect(waiting).toEqual([{ revision: 20 }]);
  });

  it('of another number or another client has nothing to do with it', async () => {
    const other = '00000000-0000-7000-8000-000000000002';
    await database.sql(`INSERT INTO clients (id, name) VALUES ($1, 'other') ON CONFLICT DO NOTHING`, [other]);
    await accepted();
    await accepted({ number: 'PO-2024-002' });
    const elsewhere = order({ content: 'other' });
    const acceptance = await orders.accept({ ...elsewhere, message: newMessage({ clientId: other }) });
    expect(acceptance).toMatchObject({ kind: 'accepted', superseded: null });
  });
});
