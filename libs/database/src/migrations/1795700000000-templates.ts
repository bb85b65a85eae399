import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Templates that Meta moved to MARKETING: told once, and stopped where that is wanted. */
export class Templates1795700000000 implements MigrationInterface {
  name = 'Templates1795700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE template_drifts (
      waba_id text NOT NULL,
      name text NOT NULL,
      language text NOT NULL,
      noticed_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (waba_id, name, language)
    )`);
    await runner.query('ALTER TABLE installation ADD COLUMN block_category_drift boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE installation DROP COLUMN block_category_drift');
    await runner.query('DROP TABLE template_drifts');
  }
}
