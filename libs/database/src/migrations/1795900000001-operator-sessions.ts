import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People who signed in with a key. Of ADMIN_API_KEY there is no row, so the id of the key refers to none. */
export class OperatorSessions1795900000001 implements MigrationInterface {
  name = 'OperatorSessions1795900000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE operator_sessions (
      session_hash bytea PRIMARY KEY,
      key_id text NOT NULL,
      seen_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE operator_sessions');
  }
}
