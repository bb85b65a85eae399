import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What wakes somebody is written down with what it is about: whoever dies before telling it leaves it for others to tell. */
export class DuplicateSends1795400000002 implements MigrationInterface {
  name = 'DuplicateSends1795400000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE duplicate_sends (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      message_id uuid NOT NULL,
      sender_id text NOT NULL,
      noticed_at timestamptz NOT NULL DEFAULT now(),
      told_at timestamptz
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE duplicate_sends');
  }
}
