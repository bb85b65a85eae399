import type { DataSource } from 'typeorm';
import { PRIORITIES, type Priority, TEMPLATE_STOPS } from '#messages';

export interface DueMessage {
  readonly messageId: string;
  readonly enqueueNumber: number;
  readonly priority: Priority;
}

/** The lanes to look into; milliseconds after which what was enqueued there counts as lost by the queue. */
export type LostAfter = Readonly<Partial<Record<Priority, number>>>;

/** What should be in the queue and is not. */
export class DueMessagesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Marks up to `limit` due messages of each of these lanes of a sender as enqueued and returns them for adding. Messages that
   * were enqueued so long ago and are still not claimed count as lost by the queue. Several workers may call it at once.
   */
  async take(phoneNumberId: string, limit: number, lostAfter: LostAfter): Promise<readonly DueMessage[]> {
    const lanes = LANES.filter((lane) => lostAfter[lane] !== undefined);
    const rows: { messageId: string; enqueueNumber: number; priority: number }[] = await this.dataSource.query(TAKE, [
      phoneNumberId,
      limit,
      lanes.map((lane) => PRIORITIES[lane]),
      lanes.map((lane) => lostAfter[lane]),
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

const LANES = ['high', 'normal', 'bulk'] as const;

const TEMPLATE = `LEFT JOIN templates t
        ON t.waba_id = q.waba_id AND t.name = q.template_name AND t.language = q.template_language
      CROSS JOIN installation i`;

const IS_DUE = `q.sender_id = $1 AND q.priority = lane.priority AND q.state = 0 AND q.due_at <= now() AND q.expires_at > now()
        AND (q.enqueued_at IS NULL OR q.enqueued_at < now() - make_interval(secs => lane.lost_after_ms / 1000))
        AND NOT ${TEMPLATE_STOPS}`;

// Rows that may not be sent now are not added: their jobs would only be turned away by the claim. To a country whose pause
// has waited long enough one message is: it finds out whether the others may follow. Each lane is read from its own end of the
// index, so that what is urgent is found at once, however much waits in another.
const TAKE = `
  WITH lane AS (
    SELECT * FROM unnest($3::smallint[], $4::float8[]) AS lane (priority, lost_after_ms)
  ), country_trial AS MATERIALIZED (
    SELECT (SELECT q.message_id FROM lane CROSS JOIN send_queue q ${TEMPLATE}
      WHERE ${IS_DUE} AND q.country = p.country ORDER BY q.priority DESC, q.due_at LIMIT 1) AS message_id
    FROM sender_country_pauses p WHERE p.sender_id = $1 AND p.lifted_at IS NULL AND p.wait_until <= now()
  ), due AS (
    SELECT found.message_id FROM lane CROSS JOIN LATERAL (
      SELECT q.message_id, q.priority, q.due_at
      FROM send_queue q
      JOIN senders s ON s.phone_number_id = q.sender_id
      ${TEMPLATE}
      WHERE ${IS_DUE} AND i.sending_enabled AND NOT i.recovery_needed
        AND s.state = 'ACTIVE' AND (s.wait_until IS NULL OR s.wait_until <= now())
        AND (q.message_id IN (SELECT message_id FROM country_trial) OR NOT EXISTS (
          SELECT FROM sender_country_pauses p WHERE p.sender_id = q.sender_id AND p.country = q.country AND p.lifted_at IS NULL))
      ORDER BY q.due_at LIMIT CASE WHEN (SELECT half_open FROM senders WHERE phone_number_id = $1) THEN 1 ELSE $2::integer END
      FOR UPDATE OF q SKIP LOCKED
    ) found
    ORDER BY found.priority DESC, found.due_at
    LIMIT CASE WHEN (SELECT half_open FROM senders WHERE phone_number_id = $1) THEN 1 END
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
