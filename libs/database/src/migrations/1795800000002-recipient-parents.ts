import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which of Meta's user ids are one person's, because they have one parent; a parent stands there as its own, so that one
 * look finds all of them.
 */
export class RecipientParents1795800000002 implements MigrationInterface {
  name = 'RecipientParents1795800000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE recipient_parents (
      user_id text PRIMARY KEY,
      parent_id text NOT NULL
    )`);
    await runner.query('CREATE INDEX recipient_parents_parent ON recipient_parents (parent_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE recipient_parents');
  }
}
