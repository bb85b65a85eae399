import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is told of a message besides its status: lines of its timeline. */
export class CallbacksOfTimelines1797000000002 implements MigrationInterface {
  name = 'CallbacksOfTimelines1797000000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

// Most lines are none of these and do not call it. What stands in the line stays there (`line` finds it again): what somebody
// wrote is kept in one place only.
const UP = [
  `CREATE FUNCTION tell_timeline() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO callback_deliveries (endpoint_id, type, version, occurred_at, message_id, sender_id, snapshot, facts, state)
    SELECT e.endpoint_id, 'message.' || NEW.type, callback_version(), date_trunc('milliseconds', now()), m.id, m.sender_id,
      jsonb_build_object(
        'status', m.status, 'attempts', COALESCE(q.attempt, m.attempts), 'meta_status', m.meta_status, 'pricing', m.pricing,
        'error_code', m.error_code, 'error_source', m.error_source, 'error_message', m.error_message,
        'error_advice', m.error_advice, 'sent_at', m.sent_at, 'delivered_at', m.delivered_at,
        'read_at', m.read_at, 'failed_at', m.failed_at, 'pending_reason', CASE q.state WHEN 0 THEN 'QUEUED' WHEN 1 THEN 'SENDING' WHEN 2 THEN 'UNCONFIRMED' WHEN 3 THEN 'HELD' END)
        || CASE WHEN m.whatsapp_message_id IS NULL THEN '{"whatsapp_message_id": null}'::jsonb ELSE '{}' END,
      jsonb_build_object('line', md5(NEW.key)), e.state
    FROM whatsapp_messages m LEFT JOIN send_queue q ON q.message_id = m.id
    CROSS JOIN LATERAL callback_listeners('message.' || NEW.type, m.client_id, ARRAY[m.sender_id]) e
    WHERE m.id = NEW.message_id;
    RETURN NULL;
  END $$`,

  `CREATE TRIGGER message_events_callbacks AFTER INSERT ON message_events FOR EACH ROW
    WHEN (NEW.type IN ('held', 'undelivered', 'reply', 'order_acknowledged')) EXECUTE FUNCTION tell_timeline()`,
] as const;

const DOWN = ['DROP TRIGGER message_events_callbacks ON message_events', 'DROP FUNCTION tell_timeline()'] as const;
