import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is dropped, or looked at once more, is found by when it came. Concurrently, in the form of
 * docs/decisions/0009-migrations-beside-traffic.md: webhooks go on parking meanwhile.
 */
export class WebhookUpkeep1795400000001 implements MigrationInterface {
  name = 'WebhookUpkeep1795400000001';
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS parked_statuses_received');
    await runner.query('CREATE INDEX CONCURRENTLY parked_statuses_received ON parked_statuses (received_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX IF EXISTS parked_statuses_received');
  }
}
