import type { DataSource } from 'typeorm';
import { MPS, PACE } from './pace-in-sql.js';

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

  /**
   * Meta found the number too fast (130429): it slows down at once, but for all refusals of one second only once. What was told
   * (`toldAt`, null for just now) more than ten seconds ago says nothing of the present pace, nor does one refusal of twenty while it is slower
   * by a tenth than what Meta took within the last minute. Returns the new pace in messages per second, or null where it stays as it is.
   */
  async slowDown(senderId: string, toldAt: Date | null = null): Promise<number | null> {
    const [row]: { pace: number }[] = await this.dataSource.query(SLOW_DOWN, [senderId, toldAt]);
    return row?.pace ?? null;
  }

  /** Whether the workers together made about as many calls in the last `seconds` as the number may: nobody else could have made one. */
  async isUsedUp(senderId: string, seconds: number): Promise<boolean> {
    const [row]: { used: boolean }[] = await this.dataSource.query(IS_USED_UP, [senderId, seconds]);
    return row?.used === true;
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

/** Every turn is never used: a call is late for one now and then, and the pace may have been less a moment ago. */
const IS_USED_UP = `
  SELECT (SELECT count(*) FROM send_attempts a WHERE a.sender_id = s.phone_number_id
    AND a.started_at > now() - make_interval(secs => $2)) >= 0.75 * $2::float8 * ${PACE} AS used
  FROM senders s LEFT JOIN sender_pace p ON p.sender_id = s.phone_number_id WHERE s.phone_number_id = $1`;

/**
 * By seven tenths of the share of the last second's calls that Meta took: a number that is ten times too fast is at Meta's pace after two refusals,
 * and not after eight. A number that was busy tells more: to seven tenths of as many calls as Meta took in that second. Never below a tenth at
 * once, nor below one message a second.
 *
 * Meta refuses a call now and then that was not too fast, and whoever slowed down for each like that would end at a tenth of what it may. One
 * that is too fast by much is refused much. So for a minute after a refusal one of twenty (or one at all) is by chance, or it is just
 * too fast: a tenth below what Meta took in a second is slow enough. Of a refusal by webhook nobody knows how many there were: it
 * counts in full, and what seemed to be taken before it does not count.
 */
const SLOW_DOWN = `
  WITH heard AS (
    SELECT count(*)::float8 AS calls, count(*) FILTER (WHERE outcome = 'accepted')::float8 AS taken FROM send_attempts
    WHERE sender_id = $1 AND started_at > now() - interval '5 seconds' AND finished_at > now() - interval '1 second'
      AND (outcome = 'accepted' OR outcome = 'throttled: sender')
  ), before AS (
    SELECT s.phone_number_id AS sender_id, ${PACE} AS pace, h.calls, h.taken, GREATEST(p.taken_mps, h.taken) AS most,
      COALESCE($2::timestamptz IS NULL AND p.refused_at > now() - interval '1 minute' AND p.taken_mps IS NOT NULL
        AND h.taken > 0 AND h.calls - h.taken <= GREATEST(1, h.calls / 20), false) AS hardly
    FROM senders s LEFT JOIN sender_pace p ON p.sender_id = s.phone_number_id CROSS JOIN heard h
    WHERE s.phone_number_id = $1 AND COALESCE($2::timestamptz, now()) > now() - interval '10 seconds'
  ), slower AS (
    SELECT sender_id, most AS taken, LEAST(pace, 0.9 * most) AS pace FROM before WHERE hardly AND calls > 0.9 * most
    UNION ALL
    SELECT sender_id, CASE WHEN $2::timestamptz IS NULL THEN taken END,
      GREATEST(1, pace * 0.1, 0.7 * CASE
        WHEN calls >= pace / 2 THEN LEAST(taken, pace * taken / calls)
        ELSE pace * COALESCE(taken / NULLIF(calls, 0), 1) END)
    FROM before WHERE NOT hardly
  )
  INSERT INTO sender_pace AS mine (sender_id, slowed_mps, refused_at, taken_mps) SELECT sender_id, pace, now(), taken FROM slower
  ON CONFLICT (sender_id) DO UPDATE
    SET slowed_mps = excluded.slowed_mps, refused_at = excluded.refused_at, taken_mps = excluded.taken_mps
  WHERE mine.refused_at IS NULL OR mine.refused_at < now() - interval '1 second'
  RETURNING mine.slowed_mps::float8 AS pace`;
