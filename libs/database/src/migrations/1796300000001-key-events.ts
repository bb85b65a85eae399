import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who made, replaced or revoked which key, and when; only appended to. `by` is what PostgreSQL itself knows of them, which nobody can
 * say otherwise: the role and the address. `told_at`: a worker has written it into its log.
 */
export class KeyEvents1796300000001 implements MigrationInterface {
  name = 'KeyEvents1796300000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE key_events (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL DEFAULT now(),
      type text NOT NULL CHECK (type IN ('created', 'rotated', 'revoked')),
      key_id text NOT NULL REFERENCES api_keys (id),
      by text NOT NULL DEFAULT session_user || '@' || COALESCE(host(inet_client_addr()), 'local'),
      told_at timestamptz
    )`);
    await runner.query('CREATE INDEX key_events_untold ON key_events (id) WHERE told_at IS NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE key_events');
  }
}
