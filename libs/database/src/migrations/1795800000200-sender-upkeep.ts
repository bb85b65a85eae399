import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What workers share of reading numbers and lists from Meta, and what is still to be told of a sender. */
export class SenderUpkeep1795800000200 implements MigrationInterface {
  name = 'SenderUpkeep1795800000200';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  // `told`: false where nobody has written to a log yet what a command did. `mps` is read by nobody any more: `sender_pace` has it.
  // The column goes with a later version, since workers of the one before still write it.
  `ALTER TABLE senders
    ADD COLUMN number_due_at timestamptz,
    ADD COLUMN throughput_told_at timestamptz,
    ADD COLUMN told boolean NOT NULL DEFAULT true,
    ALTER COLUMN mps SET DEFAULT 80`,

  // How often in a row Meta has said of the number of a stopped account that it may send.
  'ALTER TABLE sender_probes ADD COLUMN available integer NOT NULL DEFAULT 0',

  `CREATE TABLE template_reads (
    waba_id text PRIMARY KEY,
    due_at timestamptz NOT NULL
  )`,
] as const;

const DOWN = [
  'DROP TABLE template_reads',
  'ALTER TABLE sender_probes DROP COLUMN available',
  `ALTER TABLE senders DROP COLUMN number_due_at, DROP COLUMN throughput_told_at, DROP COLUMN told,
    ALTER COLUMN mps DROP DEFAULT`,
] as const;
