import type { EntityManager } from 'typeorm';
import type { StatusReport } from './status-report.js';

/** Much less than a status has to be later than the attempt (unconfirmed.repository.ts). */
const CLOCKS_DIFFER_BY_SECONDS = 3;

/**
 * Notes how far Meta's statuses of each sender have come, by Meta's own clock. When webhooks pile up, there or here, they
 * still come more or less in order: that the statuses of before an attempt have arrived proves nothing about the attempt,
 * that those of after it have does.
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
  WITH heard AS (
    SELECT sender_id, max(at) AS at FROM unnest($1::text[], $2::timestamptz[]) AS x (sender_id, at)
    WHERE at <= now() + interval '${CLOCKS_DIFFER_BY_SECONDS} seconds' GROUP BY sender_id
  ), behind AS MATERIALIZED (
    SELECT s.sender_id, h.at FROM sender_hearing s JOIN heard h ON h.sender_id = s.sender_id
    WHERE s.heard_until < h.at ORDER BY s.sender_id FOR NO KEY UPDATE OF s
  ), further AS (
    UPDATE sender_hearing s SET heard_until = b.at FROM behind b WHERE s.sender_id = b.sender_id AND s.heard_until < b.at
  )
  INSERT INTO sender_hearing (sender_id, heard_until)
  SELECT sender_id, at FROM heard h WHERE NOT EXISTS (SELECT FROM sender_hearing s WHERE s.sender_id = h.sender_id)
  ORDER BY sender_id ON CONFLICT DO NOTHING`;
