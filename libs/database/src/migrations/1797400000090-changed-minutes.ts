import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * In which minutes messages were accepted that have changed since, and when the last of them did: so `updatedFrom` finds them without an
 * index of `updated_at`, which changes with every status. A change leaves its minute where it is taken away to be counted, whoever
 * counts it, and until then it is found itself; therefore every update is noted now, those too that count for nothing (an erasure, say).
 */
export class ChangedMinutes1797400000090 implements MigrationInterface {
  name = 'ChangedMinutes1797400000090';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE changed_minutes (
      minute timestamptz,
      changed_at timestamptz NOT NULL,
      PRIMARY KEY (minute) INCLUDE (changed_at)
    )`);
    await runner.query('CREATE INDEX changed_minutes_changed ON changed_minutes (changed_at)');
    await runner.query(noteChanges('o.updated_at, ', 'n.updated_at, '));
    await runner.query(`CREATE FUNCTION keep_changed_minutes() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO changed_minutes (minute, changed_at)
        SELECT date_trunc('minute', g.created_at, 'UTC'), clock_timestamp() FROM gone g GROUP BY 1 ORDER BY 1
        ON CONFLICT (minute) DO UPDATE SET changed_at = excluded.changed_at;
        RETURN NULL;
      END $$`);
    await runner.query(`CREATE TRIGGER message_changes_counted AFTER DELETE ON message_changes
      REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION keep_changed_minutes()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER message_changes_counted ON message_changes');
    await runner.query('DROP FUNCTION keep_changed_minutes()');
    await runner.query(noteChanges('', ''));
    await runner.query('DROP TABLE changed_minutes');
  }
}

/** As 1796200000000-figures.ts made it and 1797300000000-changes-are-joined-by-hash.ts set it, with what else tells that a message is another. */
function noteChanges(before: string, after: string): string {
  return `CREATE OR REPLACE FUNCTION note_changed_messages() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $function$
  BEGIN
    INSERT INTO message_changes (message_id, client_id, sender_id, template_name, country, recipient, created_at, wanted_at,
      was, was_sent_at, was_delivered_at, was_code, was_pricing, progress, sent_at, delivered_at, code, pricing)
    SELECT n.id, n.client_id, n.sender_id, n.template_name, n.recipient_country,
      COALESCE(n.erased_as, hashtextextended(COALESCE(n.recipient_phone, n.recipient_user_id, ''), 0)), n.created_at,
      GREATEST(n.created_at, n.scheduled_at), o.progress, o.sent_at, o.delivered_at, o.error_code, o.pricing,
      n.progress, n.sent_at, n.delivered_at, n.error_code, n.pricing
    FROM new_rows n JOIN old_rows o ON o.id = n.id
    WHERE (${before}o.progress, o.sent_at, o.delivered_at, o.error_code, o.pricing)
      IS DISTINCT FROM (${after}n.progress, n.sent_at, n.delivered_at, n.error_code, n.pricing);
    RETURN NULL;
  END $function$`;
}
