import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a statement changed, before and after, is joined in time proportional to it. The plan of a trigger's query is made once
 * a connection, at its first statement, usually one of a single message: a nested loop, which is kept, and which compares a
 * million pairs when Meta tells of a thousand messages at once: 0.3 s, where such a webhook should be answered after 0.25 s.
 */
export class ChangesAreJoinedByHash1797300000000 implements MigrationInterface {
  name = 'ChangesAreJoinedByHash1797300000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const name of FUNCTIONS) await runner.query(`ALTER FUNCTION ${name}() SET enable_nestloop = off`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of FUNCTIONS) await runner.query(`ALTER FUNCTION ${name}() RESET enable_nestloop`);
  }
}

const FUNCTIONS = ['note_changed_messages', 'tell_progress'] as const;
