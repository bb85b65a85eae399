import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who erased somebody's data, when, and how much that was; never whose. `by` is what PostgreSQL itself knows of them: the role and
 * the address. `figures` and `done_at`: null where it did not come to its end. `told_at`: a worker has written it into its log.
 *
 * And an index by client over the figures, so that what one client of many asks for costs what that one has.
 */
export class Erasures1797400000080 implements MigrationInterface {
  name = 'Erasures1797400000080';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE erasures (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL DEFAULT now(),
      by text NOT NULL DEFAULT session_user || '@' || COALESCE(host(inet_client_addr()), 'local'),
      figures jsonb,
      done_at timestamptz,
      told_at timestamptz
    )`);
    await runner.query('CREATE INDEX erasures_untold ON erasures (id) WHERE told_at IS NULL');
    await runner.query(
      'CREATE INDEX message_figures_client ON message_figures (client_id, template_name, grain, start)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX message_figures_client');
    await runner.query('DROP TABLE erasures');
  }
}
