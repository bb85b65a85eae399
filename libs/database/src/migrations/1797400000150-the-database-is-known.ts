import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A dump that is read into another database of the same server keeps the server's identifier, and not the database's. */
export class TheDatabaseIsKnown1797400000150 implements MigrationInterface {
  name = 'TheDatabaseIsKnown1797400000150';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE installation ADD COLUMN database_oid oid');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE installation DROP COLUMN database_oid');
  }
}
