import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a sender was not heard of, or late, while something of it was unclear: so long Meta may have tried to tell us, and waits now. */
export class HearingGaps1797400000210 implements MigrationInterface {
  name = 'HearingGaps1797400000210';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sender_hearing ADD COLUMN heard_at timestamptz NOT NULL DEFAULT now()');
    await runner.query(`CREATE TABLE hearing_gaps (
      sender_id text NOT NULL,
      from_at timestamptz NOT NULL,
      until_at timestamptz NOT NULL,
      PRIMARY KEY (sender_id, from_at)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE hearing_gaps');
    await runner.query('ALTER TABLE sender_hearing DROP COLUMN heard_at');
  }
}
