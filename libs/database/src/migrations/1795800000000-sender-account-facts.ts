import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The last word on each thing that can stop an account, for each of its senders as the app secrets that are good for it have
 * told. `account_facts`, which knew one word for all of them, is left to the version before.
 */
export class SenderAccountFacts1795800000000 implements MigrationInterface {
  name = 'SenderAccountFacts1795800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE sender_account_facts (
      sender_id text NOT NULL,
      waba_id text NOT NULL,
      fact text NOT NULL CHECK (fact IN ('ACCOUNT_DISABLED', 'ACCOUNT_DELETED', 'ACCOUNT_OFFBOARDED', 'ACCOUNT_RESTRICTED', 'ACCOUNT_REVIEW')),
      stops boolean NOT NULL,
      ends_at timestamptz,
      told_at timestamptz NOT NULL,
      PRIMARY KEY (sender_id, waba_id, fact)
    )`);
    await runner.query(`INSERT INTO sender_account_facts (sender_id, waba_id, fact, stops, ends_at, told_at)
      SELECT s.phone_number_id, f.waba_id, f.fact, f.stops, f.ends_at, f.told_at
      FROM account_facts f JOIN senders s ON s.waba_id = f.waba_id`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sender_account_facts');
  }
}
