import type { DataSource, EntityManager } from 'typeorm';
import { erasedWamid } from '#messages';
import type { Settlement, SettlementResult } from './settlement.js';
import { cancelSuperseded } from './cancel-superseded.js';
import { FAILED, NEWS_OF_FAILED } from './failed-in-sql.js';
import { lockMessages, type LockedMessages } from './locks.js';
import { endWaitingOfAccepted, recordAcceptances } from './record-acceptances.js';
import type { MessageNews } from './message-news.js';
import type { StatusMerge } from './status-merge.js';

/**
 * Writes how attempts ended. Locks in the order of the house (messages by id, then the send queue by id), so that a
 * worker's answer and Meta's webhook about the same messages wait for each other and never deadlock.
 */
export class SettlementsRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly merge: StatusMerge,
  ) {}

  /** Results in the order given; committed when it resolves. */
  settle(settlements: readonly Settlement[]): Promise<readonly SettlementResult[]> {
    return this.dataSource.transaction(async (manager) => {
      const ids = [...new Set(settlements.map((settlement) => settlement.messageId))];
      const { erased } = await lockMessages(manager, ids);
      const accepted = await this.accept(manager, settlements, erased);
      const failed = await this.fail(manager, settlements);
      const applied = new Set([
        ...failed.keys,
        ...(await this.requeue(manager, settlements)),
        ...(await this.markUnclear(manager, settlements)),
      ]);
      await this.endWaiting(manager, settlements);
      await this.finishAttempts(manager, settlements);
      const news = [...accepted, ...failed.news];
      return settlements.map((settlement, index) => ({
        applied: settlement.kind === 'accepted' || applied.has(attemptKey(settlement)),
        news: index === 0 ? news : [],
      }));
    });
  }

  /** An acceptance is recorded whatever the row says by now. */
  private async accept(
    manager: EntityManager,
    settlements: readonly Settlement[],
    erased: LockedMessages['erased'],
  ): Promise<readonly MessageNews[]> {
    const accepted = settlements.filter((settlement) => settlement.kind === 'accepted');
    if (accepted.length === 0) return [];
    const recorded = await recordAcceptances(
      manager,
      accepted.map((settlement) => ({
        ...settlement,
        wamid: erased.has(settlement.messageId) ? erasedWamid(settlement.wamid) : settlement.wamid,
        via: 'ANSWER' as const,
      })),
    );
    const merged = await this.merge.applyParked(
      manager,
      accepted.map((settlement) => settlement.wamid),
    );
    return [...recorded, ...merged.news];
  }

  private async fail(
    manager: EntityManager,
    settlements: readonly Settlement[],
  ): Promise<{ keys: readonly string[]; news: readonly MessageNews[] }> {
    const failed = settlements.filter((settlement) => settlement.kind === 'failed');
    if (failed.length === 0) return { keys: [], news: [] };
    const rows = failed.map(({ messageId, attempt, failure }) => ({ messageId, attempt, ...failure }));
    const gone: (MessageNews & { attempt: number })[] = await manager.query(FAIL, [JSON.stringify(rows)]);
    return { keys: keys(gone), news: gone.map(({ attempt: _attempt, ...entry }) => entry) };
  }

  private async requeue(manager: EntityManager, settlements: readonly Settlement[]): Promise<readonly string[]> {
    const again = settlements.filter((settlement) => settlement.kind === 'again');
    if (again.length === 0) return [];
    const requeued: { messageId: string; attempt: number }[] = await manager.query(REQUEUE, [
      again.map((settlement) => settlement.messageId),
      again.map((settlement) => settlement.attempt),
      again.map((settlement) => settlement.delayMs),
      again.map((settlement) => settlement.counts),
    ]);
    await cancelSuperseded(
      manager,
      requeued.map((entry) => entry.messageId),
    );
    return keys(requeued);
  }

  private async markUnclear(manager: EntityManager, settlements: readonly Settlement[]): Promise<readonly string[]> {
    const unclear = settlements.filter((settlement) => settlement.kind === 'unclear');
    if (unclear.length === 0) return [];
    return keys(
      await manager.query(UNCLEAR, [
        unclear.map((settlement) => settlement.messageId),
        unclear.map((settlement) => settlement.attempt),
      ]),
    );
  }

  /** What is to wait again, though Meta has it by another attempt; whatever else waits an acceptance has ended itself. */
  private async endWaiting(manager: EntityManager, settlements: readonly Settlement[]): Promise<void> {
    const again = settlements.filter(({ kind }) => kind === 'again' || kind === 'unclear');
    if (again.length === 0) return;
    await endWaitingOfAccepted(
      manager,
      again.map(({ messageId }) => messageId),
    );
  }

  private async finishAttempts(manager: EntityManager, settlements: readonly Settlement[]): Promise<void> {
    await manager.query(FINISH, [
      settlements.map((settlement) => settlement.messageId),
      settlements.map((settlement) => settlement.attempt),
      settlements.map((settlement) => (settlement.kind === 'accepted' ? 'accepted' : settlement.outcome)),
      settlements.map(codeOf),
    ]);
  }
}

function codeOf(settlement: Settlement): string | null {
  switch (settlement.kind) {
    case 'accepted':
      return null;
    case 'failed':
      return settlement.failure.code;
    case 'again':
    case 'unclear':
      return settlement.code;
  }
}

function attemptKey(entry: { readonly messageId: string; readonly attempt: number }): string {
  return `${entry.messageId}.${entry.attempt}`;
}

function keys(rows: readonly { readonly messageId: string; readonly attempt: number }[]): string[] {
  return rows.map(attemptKey);
}

/** What an answer other than an acceptance may change: this attempt, while nobody else has had a word on it. */
const STILL_MINE = 'q.message_id = x."messageId" AND q.attempt = x.attempt AND q.state IN (1, 2)';

const FAIL = `/* plan kept */
  WITH input AS (
    SELECT * FROM json_to_recordset($1::json) AS x (
      "messageId" uuid, attempt integer, code text, source text, title text, details text, advice text)
  ), gone AS (
    DELETE FROM send_queue q USING input x WHERE ${STILL_MINE}
    RETURNING q.message_id, q.attempt, x.code, x.source, x.title, x.details, x.advice
  ), ${FAILED}
  ${NEWS_OF_FAILED}`;

/** An answer that comes after the lease clears up what its end had made unclear. */
const REQUEUE = `/* plan kept */
  WITH input AS (
    SELECT * FROM unnest($1::uuid[], $2::integer[], $3::float8[], $4::boolean[]) AS x ("messageId", attempt, delay, counts)
  ), again AS (
    UPDATE send_queue q SET state = 0, lease_until = NULL, enqueued_at = NULL,
      due_at = now() + make_interval(secs => x.delay / 1000), failures = q.failures + x.counts::integer,
      unclear = q.unclear - (q.state = 2)::integer
    FROM input x WHERE ${STILL_MINE} RETURNING q.message_id, q.attempt
  )
  SELECT message_id AS "messageId", attempt FROM again`;

const UNCLEAR = `/* plan kept */
  WITH input AS (SELECT * FROM unnest($1::uuid[], $2::integer[]) AS x ("messageId", attempt)),
  unclear AS (
    UPDATE send_queue q SET state = 2, lease_until = NULL, unclear = q.unclear + (q.state = 1)::integer
    FROM input x WHERE ${STILL_MINE} RETURNING q.message_id, q.attempt
  )
  SELECT message_id AS "messageId", attempt FROM unclear`;

/** What Meta's webhook confirmed was accepted, whatever became of the answer. */
const FINISH = `/* plan kept */
  WITH input AS (
    SELECT * FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::text[]) AS x (id, attempt, outcome, code) ORDER BY id, attempt
  )
  UPDATE send_attempts a SET outcome = CASE WHEN a.confirmed_at IS NULL THEN x.outcome ELSE 'accepted' END,
    error_code = CASE WHEN a.confirmed_at IS NULL THEN x.code END, finished_at = now()
  FROM input x WHERE a.message_id = x.id AND a.attempt = x.attempt`;
