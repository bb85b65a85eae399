import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a statement changed, before and after, is joined in time proportional to it. The plan of a trigger's query is made once
 * a connection, at its first statement, usually one of a single message: a nested loop, which is kept, and which compares a
 * million pairs when Meta tells of a thousand messages at once (0.3 s of the 0.25 s that such a webhook may take).
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
