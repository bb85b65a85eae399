import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is told of a message's status, by whichever statement it changes. */
export class CallbacksOfProgress1797000000001 implements MigrationInterface {
  name = 'CallbacksOfProgress1797000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

// Once a statement, not once a row: while nobody listens, a batch of five hundred costs one look at a table of few rows. A message
// that is read without having been delivered is told as both. The id of WhatsApp has the phone in it and stays in its own row: the
// snapshot says only that there was none yet.
const UP = [
  `CREATE FUNCTION tell_progress() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    version bigint;
  BEGIN
    IF NOT EXISTS (SELECT FROM callback_endpoints WHERE enabled OR disabled_because <> 'PERSON') THEN
      RETURN NULL;
    END IF;
    version := callback_version();
    INSERT INTO callback_deliveries (endpoint_id, type, version, occurred_at, message_id, sender_id, snapshot, state)
    SELECT e.endpoint_id, told.type, version + told.rank, date_trunc('milliseconds', now()), m.id, m.sender_id,
      jsonb_build_object(
        'status', m.status, 'attempts', m.attempts, 'meta_status', m.meta_status, 'pricing', m.pricing,
        'error_code', m.error_code, 'error_source', m.error_source, 'error_message', m.error_message,
        'error_advice', m.error_advice, 'sent_at', m.sent_at, 'delivered_at', m.delivered_at,
        'read_at', m.read_at, 'failed_at', m.failed_at, 'pending_reason', NULL)
        || CASE WHEN m.whatsapp_message_id IS NULL THEN '{"whatsapp_message_id": null}'::jsonb ELSE '{}' END,
      e.state
    FROM before o JOIN after m ON m.id = o.id
    CROSS JOIN LATERAL (VALUES
      (0, 'message.cancelled', o.progress < 1 AND m.progress = 1),
      (0, 'message.sent', o.progress < 3 AND m.progress >= 3),
      (1, 'message.failed', (o.progress < 2 AND m.progress = 2) OR (o.progress < 4 AND m.progress = 4)),
      (1, 'message.delivered', o.progress < 5 AND m.progress >= 5),
      (2, 'message.read', o.progress < 6 AND m.progress = 6)
    ) AS told (rank, type, happened)
    CROSS JOIN LATERAL callback_listeners(told.type, m.client_id, ARRAY[m.sender_id]) e
    WHERE o.progress <> m.progress AND told.happened;
    RETURN NULL;
  END $$`,

  `CREATE TRIGGER whatsapp_messages_callbacks AFTER UPDATE ON whatsapp_messages
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION tell_progress()`,
] as const;

const DOWN = [
  'DROP TRIGGER whatsapp_messages_callbacks ON whatsapp_messages',
  'DROP FUNCTION tell_progress()',
] as const;
