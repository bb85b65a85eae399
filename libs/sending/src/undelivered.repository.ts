import type { DataSource } from 'typeorm';

/** A message that Meta took long ago, and of which it has told no delivery. */
export interface UndeliveredMessage {
  readonly messageId: string;
  readonly senderId: string;
}

/** Meta is silent when it gives up on a recipient: only our own clock notices. */
export class UndeliveredRepository {
  constructor(
    private readonly dataSource: DataSource,
    /** UNDELIVERED_AFTER in milliseconds. */
    private readonly afterMs: number,
  ) {}

  /**
   * Writes into the timeline what was sent so long ago and not delivered since, of the attempts that began between `fromMs`
   * and `untilMs` before that: once for each message, whoever asks how often. Those that were not there yet, at most 1,000.
   */
  report(fromMs: number, untilMs: number): Promise<readonly UndeliveredMessage[]> {
    return this.dataSource.query(REPORT, [this.afterMs, fromMs, untilMs]);
  }
}

const REPORT = `
  WITH noted AS (
    INSERT INTO message_events (message_id, key, type, occurred_at)
    SELECT DISTINCT m.id, 'undelivered', 'undelivered', now()
    FROM senders s
    JOIN send_attempts a ON a.sender_id = s.phone_number_id
      AND a.started_at > now() - ($1::float8 + $2::float8) * interval '1 millisecond'
      AND a.started_at <= now() - ($1::float8 + $3::float8) * interval '1 millisecond'
    JOIN whatsapp_messages m ON m.id = a.message_id
    WHERE m.progress = 3 AND m.sent_at <= now() - $1::float8 * interval '1 millisecond'
      AND NOT EXISTS (SELECT FROM message_events e WHERE e.message_id = m.id AND e.key = 'undelivered')
    ORDER BY m.id LIMIT 1000
    ON CONFLICT DO NOTHING RETURNING message_id
  )
  SELECT m.id AS "messageId", m.sender_id AS "senderId" FROM noted JOIN whatsapp_messages m ON m.id = noted.message_id`;
