import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever entered somebody by hand is known: `origin` is RECIPIENT, or the id of the client, whose entry no other sees or lifts.
 * OPERATOR are those from before; the version before still makes such.
 */
export class SuppressionsOfClients1796300000000 implements MigrationInterface {
  name = 'SuppressionsOfClients1796300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE suppressions DROP CONSTRAINT suppressions_origin_check,
      ADD CONSTRAINT suppressions_origin CHECK (origin IN ('RECIPIENT', 'OPERATOR') OR origin ~ '^[0-9a-f-]{36}$') NOT VALID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    // Of several clients' entries for one recipient the strictest stays.
    const strictness = (entry: 'a' | 'b'): string =>
      `(COALESCE(${entry}.stopped_at >= ${entry}.lifted_at, ${entry}.stopped_at IS NOT NULL), ${entry}.scope = 'all', ${entry}.id)`;
    await runner.query(`DELETE FROM suppressions a USING suppressions b
      WHERE 'RECIPIENT' NOT IN (a.origin, b.origin) AND ${strictness('a')} < ${strictness('b')}
        AND COALESCE(a.recipient_phone, a.recipient_user_id) = COALESCE(b.recipient_phone, b.recipient_user_id)`);
    await runner.query(`UPDATE suppressions SET origin = 'OPERATOR' WHERE origin <> 'RECIPIENT'`);
    await runner.query(`ALTER TABLE suppressions DROP CONSTRAINT suppressions_origin,
      ADD CONSTRAINT suppressions_origin_check CHECK (origin IN ('RECIPIENT', 'OPERATOR'))`);
  }
}
