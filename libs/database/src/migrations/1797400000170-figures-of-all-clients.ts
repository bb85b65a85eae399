import type { MigrationInterface, QueryRunner } from 'typeorm';

const ALL_CLIENTS = `'00000000-0000-0000-0000-000000000000'::uuid`;

/**
 * Figures of all clients together, as they are of all templates, and of those of all senders. A worker of the version before would count on without them: the time
 * zone for which is counted stands in another column from now on, which it does not know, so that it leaves the changes to those that do.
 */
export class FiguresOfAllClients1797400000170 implements MigrationInterface {
  name = 'FiguresOfAllClients1797400000170';

  async up(runner: QueryRunner): Promise<void> {
    // Waits for who is counting.
    await runner.query('ALTER TABLE figures_standing RENAME COLUMN timezone TO counted_for');
    await runner.query('ALTER TABLE message_figures DROP CONSTRAINT message_figures_pkey');
    await runner.query('DROP INDEX message_figures_client');
    // Side by side, as they are read.
    await runner.query(
      `INSERT INTO message_figures (template_name, grain, start, sender_id, client_id, figure, detail, count)
       SELECT template_name, grain, start, s.id, ${ALL_CLIENTS}, figure, detail, sum(count)
       FROM message_figures f CROSS JOIN LATERAL (VALUES (f.sender_id), ('')) s (id)
       GROUP BY 1, 2, 3, 4, 6, 7 HAVING sum(count) <> 0 ORDER BY 1, 2, 3, 4, 6, 7`,
    );
    await runner.query(
      'ALTER TABLE message_figures ADD PRIMARY KEY (client_id, template_name, grain, start, sender_id, figure, detail)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE message_figures DROP CONSTRAINT message_figures_pkey');
    await runner.query(`DELETE FROM message_figures WHERE client_id = ${ALL_CLIENTS}`);
    await runner.query(
      'ALTER TABLE message_figures ADD PRIMARY KEY (template_name, grain, start, sender_id, client_id, figure, detail)',
    );
    await runner.query(
      'CREATE INDEX message_figures_client ON message_figures (client_id, template_name, grain, start)',
    );
    await runner.query('ALTER TABLE figures_standing RENAME COLUMN counted_for TO timezone');
  }
}
