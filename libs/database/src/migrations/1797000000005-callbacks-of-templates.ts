import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is told of a template whose status or category Meta changed. */
export class CallbacksOfTemplates1797000000005 implements MigrationInterface {
  name = 'CallbacksOfTemplates1797000000005';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

// A template is its account's, so it concerns whoever listens to one of that account's numbers.
const UP = [
  `CREATE FUNCTION tell_template() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO callback_deliveries (endpoint_id, type, version, occurred_at, facts, state)
    SELECT e.endpoint_id, told.type, callback_version() + told.rank, date_trunc('milliseconds', now()),
      jsonb_build_object('name', NEW.name, 'language', NEW.language, 'account', NEW.waba_id, 'status', NEW.status,
        'previousStatus', OLD.status, 'category', NEW.category, 'previousCategory', OLD.category, 'reason', NEW.rejected_reason),
      e.state
    FROM (VALUES
      (0, 'template.status_changed', OLD.status <> NEW.status),
      (1, 'template.category_changed', OLD.category <> NEW.category)
    ) AS told (rank, type, happened)
    CROSS JOIN LATERAL callback_listeners(told.type, NULL,
      ARRAY(SELECT s.phone_number_id FROM senders s WHERE s.waba_id = NEW.waba_id)) e
    WHERE told.happened;
    RETURN NULL;
  END $$`,

  `CREATE TRIGGER templates_callbacks AFTER UPDATE OF status, category ON templates FOR EACH ROW
    WHEN (OLD.status <> NEW.status OR OLD.category <> NEW.category) EXECUTE FUNCTION tell_template()`,
] as const;

const DOWN = ['DROP TRIGGER templates_callbacks ON templates', 'DROP FUNCTION tell_template()'] as const;
