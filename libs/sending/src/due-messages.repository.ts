import type { DataSource } from 'typeorm';

export interface DueMessage {
  readonly messageId: string;
  readonly enqueueNumber: number;
  readonly priority: 'high' | 'normal' | 'bulk';
}

/** What should be in the queue and is not. */
export class DueMessagesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Marks up to `limit` due messages of a sender as enqueued and returns them for adding. Messages that were enqueued more
   * than `lostAfterMs` ago and are still not claimed count as lost by the queue. Several workers may call it at once.
   */
  async take(phoneNumberId: string, limit: number, lostAfterMs: number): Promise<readonly DueMessage[]> {
    const rows: { messageId: string; enqueueNumber: number; priority: number }[] = await this.dataSource.query(TAKE, [
      phoneNumberId,
      limit,
      lostAfterMs,
    ]);
    return rows.map((row) => ({
      ...row,
      priority: row.priority === 2 ? 'high' : row.priority === 0 ? 'bulk' : 'normal',
    }));
  }

  /** The queue's memory is gone: everything is to be added again. */
  async forgetEnqueued(): Promise<void> {
    await this.dataSource.query(FORGET_ENQUEUED);
  }
}

const TEMPLATE = `LEFT JOIN templates t
      ON t.waba_id = q.waba_id AND t.name = q.template_name AND t.language = q.template_language`;

const IS_DUE = `q.sender_id = $1 AND q.state = 0 AND q.due_at <= now() AND q.expires_at > now()
      AND (q.enqueued_at IS NULL OR q.enqueued_at < now() - make_interval(secs => $3::float8 / 1000))
      AND (t.status IS NULL OR t.status NOT IN ('PAUSED', 'DISABLED', 'ARCHIVED'))`;

// Rows that may not be sent now are not added: their jobs would only be turned away by the claim. To a country whose pause
// has waited long enough one message is: it finds out whether the others may follow.
const TAKE = `
  WITH country_trial AS MATERIALIZED (
    SELECT (SELECT q.message_id FROM send_queue q ${TEMPLATE}
      WHERE ${IS_DUE} AND q.country = p.country ORDER BY q.due_at LIMIT 1) AS message_id
    FROM sender_country_pauses p WHERE p.sender_id = $1 AND p.lifted_at IS NULL AND p.wait_until <= now()
  ), due AS (
    SELECT q.message_id
    FROM send_queue q
    JOIN senders s ON s.phone_number_id = q.sender_id
    ${TEMPLATE}
    CROSS JOIN installation i
    WHERE ${IS_DUE} AND i.sending_enabled AND NOT i.recovery_needed
      AND s.state = 'ACTIVE' AND (s.wait_until IS NULL OR s.wait_until <= now())
      AND (q.message_id IN (SELECT message_id FROM country_trial) OR NOT EXISTS (
        SELECT FROM sender_country_pauses p WHERE p.sender_id = q.sender_id AND p.country = q.country AND p.lifted_at IS NULL))
    ORDER BY q.due_at LIMIT CASE WHEN (SELECT half_open FROM senders WHERE phone_number_id = $1) THEN 1 ELSE $2::integer END
    FOR UPDATE OF q SKIP LOCKED
  ), taken AS (
    UPDATE send_queue q SET enqueued_at = now(), enqueue_number = q.enqueue_number + 1
    FROM due d WHERE q.message_id = d.message_id
    RETURNING q.message_id, q.enqueue_number, q.priority
  )
  SELECT message_id AS "messageId", enqueue_number AS "enqueueNumber", priority FROM taken`;

// Locked by id as everywhere (locks.ts): so many rows at once, in the order of the table, would deadlock with any batch.
const FORGET_ENQUEUED = `
  WITH enqueued AS MATERIALIZED (
    SELECT message_id FROM send_queue WHERE state = 0 AND enqueued_at IS NOT NULL ORDER BY message_id FOR UPDATE
  )
  UPDATE send_queue q SET enqueued_at = NULL FROM enqueued e WHERE q.message_id = e.message_id`;
