import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an erasure leaves alone because it is still to be sent: docs/privacy.md. */
export class WaitingMentions1797200000000 implements MigrationInterface {
  name = 'WaitingMentions1797200000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE waiting_mentions');
  }
}

const STATEMENTS: readonly string[] = [
  // A message to somebody else that names a person whose data were erased, until it is at its end; so long it says itself who that is.
  `CREATE TABLE waiting_mentions (
    message_id uuid NOT NULL,
    phones text[] NOT NULL,
    user_ids text[] NOT NULL,
    PRIMARY KEY (message_id, phones, user_ids)
  )`,
];
