import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * By which endpoints say since when they fail, whatever waits for them. A delivery enters it with its first failed try, which changes
 * `due_at` and with it an index in any case; one that is taken at once never does. Beside the traffic, as
 * docs/decisions/0009-migrations-beside-traffic.md has it.
 */
export class FailingDeliveries1797400000190 implements MigrationInterface {
  name = 'FailingDeliveries1797400000190';
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS callback_deliveries_failing');
    await runner.query(`CREATE INDEX CONCURRENTLY callback_deliveries_failing
      ON callback_deliveries (endpoint_id, failures DESC, occurred_at) WHERE state = 0 AND failures > 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX IF EXISTS callback_deliveries_failing');
  }
}
