import type { DataSource, EntityManager } from 'typeorm';
import { PACE } from './pace-in-sql.js';

/**
 * Meta found the number too fast (130429): it slows down at once, but for all refusals of one second only once. Returns the
 * new pace in messages per second, or null where it had slowed down in this second already.
 */
export async function slowDown(
  database: Pick<DataSource | EntityManager, 'query'>,
  senderId: string,
): Promise<number | null> {
  const [row]: { pace: number }[] = await database.query(SLOW_DOWN, [senderId]);
  return row?.pace ?? null;
}

/**
 * To what Meta took of the last second's calls, where that is less than seven tenths: a number that is ten times too fast is at
 * Meta's pace after two refusals, and not after eight. Never below a tenth at once, nor below one message a second.
 */
const SLOW_DOWN = `
  WITH heard AS (
    SELECT count(*) FILTER (WHERE outcome = 'accepted')::float8 / NULLIF(count(*), 0) AS taken FROM send_attempts
    WHERE sender_id = $1 AND started_at > now() - interval '5 seconds' AND finished_at > now() - interval '1 second'
      AND (outcome = 'accepted' OR outcome = 'throttled: sender')
  ), slower AS (
    SELECT s.phone_number_id AS sender_id,
      GREATEST(1, ${PACE} * GREATEST(0.1, LEAST(0.7, COALESCE(h.taken, 1)))) AS pace
    FROM senders s LEFT JOIN sender_pace p ON p.sender_id = s.phone_number_id CROSS JOIN heard h
    WHERE s.phone_number_id = $1
  )
  INSERT INTO sender_pace AS mine (sender_id, slowed_mps, refused_at) SELECT sender_id, pace, now() FROM slower
  ON CONFLICT (sender_id) DO UPDATE SET slowed_mps = excluded.slowed_mps, refused_at = excluded.refused_at
  WHERE mine.refused_at IS NULL OR mine.refused_at < now() - interval '1 second'
  RETURNING mine.slowed_mps::float8 AS pace`;
