import type { DataSource, EntityManager } from 'typeorm';
import { OWN_FAILURES } from '#messages';
import { FAILED, NEWS_OF_FAILED } from './failed-in-sql.js';
import { lockMessages } from './locks.js';
import type { MessageNews } from './message-news.js';
import { endWaitingOfAccepted } from './record-acceptances.js';
import { type OnRefused, RefusedMessages, refuse } from './refused-messages.js';
import { NOTHING_FORGOTTEN } from './nothing-forgotten.js';

const PAGE = 500;
/** Of one round: a campaign that expires is over within seconds, and a process that stops does not wait for all of it. */
const MOST_PAGES = 20;

/** Ends what has waited too long: leases of dead workers, and messages that nobody wants any more. */
export class ExpiryRepository {
  private readonly refused = new RefusedMessages();

  constructor(
    private readonly dataSource: DataSource,
    /** UNCONFIRMED_SOLO_WAIT in milliseconds: an unclear outcome is not given up before it. */
    private readonly soloWaitMs: number,
  ) {}

  /**
   * A lease that ran out becomes UNCONFIRMED and never QUEUED: the dead worker may have sent.
   * Returns how many did. A message that PostgreSQL refuses is left aside and told, here as below.
   */
  async expireLeases(onRefused: OnRefused = refuse): Promise<number> {
    const ended = await this.byPages(DEAD_LEASES, [], onRefused, async (manager, ids) => {
      const rows: unknown[] = await manager.query(EXPIRE_LEASES, [ids]);
      await endWaitingOfAccepted(manager, ids);
      return rows;
    });
    return ended.length;
  }

  /**
   * Fails what is past `expires_at`; SENDING never expires, and nothing does in a database that was restored: Meta may have what seems never
   * to have been sent. Returns what failed.
   */
  expireMessages(onRefused: OnRefused = refuse): Promise<readonly MessageNews[]> {
    return this.byPages(PAST_THEIR_TIME, [this.soloWaitMs], onRefused, (manager, ids) =>
      manager.query(EXPIRE_MESSAGES, [
        ids,
        this.soloWaitMs,
        OWN_FAILURES.EXPIRED.title,
        OWN_FAILURES.EXPIRED.advice,
        OWN_FAILURES.UNCONFIRMED.title,
        OWN_FAILURES.UNCONFIRMED.advice,
      ]),
    );
  }

  private async byPages<Result>(
    pick: string,
    values: readonly unknown[],
    onRefused: OnRefused,
    change: (manager: EntityManager, ids: readonly string[]) => Promise<readonly Result[]>,
  ): Promise<readonly Result[]> {
    const work = (ids: readonly string[]): Promise<readonly Result[]> =>
      this.dataSource.transaction(async (manager) => {
        await lockMessages(manager, ids);
        return change(manager, ids);
      });
    const results: Result[] = [];
    try {
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const aside = this.refused.ids();
        const picked: { id: string }[] = await this.dataSource.query(pick, [aside, ...values]);
        const ids = picked.map(({ id }) => id);
        const ended = await this.refused.around(ids, (id) => id, work, onRefused);
        results.push(...ended);
        // Nothing of a whole page: a database that was restored ends nothing, and the next page would be this one again.
        if (picked.length < PAGE || ended.length === 0 || this.refused.ids().length > aside.length) break;
      }
    } catch (error) {
      // What the pages before have changed is news all the same; the next round meets with the same failure.
      if (results.length === 0) throw error;
    }
    return results;
  }
}

const DEAD_LEASES = `
  SELECT message_id AS id FROM send_queue WHERE state = 1 AND lease_until < now() ${firstBy('lease_until')}`;

const PAST_THEIR_TIME = `
  SELECT message_id AS id FROM send_queue WHERE expires_at <= now() AND state <> 1
    AND (state = 0 OR attempted_at < now() - make_interval(secs => $2::float8 / 1000)) ${firstBy('expires_at')}`;

/**
 * By the index that has them in this order: by any other a plan may walk through all that waits. What another worker is about to
 * change is passed over, and nothing stays locked: so each of them gets on with a page of its own.
 */
function firstBy(column: 'lease_until' | 'expires_at'): string {
  return `AND message_id <> ALL($1::uuid[]) ORDER BY ${column} LIMIT ${PAGE} FOR KEY SHARE SKIP LOCKED`;
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
