import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When the next call of a number may leave. Not logged: losing it costs nothing, and a turn has not to wait for a disk. Its only row
 * changes many times a second; most of the page is left free for that.
 */
export class SenderTurns1797400000160 implements MigrationInterface {
  name = 'SenderTurns1797400000160';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE UNLOGGED TABLE sender_turns (sender_id text PRIMARY KEY, next_at timestamptz NOT NULL) WITH (fillfactor = 10)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sender_turns');
  }
}
