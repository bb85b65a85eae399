import type { EntityManager } from 'typeorm';
import { RECIPIENT } from './recipient-pacing.js';

interface Portfolio {
  /** PORTFOLIO_DAILY_RECIPIENTS; null where there is no cap. */
  readonly cap: number | null;
  readonly used: number;
}

/**
 * A step of the claim's transaction, where there is a cap: of the messages that were claimed in it, those that would go to one
 * recipient too many are put back as if they had not been claimed. They are due again when there may be room, in an hour at the
 * latest. Returns their ids. Claims come here one after the other, so that two of them never take the same last place.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messaging-limits
 */
export async function keepWithinCap(manager: EntityManager, messageIds: readonly string[]): Promise<readonly string[]> {
  const [portfolio]: Portfolio[] = await manager.query(
    'SELECT daily_recipients AS cap, used FROM portfolio FOR UPDATE',
  );
  if (portfolio === undefined || portfolio.cap === null) return [];
  const room = Math.max(0, portfolio.cap - portfolio.used);
  const rows: { id: string }[] = await manager.query(KEEP_WITHIN_CAP, [messageIds, room]);
  return rows.map((row) => row.id);
}

function wroteBy(column: 'recipient_phone' | 'recipient_user_id'): string {
  return `EXISTS (SELECT FROM inbound_messages i
    WHERE i.${column} = m.${column} AND i.sender_id = m.sender_id AND i.occurred_at > now() - interval '24 hours')`;
}

/** Whoever wrote to that number within 24 hours does not count. `m` is the message. */
export const OUTSIDE_WINDOW = `NOT ${wroteBy('recipient_phone')} AND NOT ${wroteBy('recipient_user_id')}`;

/**
 * Places that get free within the hour are promised one by one (`promised_until`), so that not everything that waits comes for
 * each of them; nobody is promised one that is further away, because those who have it may be written to again meanwhile.
 */
const KEEP_WITHIN_CAP = `
  WITH claimed AS MATERIALIZED (
    SELECT q.message_id, q.attempt, q.priority, ${RECIPIENT} AS recipient
    FROM send_queue q JOIN whatsapp_messages m ON m.id = q.message_id
    WHERE q.message_id = ANY($1::uuid[]) AND ${OUTSIDE_WINDOW}
  ), person AS MATERIALIZED (
    SELECT n.recipient, r.recipient IS NOT NULL AS known,
      row_number() OVER (PARTITION BY r.recipient IS NOT NULL ORDER BY n.priority DESC, n.recipient) - $2::integer AS place
    FROM (SELECT recipient, max(priority) AS priority FROM claimed GROUP BY recipient) n
    LEFT JOIN portfolio_recipients r ON r.recipient = n.recipient
  ), written AS (
    INSERT INTO portfolio_recipients (recipient, written_at)
    SELECT recipient, now() FROM person WHERE known OR place <= 0 ORDER BY recipient
    ON CONFLICT (recipient) DO UPDATE SET written_at = excluded.written_at
  ), next_free AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY r.written_at) AS place, r.written_at FROM (
      SELECT r.written_at FROM portfolio_recipients r, portfolio p
      WHERE r.written_at > GREATEST(p.promised_until, now() - interval '24 hours') AND r.written_at < now() - interval '23 hours'
      ORDER BY r.written_at LIMIT (SELECT count(*) FROM person WHERE NOT known AND place > 0)
    ) r
  ), promised AS (
    UPDATE portfolio SET used = used + (SELECT count(*) FROM person WHERE NOT known AND place <= 0),
      promised_until = COALESCE((SELECT max(written_at) FROM next_free), promised_until)
  ), beyond AS MATERIALIZED (
    SELECT c.message_id, c.attempt,
      COALESCE(f.written_at + interval '24 hours 1 second', now() + interval '1 hour' * (0.9 + 0.1 * random())) AS due_at
    FROM person p JOIN claimed c ON c.recipient = p.recipient LEFT JOIN next_free f ON f.place = p.place
    WHERE NOT p.known AND p.place > 0
  ), unwritten AS (
    DELETE FROM send_attempts a USING beyond b WHERE a.message_id = b.message_id AND a.attempt = b.attempt
  ), back AS (
    UPDATE send_queue q SET state = 0, attempt = q.attempt - 1, lease_until = NULL, enqueued_at = NULL, paced = true, due_at = b.due_at
    FROM beyond b WHERE q.message_id = b.message_id
  )
  SELECT message_id AS id FROM beyond`;
