import type { EntityManager } from 'typeorm';
import type { StatusReport } from './status-report.js';

/** Much less than a status has to be later than the attempt (unconfirmed.repository.ts). */
const CLOCKS_DIFFER_BY_SECONDS = 3;
/** Nothing heard for so long, by our clock: Meta may not have reached us. */
export const SILENT_AFTER_SECONDS = 10;
/** What is told so long after it happened was told in vain before, or stood behind much else. */
const LATE_AFTER_SECONDS = 10;

export interface Heard {
  readonly report: StatusReport;
  /** False for what is told once more, which anybody may who has recorded it: that it is late says nothing of Meta. */
  readonly isNew: boolean;
}

/**
 * Notes how far Meta's statuses of each sender have come, by Meta's own clock. When webhooks pile up, there or here, they
 * still come more or less in order: that the statuses of before an attempt have arrived proves nothing about the attempt,
 * that those of after it have does.
 *
 * Unless Meta could not reach us: what it tried to tell us then it tells again after a pause that doubles with each try, and what is
 * new comes first. So it is written down as a gap, as long as anything is under way or unclear, when a sender was silent, or was never
 * heard before, and when something is told late: Meta's last try in vain was then about half as long ago.
 */
export async function noteHearing(manager: EntityManager, heard: readonly Heard[]): Promise<void> {
  // One that is dated by its receipt says nothing of how far Meta has come.
  const dated = heard.filter(({ report }) => report.timeOfReceipt !== true);
  if (dated.length === 0) return;
  await manager.query(NOTE, [
    dated.map(({ report }) => report.senderId),
    dated.map(({ report }) => report.occurredAt.toISOString()),
    dated.map(({ isNew }) => isNew),
  ]);
}

/**
 * Meta's times are whole seconds, so that a sender's row is written once a second at the most, and read without a lock
 * otherwise. A time of the future is no evidence: where our clock is slow, what Meta said before an attempt would count as
 * said after it. The rows are locked in one order before they are changed, as everywhere (locks.ts); gaps are written in the same
 * order after them, and only while there are any.
 */
const NOTE = `/* plan kept */
  WITH told AS (
    SELECT sender_id, max(at) FILTER (WHERE at <= now() + interval '${CLOCKS_DIFFER_BY_SECONDS} seconds') AS at,
      min(at) FILTER (WHERE is_new AND at < now() - interval '${LATE_AFTER_SECONDS} seconds') AS late
    FROM unnest($1::text[], $2::timestamptz[], $3::boolean[]) AS x (sender_id, at, is_new) GROUP BY sender_id
  ), heard AS (
    SELECT sender_id, at FROM told WHERE at IS NOT NULL
  ), behind AS MATERIALIZED (
    SELECT s.sender_id, h.at, s.heard_at FROM sender_hearing s JOIN heard h ON h.sender_id = s.sender_id
    WHERE s.heard_until < h.at ORDER BY s.sender_id FOR NO KEY UPDATE OF s
  ), further AS (
    UPDATE sender_hearing s SET heard_until = b.at, heard_at = now()
    FROM behind b WHERE s.sender_id = b.sender_id AND s.heard_until < b.at
  ), gaps AS (
    INSERT INTO hearing_gaps (sender_id, from_at, until_at)
    SELECT sender_id, min(from_at), max(until_at) FROM (
      SELECT sender_id, heard_at, now() FROM behind WHERE heard_at < now() - interval '${SILENT_AFTER_SECONDS} seconds'
      UNION ALL
      SELECT sender_id, '-infinity', now() FROM heard h
      WHERE NOT EXISTS (SELECT FROM sender_hearing s WHERE s.sender_id = h.sender_id)
      UNION ALL
      SELECT sender_id, late, late + (now() - late) / 2 FROM told WHERE late IS NOT NULL
    ) AS g (sender_id, from_at, until_at)
    WHERE EXISTS (SELECT FROM send_queue q WHERE q.sender_id = g.sender_id AND q.state = 1)
      OR EXISTS (SELECT FROM send_queue q WHERE q.sender_id = g.sender_id AND q.state = 2 AND q.resends = 0)
    GROUP BY sender_id ORDER BY sender_id
    ON CONFLICT (sender_id, from_at) DO UPDATE SET until_at = GREATEST(hearing_gaps.until_at, excluded.until_at)
  )
  INSERT INTO sender_hearing (sender_id, heard_until, heard_at)
  SELECT sender_id, at, now() FROM heard h WHERE NOT EXISTS (SELECT FROM sender_hearing s WHERE s.sender_id = h.sender_id)
  ORDER BY sender_id ON CONFLICT DO NOTHING`;
