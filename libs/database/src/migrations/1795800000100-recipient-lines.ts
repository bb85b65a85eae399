import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages that wait for the pace of their recipient stand in a line: of the recipient, by lane, the oldest first. */
export class RecipientLines1795800000100 implements MigrationInterface {
  name = 'RecipientLines1795800000100';

  async up(runner: QueryRunner): Promise<void> {
    // Null where the message waits for no recipient's pace; else whose, as recipient_pacing names them.
    await runner.query('ALTER TABLE send_queue ADD COLUMN recipient bigint');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE send_queue DROP COLUMN recipient');
  }
}
