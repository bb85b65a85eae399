import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a person decided about held messages by a command, which ends before anybody could ask it for figures: until a worker has told of
 * it. `by` is what PostgreSQL itself knows of them: the role and the address.
 */
export class HeldDecisions1797400000181 implements MigrationInterface {
  name = 'HeldDecisions1797400000181';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE held_decisions (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL DEFAULT now(),
      message_id uuid NOT NULL,
      decision text NOT NULL,
      by text NOT NULL DEFAULT session_user || '@' || COALESCE(host(inet_client_addr()), 'local')
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE held_decisions');
  }
}
