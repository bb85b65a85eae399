import type { DataSource } from 'typeorm';
import { OWN_FAILURES } from '#messages';
import { FAILED, NEWS_OF_FAILED } from './failed-in-sql.js';
import { lockMessages } from './locks.js';
import type { MessageNews } from './message-news.js';
import { endWaitingOfAccepted } from './record-acceptances.js';
import { NOTHING_FORGOTTEN } from './restored-database.repository.js';

const PAGE = 500;

/** Ends what has waited too long: leases of dead workers, and messages that nobody wants any more. */
export class ExpiryRepository {
  constructor(
    private readonly dataSource: DataSource,
    /** UNCONFIRMED_SOLO_WAIT in milliseconds: an unclear outcome is not given up before it. */
    private readonly soloWaitMs: number,
  ) {}

  /**
   * A lease that ran out becomes UNCONFIRMED and never QUEUED: the dead worker may have sent.
   * Returns how many did.
   */
  async expireLeases(): Promise<number> {
    const dead: { id: string }[] = await this.dataSource.query(
      `SELECT message_id AS id FROM send_queue WHERE state = 1 AND lease_until < now() ORDER BY message_id LIMIT ${PAGE}`,
    );
    if (dead.length === 0) return 0;
    return this.dataSource.transaction(async (manager) => {
      const ids = dead.map((row) => row.id);
      await lockMessages(manager, ids);
      const rows: unknown[] = await manager.query(EXPIRE_LEASES, [ids]);
      await endWaitingOfAccepted(manager, ids);
      return rows.length;
    });
  }

  /**
   * Fails what is past `expires_at`; SENDING never expires, and nothing does in a database that was restored: Meta may have what seems never
   * to have been sent. Returns what failed.
   */
  async expireMessages(): Promise<readonly MessageNews[]> {
    const candidates: { id: string }[] = await this.dataSource.query(
      `SELECT message_id AS id FROM send_queue WHERE expires_at <= now() AND state <> 1
         AND (state = 0 OR attempted_at < now() - make_interval(secs => $1::float8 / 1000)) ORDER BY message_id LIMIT ${PAGE}`,
      [this.soloWaitMs],
    );
    if (candidates.length === 0) return [];
    return this.dataSource.transaction(async (manager) => {
      const ids = candidates.map((row) => row.id);
      await lockMessages(manager, ids);
      return manager.query(EXPIRE_MESSAGES, [
        ids,
        this.soloWaitMs,
        OWN_FAILURES.EXPIRED.title,
        OWN_FAILURES.EXPIRED.advice,
        OWN_FAILURES.UNCONFIRMED.title,
        OWN_FAILURES.UNCONFIRMED.advice,
      ]);
    });
  }
}

const EXPIRE_LEASES = `
  WITH unclear AS (
    UPDATE send_queue SET state = 2, lease_until = NULL, unclear = unclear + 1
    WHERE message_id = ANY($1::uuid[]) AND state = 1 AND lease_until < now() RETURNING message_id, attempt
  ), noted AS (
    UPDATE send_attempts a SET outcome = 'lease_expired', finished_at = now()
    FROM unclear u WHERE a.message_id = u.message_id AND a.attempt = u.attempt AND a.outcome IS NULL
  )
  SELECT message_id FROM unclear`;

const EXPIRE_MESSAGES = `
  WITH gone AS (
    DELETE FROM send_queue q
    USING (VALUES (false, 'EXPIRED', $3::text, $4::text), (true, 'UNCONFIRMED', $5, $6)) AS why (unclear, code, title, advice)
    WHERE q.message_id = ANY($1::uuid[]) AND q.expires_at <= now() AND why.unclear = (q.unclear > 0) AND (q.state = 0
      OR (q.state IN (2, 3) AND q.attempted_at < now() - make_interval(secs => $2::float8 / 1000))) AND ${NOTHING_FORGOTTEN}
    RETURNING q.message_id, q.attempt, why.code, 'RECADO' AS source, why.title, NULL AS details, why.advice
  ), ${FAILED}
  ${NEWS_OF_FAILED}`;
