import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is told of free conversations that are nearly used up; and what happens to one message is due in the order in which it happened. */
export class CallbacksOfFreeTiers1797400000070 implements MigrationInterface {
  name = 'CallbacksOfFreeTiers1797400000070';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  // now() is when a transaction began: one that waited for the row of a message would be due before the one it waited for.
  'ALTER TABLE callback_deliveries ALTER COLUMN due_at SET DEFAULT clock_timestamp()',

  // Once for each number and month, however the count moves around the limit afterwards.
  `CREATE TABLE free_tier_notices (
    sender_id text NOT NULL,
    month date NOT NULL,
    free bigint NOT NULL,
    used bigint NOT NULL,
    noticed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (sender_id, month)
  )`,

  // All clients of a number use them up together, and each may see how far (GET /usage).
  `CREATE FUNCTION tell_free_tier() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO callback_deliveries (endpoint_id, type, version, occurred_at, sender_id, facts, state)
    SELECT e.endpoint_id, 'usage.free_tier_near', callback_version(), date_trunc('milliseconds', now()), NEW.sender_id,
      jsonb_build_object('sender', NEW.sender_id, 'month', to_char(NEW.month, 'YYYY-MM'), 'limit', NEW.free, 'used', NEW.used,
        'left', GREATEST(0, NEW.free - NEW.used)),
      e.state
    FROM callback_listeners('usage.free_tier_near', NULL, ARRAY[NEW.sender_id]) e;
    RETURN NULL;
  END $$`,

  `CREATE TRIGGER free_tier_notices_callbacks AFTER INSERT ON free_tier_notices FOR EACH ROW EXECUTE FUNCTION tell_free_tier()`,
] as const;

const DOWN = [
  'DROP TABLE free_tier_notices',
  'DROP FUNCTION tell_free_tier()',
  'ALTER TABLE callback_deliveries ALTER COLUMN due_at SET DEFAULT now()',
] as const;
