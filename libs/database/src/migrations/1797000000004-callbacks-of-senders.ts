import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is told of a number that stops or goes on. */
export class CallbacksOfSenders1797000000004 implements MigrationInterface {
  name = 'CallbacksOfSenders1797000000004';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

// What a person gave for a reason is for operators, and may name somebody.
const UP = [
  `CREATE FUNCTION tell_sender() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    event text := CASE NEW.state WHEN 'PAUSED' THEN 'sender.paused' ELSE 'sender.resumed' END;
  BEGIN
    INSERT INTO callback_deliveries (endpoint_id, type, version, occurred_at, sender_id, facts, state)
    SELECT e.endpoint_id, event, callback_version(), date_trunc('milliseconds', now()), NEW.phone_number_id,
      jsonb_build_object('sender', NEW.phone_number_id, 'state', NEW.state, 'pausedBy', NEW.paused_by,
        'reason', CASE WHEN NEW.paused_by <> 'PERSON' THEN NEW.pause_reason END),
      e.state
    FROM callback_listeners(event, NULL, ARRAY[NEW.phone_number_id]) e;
    RETURN NULL;
  END $$`,

  `CREATE TRIGGER senders_callbacks AFTER UPDATE OF state ON senders FOR EACH ROW
    WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION tell_sender()`,
] as const;

const DOWN = ['DROP TRIGGER senders_callbacks ON senders', 'DROP FUNCTION tell_sender()'] as const;
