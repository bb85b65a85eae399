import type { DataSource } from 'typeorm';
import { cancelAllSuperseded } from './cancel-superseded.js';
import { lockMessages } from './locks.js';
import { endWaitingOfAccepted } from './record-acceptances.js';
import { SAME_DATABASE, THIS_CLUSTER, THIS_DATABASE } from './nothing-forgotten.js';

/** Messages in one transaction. */
const PAGE = 1_000;

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
   * Every unfinished message accepted before `restoredAt` that may have been sent since the backup becomes UNCONFIRMED (one that is HELD
   * stays so): Meta may have it, though this database does not know. Its attempt number jumps ahead, so that no number that Meta has seen
   * is used again. It is never sent again by itself: what Meta said of it may have been lost with the database, so that its silence
   * since proves nothing. Orders that were replaced meanwhile and still wait are cancelled at the end. Returns how many became UNCONFIRMED or stayed HELD.
   *
   * Page by page, because a backlog may be of any size, and sending stays off until the last of them: what was interrupted is
   * called again, and leaves out what it has done.
   */
  async recover(restoredAt: Date): Promise<number> {
    await this.dataSource.query('UPDATE installation SET recovery_needed = true, updated_at = now()');
    let count = 0;
    let after = BEFORE_ALL;
    for (;;) {
      const ids: string[] = await this.mayHaveBeenSent(restoredAt, after);
      if (ids.length > 0) count += await this.recoverPage(ids);
      if (ids.length < PAGE) break;
      after = ids.at(-1) ?? after;
    }
    await this.dataSource.transaction(async (manager) => {
      await manager.query(
        `UPDATE installation SET recovery_needed = false, cluster = ${THIS_CLUSTER}, database_oid = ${THIS_DATABASE}, updated_at = now()`,
      );
      // Nobody could when their revisions came, and what still waits now cannot have been sent.
      await cancelAllSuperseded(manager);
    });
    return count;
  }

  private async mayHaveBeenSent(restoredAt: Date, after: string): Promise<string[]> {
    const rows: { id: string }[] = await this.dataSource.query(MAY_HAVE_BEEN_SENT, [restoredAt, after]);
    return rows.map(({ id }) => id);
  }

  private recoverPage(ids: readonly string[]): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      await lockMessages(manager, ids);
      const rows: unknown[] = await manager.query(RECOVER, [ids]);
      // An attempt that was being sent while Meta's word on an earlier one came: Meta has the message, nobody decides anything.
      await endWaitingOfAccepted(manager, ids);
      return rows.length;
    });
  }
}

/** More attempts than one message makes between two backups that anybody would restore. */
export const ATTEMPTS_FORGOTTEN = 1_000;

/** Smaller than every id. */
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * What was not due before $1 cannot have been sent, unless something could have brought it forward: an attempt, whose outcome Meta may
 * have told since, or a place in a recipient's line (recipient-pacing.ts). What was recovered after $1 has been dealt with.
 */
const MAY_HAVE_BEEN_SENT = `
  SELECT q.message_id AS id FROM send_queue q
  WHERE q.message_id > $2 AND q.created_at <= $1 AND (q.state <> 0 OR q.attempt > 0 OR q.recipient IS NOT NULL OR q.due_at <= $1)
    AND NOT EXISTS (SELECT FROM message_events e
      WHERE e.message_id = q.message_id AND e.key = 'recovered:' || q.attempt AND e.occurred_at > $1)
  ORDER BY q.message_id LIMIT ${PAGE}`;

const RECOVER = `
  WITH unclear AS (
    UPDATE send_queue SET state = GREATEST(state, 2), lease_until = NULL, attempt = attempt + ${ATTEMPTS_FORGOTTEN},
      unclear = unclear + 1, resends = GREATEST(resends, 1), attempted_at = now()
    WHERE message_id = ANY($1::uuid[]) RETURNING message_id, attempt
  ), noted AS (
    INSERT INTO message_events (message_id, key, type, occurred_at)
    SELECT message_id, 'recovered:' || attempt, 'recovered', now() FROM unclear ON CONFLICT DO NOTHING
  )
  SELECT message_id FROM unclear`;
