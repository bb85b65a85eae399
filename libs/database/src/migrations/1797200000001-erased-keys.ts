import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether callers' keys may stand as erased names, so that nobody looks for them where nobody was ever erased. */
export class ErasedKeys1797200000001 implements MigrationInterface {
  name = 'ErasedKeys1797200000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE erasure_standing ADD COLUMN keys_erased boolean NOT NULL DEFAULT false');
    await runner.query('UPDATE erasure_standing SET keys_erased = EXISTS (SELECT FROM erased_recipients)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE erasure_standing DROP COLUMN keys_erased');
  }
}
