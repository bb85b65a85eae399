import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `message_id`: the message that the part names in our own callback data. Such a message is not sent again by itself. */
export class SetAsideStatusesNameTheirMessage1797400000180 implements MigrationInterface {
  name = 'SetAsideStatusesNameTheirMessage1797400000180';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhook_quarantine ADD COLUMN message_id uuid');
    await runner.query(
      'CREATE INDEX webhook_quarantine_message ON webhook_quarantine (message_id) WHERE message_id IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhook_quarantine DROP COLUMN message_id');
  }
}
