import type { DataSource } from 'typeorm';

/** What became of a key, as PostgreSQL wrote it down with the change itself. */
export interface KeyEvent {
  readonly type: 'created' | 'rotated' | 'revoked';
  readonly at: Date;
  readonly keyId: string;
  readonly client: string;
  readonly scopes: readonly string[];
  /** Null: all senders. */
  readonly senderIds: readonly string[] | null;
  /** Role and address of the connection. */
  readonly by: string;
}

/** Table `key_events`. */
export class KeyEventsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Those that nobody has told yet, each by one of those who ask at the same time. They count as told when `tell` has
   * returned: whoever dies before that leaves them to the next.
   */
  async tellNew(tell: (event: KeyEvent) => void): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const rows: (KeyEvent & { readonly id: string })[] = await manager.query(
        `SELECT e.id, e.type, e.at, e.key_id AS "keyId", c.name AS client, k.scopes, k.sender_ids AS "senderIds", e.by
         FROM key_events e JOIN api_keys k ON k.id = e.key_id JOIN clients c ON c.id = k.client_id
         WHERE e.told_at IS NULL ORDER BY e.id LIMIT 100 FOR UPDATE OF e SKIP LOCKED`,
      );
      if (rows.length === 0) return;
      for (const row of rows) tell(row);
      await manager.query('UPDATE key_events SET told_at = now() WHERE id = ANY($1::bigint[])', [
        rows.map(({ id }) => id),
      ]);
    });
  }
}
