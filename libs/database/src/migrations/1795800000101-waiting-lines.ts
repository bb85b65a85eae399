import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What waits is found by its place in its lane, by its country and by its recipient, so that nothing has to be read that may not
 * go. Beside the traffic, and by itself, as docs/decisions/0009-migrations-beside-traffic.md has it.
 */
export class WaitingLines1795800000101 implements MigrationInterface {
  name = 'WaitingLines1795800000101';
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, definition] of INDEXES) {
      await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
      await runner.query(`CREATE INDEX CONCURRENTLY ${name} ON send_queue ${definition}`);
    }
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS send_queue_lanes');
  }

  async down(runner: QueryRunner): Promise<void> {
    // What is taken back, is taken back in a transaction.
    await runner.query('CREATE INDEX send_queue_lanes ON send_queue (sender_id, priority, due_at) WHERE state = 0');
    await runner.query('DROP INDEX send_queue_places, send_queue_countries, send_queue_lines');
  }
}

const INDEXES = [
  // Many messages may be due at the same moment: with the id each has a place of its own.
  ['send_queue_places', '(sender_id, priority, due_at, message_id) WHERE state = 0'],
  // Of no use to a lane: on a table without statistics it would be read as a whole.
  ['send_queue_countries', '(sender_id, country, due_at) WHERE state = 0 AND country IS NOT NULL'],
  ['send_queue_lines', '(sender_id, recipient, priority, message_id) WHERE recipient IS NOT NULL'],
] as const;
