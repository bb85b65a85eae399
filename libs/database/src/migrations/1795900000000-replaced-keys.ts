import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A key that is being replaced by another: for a while both work. */
export class ReplacedKeys1795900000000 implements MigrationInterface {
  name = 'ReplacedKeys1795900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_keys ADD COLUMN replaced_by text REFERENCES api_keys (id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_keys DROP COLUMN replaced_by');
  }
}
