import type { DataSource, EntityManager } from 'typeorm';
import { cancelSuperseded } from './cancel-superseded.js';
import { cancelWithin } from './cancel-within.js';
import type { IntakeRepository } from './intake.repository.js';
import { lockMessages } from './locks.js';
import type { NewMessage } from './new-message.js';

export interface NewPurchaseOrder {
  readonly orderNumber: string;
  /** Null: the caller knows no revisions, which means the first. */
  readonly revision: number | null;
  /** SHA-256 over what the order says: supplier, phone, amount, document. */
  readonly contentHash: Buffer;
  readonly message: NewMessage;
  /** Senders that the caller's key is bound to; null: any. An order of another sender is not the caller's to replace. */
  readonly senderIds: readonly string[] | null;
}

export type PurchaseOrderAcceptance =
  | {
      readonly kind: 'accepted';
      readonly id: string;
      readonly createdAt: Date;
      readonly expiresAt: Date;
      /** Whether it may be sent at once. */
      readonly due: boolean;
      readonly superseded: { readonly id: string; readonly cancelled: boolean } | null;
    }
  | { readonly kind: 'same'; readonly id: string }
  | { readonly kind: 'changed'; readonly id: string; readonly revision: number }
  | { readonly kind: 'other_sender' }
  | { readonly kind: 'revision_not_above'; readonly lastRevision: number };

interface Known {
  readonly revision: number;
  readonly content_hash: Buffer;
  readonly message_id: string;
  readonly sender_id: string;
}

/** One order number, one message: posting it again finds the first, a higher revision replaces it. */
export class PurchaseOrdersRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly intake: IntakeRepository,
  ) {}

  /** Committed when it resolves. Two requests for one order wait for each other. */
  accept(order: NewPurchaseOrder): Promise<PurchaseOrderAcceptance> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `${order.message.clientId} ${order.orderNumber}`,
      ]);
      const known: Known[] = await manager.query(
        `SELECT o.revision, o.content_hash, o.message_id, m.sender_id
         FROM purchase_orders o JOIN whatsapp_messages m ON m.id = o.message_id
         WHERE o.client_id = $1 AND o.order_number IN ($2, erased_name($2)) ORDER BY o.revision DESC`,
        [order.message.clientId, order.orderNumber],
      );
      return answerFromKnown(order, known) ?? (await this.insert(manager, order, known));
    });
  }

  private async insert(
    manager: EntityManager,
    order: NewPurchaseOrder,
    known: readonly Known[],
  ): Promise<PurchaseOrderAcceptance> {
    const { message, orderNumber, contentHash } = order;
    const last = known[0] ?? null;
    // The ids of the earlier messages are the smaller ones (UUIDv7), so locks are taken in the order of ids.
    const earlier = await lockWithResends(
      manager,
      known.map((entry) => entry.message_id),
    );
    const untouched = last !== null && (await cancelWithin(manager, last.message_id));
    const kept = (await this.intake.insertWithin(manager, [message])).get(message.id);
    if (kept === undefined) throw new Error(`message ${message.id} of an order has no key of its own and was refused`);
    await manager.query(
      `INSERT INTO purchase_orders (client_id, order_number, revision, content_hash, message_id) VALUES ($1, $2, $3, $4, $5)`,
      [message.clientId, orderNumber, order.revision ?? 1, contentHash, message.id],
    );
    // Those that wait in the queue although Meta may have an attempt of them: they are not sent after this one.
    const waiting = await cancelSuperseded(manager, earlier);
    const superseded =
      last === null ? null : { id: last.message_id, cancelled: untouched || waiting.has(last.message_id) };
    return { kind: 'accepted', ...kept, superseded };
  }
}

/** Locks the messages of an order's revisions and all that repeat them; returns the ids of both. */
async function lockWithResends(manager: EntityManager, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  await lockMessages(manager, await withResends(manager, ids));
  // What was kept before we had the lock that it takes (resends.repository.ts) repeats the last revision, and has a higher id than these.
  const all = await withResends(manager, ids);
  await lockMessages(manager, all);
  return all;
}

async function withResends(manager: EntityManager, ids: readonly string[]): Promise<readonly string[]> {
  const rows: { id: string }[] = await manager.query(WITH_RESENDS, [ids]);
  return rows.map(({ id }) => id);
}

const WITH_RESENDS = `
  WITH RECURSIVE repeats AS (
    SELECT unnest($1::uuid[]) AS id
    UNION ALL SELECT m.id FROM repeats r JOIN whatsapp_messages m ON m.resend_of = r.id
  )
  SELECT id FROM repeats`;

function answerFromKnown(order: NewPurchaseOrder, known: readonly Known[]): PurchaseOrderAcceptance | null {
  const [last] = known;
  if (last === undefined) return null;
  if (order.senderIds?.includes(last.sender_id) === false) return { kind: 'other_sender' };
  // Without a revision the caller means the order as it stands.
  const revision = order.revision ?? last.revision;
  const stored = known.find((entry) => entry.revision === revision);
  if (stored !== undefined) {
    const same = stored.content_hash.equals(order.contentHash);
    return same
      ? { kind: 'same', id: stored.message_id }
      : { kind: 'changed', id: stored.message_id, revision: last.revision };
  }
  return revision > last.revision ? null : { kind: 'revision_not_above', lastRevision: last.revision };
}
