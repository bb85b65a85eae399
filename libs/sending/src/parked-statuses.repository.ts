import type { DataSource } from 'typeorm';
import { lockMessages } from './locks.js';
import type { MergeOutcome, StatusMerge } from './status-merge.js';

/**
 * Applies parked statuses whose wamid has become known. Both sides look for each other when they commit; this catches the
 * moment in which neither could yet see the other.
 */
export class ParkedStatusesRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly merge: StatusMerge,
  ) {}

  /** Null where there was nothing to match. */
  async match(): Promise<MergeOutcome | null> {
    const rows: { wamid: string; id: string }[] = await this.dataSource.query(
      `SELECT DISTINCT p.wamid, w.message_id AS id FROM parked_statuses p JOIN wamids w ON w.wamid = p.wamid LIMIT 500`,
    );
    if (rows.length === 0) return null;
    return this.dataSource.transaction(async (manager) => {
      await lockMessages(manager, [...new Set(rows.map((row) => row.id))]);
      return this.merge.applyParked(
        manager,
        rows.map((row) => row.wamid),
      );
    });
  }
}
