import type { DataSource } from 'typeorm';

/**
 * What was accepted before, also where an erasure has overwritten its key. A repeated request is answered with its message even if
 * the same request would be refused today, because its template was paused or its time has passed.
 */
export class EarlierRequestsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The id of the client's message with this key and request. */
  async withKey(clientId: string, idempotencyKey: string, requestHash: Buffer): Promise<string | null> {
    const [row]: { id: string }[] = await this.dataSource.query(
      'SELECT id FROM whatsapp_messages WHERE client_id = $1 AND idempotency_key IN ($2, erased_name($2)) AND request_hash = $3',
      [clientId, idempotencyKey, requestHash],
    );
    return row?.id ?? null;
  }

  /** The id of the message for this order with this content; a null revision means the last one. */
  async ofOrder(
    clientId: string,
    orderNumber: string,
    revision: number | null,
    contentHash: Buffer,
  ): Promise<string | null> {
    const [row]: { message_id: string; same: boolean }[] = await this.dataSource.query(
      `SELECT message_id, content_hash = $4 AS same FROM purchase_orders
       WHERE client_id = $1 AND order_number IN ($2, erased_name($2)) AND ($3::int IS NULL OR revision = $3) ORDER BY revision DESC LIMIT 1`,
      [clientId, orderNumber, revision, contentHash],
    );
    return row?.same === true ? row.message_id : null;
  }
}
