import type { EntityManager } from 'typeorm';
import type { StatusReport } from './status-report.js';

/** Much less than a status has to be later than the attempt (unconfirmed.repository.ts). */
const CLOCKS_DIFFER_BY_SECONDS = 3;
/** Nothing heard for so long, by our clock: Meta may not have reached us. */
const SILENT_AFTER_SECONDS = 5;
/** What is told so long after it happened was told in vain before, or stood behind much else. */
const LATE_AFTER_SECONDS = 10;

/**
 * Notes how far Meta's statuses of each sender have come, by Meta's own clock. When webhooks pile up, there or here, they
 * still come more or less in order: that the statuses of before an attempt have arrived proves nothing about the attempt,
 * that those of after it have does.
 *
 * Unless Meta could not reach us: what it tried to tell us then it tells again after a pause that doubles with each try, and what is
 * new comes first. So a silence, and what is told late, is written down as a gap, as long as anything is under way or unclear.
 */
export async function noteHearing(manager: EntityManager, reports: readonly StatusReport[]): Promise<void> {
  // One that is dated by its receipt says nothing of how far Meta has come.
  const dated = reports.filter(({ timeOfReceipt }) => timeOfReceipt !== true);
  if (dated.length === 0) return;
  await manager.query(NOTE, [
    dated.map(({ senderId }) => senderId),
    dated.map(({ occurredAt }) => occurredAt.toISOString()),
  ]);
}

/**
 * Meta's times are whole seconds, so that a sender's row is written once a second at the most, and read without a lock
 * otherwise. A time of the future is no evidence: where our clock is slow, what Meta said before an attempt would count as
 * said after it. The rows are locked in one order before they are changed, as everywhere (locks.ts).
 */
const NOTE = `/* plan kept */
  WITH told AS (
    SELECT sender_id, max(at) FILTER (WHERE at <= now() + interval '${CLOCKS_DIFFER_BY_SECONDS} seconds') AS at, min(at) AS earliest
    FROM unnest($1::text[], $2::timestamptz[]) AS x (sender_id, at) GROUP BY sender_id
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
    SELECT sender_id, min(from_at), now() FROM (
      SELECT sender_id, heard_at FROM behind WHERE heard_at < now() - interval '${SILENT_AFTER_SECONDS} seconds'
      UNION ALL
      SELECT sender_id, earliest FROM told WHERE earliest < now() - interval '${LATE_AFTER_SECONDS} seconds'
    ) AS g (sender_id, from_at)
    WHERE EXISTS (SELECT FROM send_queue q WHERE q.sender_id = g.sender_id AND q.state = 1)
      OR EXISTS (SELECT FROM send_queue q WHERE q.sender_id = g.sender_id AND q.state = 2 AND q.resends = 0)
    GROUP BY sender_id ORDER BY sender_id
    ON CONFLICT (sender_id, from_at) DO UPDATE SET until_at = GREATEST(hearing_gaps.until_at, excluded.until_at)
  )
  INSERT INTO sender_hearing (sender_id, heard_until, heard_at)
  SELECT sender_id, at, now() FROM heard h WHERE NOT EXISTS (SELECT FROM sender_hearing s WHERE s.sender_id = h.sender_id)
  ORDER BY sender_id ON CONFLICT DO NOTHING`;
