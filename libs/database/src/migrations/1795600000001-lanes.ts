import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is due is looked for in each lane (priority) by itself, so that an order is found behind any number of bulk messages.
 * Beside the traffic, and by itself, as docs/decisions/0009-migrations-beside-traffic.md has it.
 */
export class Lanes1795600000001 implements MigrationInterface {
  name = 'Lanes1795600000001';
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS send_queue_lanes');
    await runner.query(
      'CREATE INDEX CONCURRENTLY send_queue_lanes ON send_queue (sender_id, priority, due_at) WHERE state = 0',
    );
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS send_queue_due');
  }

  async down(runner: QueryRunner): Promise<void> {
    // What is taken back, is taken back in a transaction.
    await runner.query('CREATE INDEX send_queue_due ON send_queue (sender_id, due_at) WHERE state = 0');
    await runner.query('DROP INDEX send_queue_lanes');
  }
}
