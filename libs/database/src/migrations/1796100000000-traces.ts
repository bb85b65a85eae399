import type { MigrationInterface, QueryRunner } from 'typeorm';

/** To which trace a message belongs: W3C `traceparent` of the request that made it, null where nothing was traced. */
export class Traces1796100000000 implements MigrationInterface {
  name = 'Traces1796100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE whatsapp_messages ADD COLUMN traceparent text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE whatsapp_messages DROP COLUMN traceparent');
  }
}
