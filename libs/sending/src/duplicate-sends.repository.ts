import type { DataSource } from 'typeorm';

/** A message that Meta turned out to have accepted once more. */
export interface DuplicateSend {
  readonly messageId: string;
  readonly senderId: string;
}

export class DuplicateSendsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Those that nobody has told yet, each by one of those who ask at the same time. They count as told when `tell` has
   * returned: whoever dies before that leaves them to the next.
   */
  async tellNew(tell: (send: DuplicateSend) => void): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const rows: (DuplicateSend & { id: string })[] = await manager.query(
        `SELECT id, message_id AS "messageId", sender_id AS "senderId" FROM duplicate_sends WHERE told_at IS NULL
         ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED`,
      );
      if (rows.length === 0) return;
      for (const { messageId, senderId } of rows) tell({ messageId, senderId });
      await manager.query('UPDATE duplicate_sends SET told_at = now() WHERE id = ANY($1::bigint[])', [
        rows.map(({ id }) => id),
      ]);
    });
  }
}
