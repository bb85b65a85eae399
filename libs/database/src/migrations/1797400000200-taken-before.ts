import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many calls Meta took in a second before the number slowed down: slower than that it was not too fast. */
export class TakenBefore1797400000200 implements MigrationInterface {
  name = 'TakenBefore1797400000200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sender_pace ADD COLUMN taken_mps double precision');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sender_pace DROP COLUMN taken_mps');
  }
}
