import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How personal data are erased, of whom, and until when: docs/privacy.md. */
export class Privacy1796200000001 implements MigrationInterface {
  name = 'Privacy1796200000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION erased_name(text), erased_wamid(text), somebody_erased(bigint)');
    await runner.query('DROP TABLE erasure_standing, erased_recipients, postponed_erasures');
  }
}

const STATEMENTS: readonly string[] = [
  // A single row. key: made by chance, of this installation alone; without it nobody can try out whose an erased name is.
  // Messages accepted before erased_until (and of that moment those up to erased_until_id) have been erased, or are postponed.
  `CREATE TABLE erasure_standing (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    key bytea NOT NULL DEFAULT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()),
    erased_until timestamptz NOT NULL DEFAULT '-infinity',
    erased_until_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000'
  )`,
  `INSERT INTO erasure_standing DEFAULT VALUES`,

  // Whose data were erased, as a keyed hash: what was said before comes to nothing, however late it is told.
  `CREATE TABLE erased_recipients (
    name text PRIMARY KEY,
    erased_at timestamptz NOT NULL DEFAULT now()
  )`,

  // Messages that were not at their end when their time had come.
  `CREATE TABLE postponed_erasures (
    message_id uuid PRIMARY KEY
  )`,

  // A phone or a user id, as it is kept of somebody whose data were erased.
  `CREATE FUNCTION erased_name(name text) RETURNS text LANGUAGE sql STABLE
    AS $$ SELECT 'erased:' || encode(sha256(s.key || convert_to(name, 'UTF8')), 'hex') FROM erasure_standing s $$`,
  // Waits for an erasure that begins, and keeps others from beginning until the end of the transaction. Each query of it sees what
  // was committed before: what an erasure under way has written is seen once it is over.
  `CREATE FUNCTION somebody_erased(erasure_lock bigint) RETURNS boolean LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock_shared(erasure_lock);
    RETURN EXISTS (SELECT FROM erased_recipients);
  END $$`,
  // Meta's id of a message, which holds the phone, as it is kept of one whose data were erased (libs/messages/src/erased-wamid.ts).
  `CREATE FUNCTION erased_wamid(wamid text) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT CASE WHEN starts_with(wamid, 'erased.') THEN wamid
      ELSE 'erased.' || encode(sha256(convert_to(wamid, 'UTF8')), 'hex') END $$`,
];
