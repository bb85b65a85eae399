import type { DataSource } from 'typeorm';
import { MPS, PACE } from './pace-in-sql.js';
import { slowDown } from './slow-down.js';

/** How fast a number sends, in messages per second. */
export interface SenderPace {
  readonly senderId: string;
  /** What it may: an operator's word, else the configuration's, else Meta's (80, or 1,000 after an upgrade of throughput). */
  readonly mps: number;
  readonly setBy: 'OPERATOR' | 'CONFIGURATION' | 'META';
  /** What it does at the moment: less than `mps` after Meta said that it was too fast, until that is long enough ago. */
  readonly pace: number;
}

/** Kept in PostgreSQL, so that all workers have the same and none has to be started again for another. */
export class SenderPaceRepository {
  constructor(private readonly dataSource: DataSource) {}

  read(): Promise<readonly SenderPace[]> {
    return this.dataSource.query(
      `SELECT s.phone_number_id AS "senderId", ${MPS} AS mps, ${PACE} AS pace,
         CASE WHEN p.operator_mps IS NOT NULL THEN 'OPERATOR' WHEN p.configured_mps IS NOT NULL THEN 'CONFIGURATION' ELSE 'META' END AS "setBy"
       FROM senders s LEFT JOIN sender_pace p ON p.sender_id = s.phone_number_id ORDER BY s.phone_number_id`,
    );
  }

  slowDown(senderId: string): Promise<number | null> {
    return slowDown(this.dataSource, senderId);
  }

  /** What an operator wants it to be from now on; null for what it would be without one. False where there is no such sender. */
  async set(senderId: string, mps: number | null): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `INSERT INTO sender_pace (sender_id, operator_mps) SELECT phone_number_id, $2::integer FROM senders WHERE phone_number_id = $1
       ON CONFLICT (sender_id) DO UPDATE SET operator_mps = excluded.operator_mps, slowed_mps = NULL, refused_at = NULL
       RETURNING 1`,
      [senderId, mps],
    );
    return rows.length > 0;
  }
}
