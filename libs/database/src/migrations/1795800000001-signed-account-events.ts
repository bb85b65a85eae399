import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * For which senders an event of an account has had its effect: each app of Meta's tells it by itself and signs with its own
 * secret. Those that were kept before name none unless they are of a number: told again, they may have an effect that they lacked.
 */
export class SignedAccountEvents1795800000001 implements MigrationInterface {
  name = 'SignedAccountEvents1795800000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE account_events ADD COLUMN signed_for text[] NOT NULL DEFAULT '{}'`);
    await runner.query(`UPDATE account_events SET signed_for = ARRAY(SELECT jsonb_array_elements_text(data->'signedFor'))
      WHERE data ? 'signedFor'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `UPDATE account_events SET data = data || jsonb_build_object('signedFor', signed_for) WHERE data ? 'number'`,
    );
    await runner.query('ALTER TABLE account_events DROP COLUMN signed_for');
  }
}
