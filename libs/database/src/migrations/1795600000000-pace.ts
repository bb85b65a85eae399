import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How fast is sent: of each number, to each recipient, and to how many recipients a day. What each table is for: docs/architecture.md. */
export class Pace1795600000000 implements MigrationInterface {
  name = 'Pace1795600000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE portfolio_recipients, portfolio, recipient_pacing, sender_pace');
    await runner.query('ALTER TABLE send_queue DROP COLUMN paced');
  }
}

const STATEMENTS: readonly string[] = [
  // Messages per second. configured_mps: of the environment or the senders' file, null where they name none; operator_mps
  // outranks it. slowed_mps: what was left of it at refused_at, when Meta found us too fast; from there it recovers with time.
  `CREATE TABLE sender_pace (
    sender_id text PRIMARY KEY,
    configured_mps integer,
    operator_mps integer,
    slowed_mps real,
    refused_at timestamptz,
    CHECK ((slowed_mps IS NULL) = (refused_at IS NULL))
  ) WITH (fillfactor = 50)`,

  // Who was written to within the last minutes. Unlogged, because a crash may forget it: then Meta says that we are too fast.
  // recipient is a hash. asked, granted, slots_from are of the claim that wrote the row last, which reads them back.
  `CREATE UNLOGGED TABLE recipient_pacing (
    sender_id text NOT NULL,
    recipient bigint NOT NULL,
    since timestamptz NOT NULL,
    sent integer NOT NULL,
    free_at timestamptz NOT NULL,
    asked integer NOT NULL,
    granted integer NOT NULL,
    slots_from timestamptz NOT NULL,
    refusals integer NOT NULL DEFAULT 0,
    refused_at timestamptz,
    PRIMARY KEY (sender_id, recipient)
  ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`,

  // A single row: how many recipients a day there may be outside their 24-hour window, and the rows of portfolio_recipients.
  `CREATE TABLE portfolio (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    daily_recipients integer,
    used integer NOT NULL DEFAULT 0,
    promised_until timestamptz
  )`,
  `INSERT INTO portfolio DEFAULT VALUES`,
  `CREATE TABLE portfolio_recipients (
    recipient bigint PRIMARY KEY,
    written_at timestamptz NOT NULL
  )`,
  `CREATE INDEX portfolio_recipients_written ON portfolio_recipients (written_at)`,

  // True where due_at is a time that was given to it to keep the pace, and not when its sender wanted it sent.
  `ALTER TABLE send_queue ADD COLUMN paced boolean NOT NULL DEFAULT false`,
];
