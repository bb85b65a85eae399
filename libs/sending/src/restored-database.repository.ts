import type { DataSource } from 'typeorm';
import { endWaitingOfAccepted } from './record-acceptances.js';

/**
 * An older database in place of the one that the workers knew (docs/decisions/0010-a-restored-database.md): it is noticed, and
 * a person says when it was restored.
 */
export class RestoredDatabaseRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * After a restore or a failover the cluster has another identifier or timeline, or the database another oid, and may have forgotten
   * attempts that Meta has seen: sending stops until `recado recover` has been run. True when this call found the change.
   */
  async notice(): Promise<boolean> {
    const rows: { noticed: boolean }[] = await this.dataSource.query(`
      WITH here AS (SELECT ${THIS_CLUSTER} AS cluster, ${THIS_DATABASE} AS database_oid), changed AS (
        UPDATE installation i SET cluster = COALESCE(i.cluster, h.cluster), database_oid = COALESCE(i.database_oid, h.database_oid),
          recovery_needed = COALESCE(i.cluster <> h.cluster, false) OR COALESCE(i.database_oid <> h.database_oid, false),
          updated_at = now()
        FROM here h
        WHERE (i.cluster IS DISTINCT FROM h.cluster OR i.database_oid IS DISTINCT FROM h.database_oid) AND NOT i.recovery_needed
        RETURNING i.recovery_needed)
      SELECT recovery_needed AS noticed FROM changed`);
    return rows[0]?.noticed ?? false;
  }

  /** Whether sending has stopped until somebody says when the database was restored; and the time, by its own clock. */
  async recoveryNeeded(): Promise<{ readonly needed: boolean; readonly now: Date }> {
    const [row]: { needed: boolean; now: Date }[] = await this.dataSource.query(
      `SELECT i.recovery_needed OR NOT ${SAME_DATABASE} AS needed, now() FROM installation i`,
    );
    if (row === undefined) throw new Error('the installation has no row: are the migrations applied?');
    return row;
  }

  /**
   * Every unfinished message accepted and due before `restoredAt` becomes UNCONFIRMED (one that is HELD stays so): Meta may
   * have it, though this database does not know. Its attempt number jumps ahead, so that no number that Meta has seen is used
   * again. It is never sent again by itself: what Meta said of it may have been lost with the database, so that its silence
   * since proves nothing. Returns how many.
   */
  recover(restoredAt: Date): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const rows: { message_id: string }[] = await manager.query(
        `WITH unfinished AS (
           SELECT message_id FROM send_queue
           WHERE created_at <= $1 AND (state <> 0 OR due_at <= $1) ORDER BY message_id FOR UPDATE
         ), unclear AS (
           UPDATE send_queue q SET state = GREATEST(q.state, 2), lease_until = NULL, attempt = q.attempt + ${ATTEMPTS_FORGOTTEN},
             unclear = q.unclear + 1, resends = GREATEST(q.resends, 1), attempted_at = now()
           FROM unfinished u WHERE q.message_id = u.message_id RETURNING q.message_id, q.attempt
         ), noted AS (
           INSERT INTO message_events (message_id, key, type, occurred_at)
           SELECT message_id, 'recovered:' || attempt, 'recovered', now() FROM unclear ON CONFLICT DO NOTHING
         )
         SELECT message_id FROM unclear`,
        [restoredAt],
      );
      // An attempt that was being sent while Meta's word on an earlier one came: Meta has the message, nobody decides anything.
      await endWaitingOfAccepted(
        manager,
        rows.map((row) => row.message_id),
      );
      await manager.query(
        `UPDATE installation SET recovery_needed = false, cluster = ${THIS_CLUSTER}, database_oid = ${THIS_DATABASE}, updated_at = now()`,
      );
      return rows.length;
    });
  }
}

/** More attempts than one message makes between two backups that anybody would restore. */
export const ATTEMPTS_FORGOTTEN = 1_000;

/**
 * System identifier and timeline of the server that answers, as one SQL expression; a restore and a promotion both change it.
 * The timeline is the first part of the name of the WAL file that is being written: pg_control_checkpoint() knows of a
 * promotion only after the next checkpoint. https://www.postgresql.org/docs/current/functions-admin.html
 */
const THIS_CLUSTER = `(SELECT system_identifier::text FROM pg_control_system()) || '.' || left(pg_walfile_name(pg_current_wal_lsn()), 8)`;

/** Which one of the server's databases: a dump that is read into a new one keeps the server. */
const THIS_DATABASE = '(SELECT oid FROM pg_database WHERE datname = current_database())';

/** Whether the database that answers is the one that `installation i` knows, or it knows none yet. */
export const SAME_DATABASE = `((i.cluster IS NULL OR i.cluster = ${THIS_CLUSTER})
      AND (i.database_oid IS NULL OR i.database_oid = ${THIS_DATABASE}))`;
