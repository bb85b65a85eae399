import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Nothing is promised to messages that wait for a recipient's pace: `slots_from` is of the version before, the next one drops it. */
export class Turns1795800000102 implements MigrationInterface {
  name = 'Turns1795800000102';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE recipient_pacing ALTER COLUMN slots_from DROP NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('UPDATE recipient_pacing SET slots_from = free_at WHERE slots_from IS NULL');
    await runner.query('ALTER TABLE recipient_pacing ALTER COLUMN slots_from SET NOT NULL');
  }
}
