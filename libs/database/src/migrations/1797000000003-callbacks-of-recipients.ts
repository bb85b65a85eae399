import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is told of a recipient who wants no marketing any more. */
export class CallbacksOfRecipients1797000000003 implements MigrationInterface {
  name = 'CallbacksOfRecipients1797000000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

// One list for the whole installation, so it is told to whoever listens, whichever client wrote to them.
const UP = [
  `CREATE FUNCTION tell_opt_out() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO callback_deliveries (endpoint_id, type, version, occurred_at, sender_id, facts, state)
    SELECT e.endpoint_id, 'recipient.opted_out', callback_version(), date_trunc('milliseconds', now()), NEW.sender_id,
      jsonb_build_object('recipientEvent', NEW.id), e.state
    FROM callback_listeners('recipient.opted_out', NULL, ARRAY[NEW.sender_id]) e;
    RETURN NULL;
  END $$`,

  `CREATE TRIGGER recipient_events_callbacks AFTER INSERT ON recipient_events FOR EACH ROW
    WHEN (NEW.type = 'opted_out') EXECUTE FUNCTION tell_opt_out()`,
] as const;

const DOWN = ['DROP TRIGGER recipient_events_callbacks ON recipient_events', 'DROP FUNCTION tell_opt_out()'] as const;
