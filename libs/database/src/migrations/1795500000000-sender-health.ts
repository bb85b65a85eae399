import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How pauses end by themselves, what waits for one country only, and how long tokens live: docs/sender-health.md. */
export class SenderHealth1795500000000 implements MigrationInterface {
  name = 'SenderHealth1795500000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE send_queue DROP COLUMN country');
    await runner.query('DROP TABLE sender_country_pauses, sender_probes, sender_tokens');
  }
}

const STATEMENTS: readonly string[] = [
  // Of a message that was accepted before: null, and it belongs to no country's pause until Meta refuses it for one.
  `ALTER TABLE send_queue ADD COLUMN country text`,

  // A row stays when its pause was lifted: what was sent before that and fails late pauses nobody again.
  `CREATE TABLE sender_country_pauses (
    sender_id text NOT NULL,
    country text NOT NULL,
    code text NOT NULL,
    paused_at timestamptz NOT NULL,
    wait_until timestamptz NOT NULL,
    tried_at timestamptz,
    accepted_at timestamptz,
    failed_trials integer NOT NULL DEFAULT 0,
    told boolean NOT NULL DEFAULT false,
    lifted_at timestamptz,
    PRIMARY KEY (sender_id, country)
  )`,

  // What is being done to end a pause of the machine's. tokens: fingerprints of those that were asked about in this pause.
  `CREATE TABLE sender_probes (
    sender_id text PRIMARY KEY,
    paused_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    probes integer NOT NULL DEFAULT 0,
    tokens text[] NOT NULL DEFAULT '{}',
    resumed_at timestamptz,
    resumptions integer NOT NULL DEFAULT 0,
    on_trial boolean NOT NULL DEFAULT false,
    accepted_at timestamptz
  )`,

  `CREATE TABLE sender_tokens (
    sender_id text PRIMARY KEY,
    fingerprint text NOT NULL,
    checked_at timestamptz NOT NULL,
    expires_at timestamptz,
    warned_at timestamptz
  )`,
];
