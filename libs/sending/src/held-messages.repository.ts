import type { DataSource, EntityManager } from 'typeorm';
import { OWN_FAILURES } from '#messages';
import { cancelSuperseded } from './cancel-superseded.js';
import { FAILED } from './failed-in-sql.js';
import { lockMessages } from './locks.js';

export interface HeldMessage {
  readonly id: string;
  readonly reference: string | null;
  readonly senderId: string;
  readonly attemptedAt: Date;
}

/**
 * Who counts and logs what was decided: the process that asks for it, or a worker, because that process is a command that ends
 * (HeldDecisionsRepository).
 */
type ToldBy = 'caller' | 'worker';

/** What a person decides about a message that is HELD: whether Meta has it could not be found out by itself. */
export class HeldMessagesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** All of them, oldest first. */
  list(): Promise<readonly HeldMessage[]> {
    return this.dataSource.query(
      `SELECT q.message_id AS id, m.reference, q.sender_id AS "senderId", q.attempted_at AS "attemptedAt"
       FROM send_queue q JOIN whatsapp_messages m ON m.id = q.message_id WHERE q.state = 3 ORDER BY q.attempted_at, q.message_id`,
    );
  }

  /**
   * Sends it again, or cancels it where a higher revision of its order is there: after that it would be the last word that the
   * supplier reads. Null when it is not HELD (any more).
   */
  release(messageId: string, toldBy: ToldBy = 'caller'): Promise<'released' | 'superseded' | null> {
    return this.dataSource.transaction(async (manager) => {
      if (!(await decide(manager, messageId, 'release', toldBy))) return null;
      const superseded = await cancelSuperseded(manager, [messageId]);
      return superseded.has(messageId) ? 'superseded' : 'released';
    });
  }

  /** Ends it as FAILED; false when it is not HELD (any more). */
  fail(messageId: string, toldBy: ToldBy = 'caller'): Promise<boolean> {
    return this.dataSource.transaction((manager) => decide(manager, messageId, 'fail', toldBy));
  }
}

async function decide(
  manager: EntityManager,
  messageId: string,
  decision: 'release' | 'fail',
  toldBy: ToldBy,
): Promise<boolean> {
  const { title, advice } = OWN_FAILURES.FAILED_BY_OPERATOR;
  await lockMessages(manager, [messageId]);
  const rows: unknown[] =
    decision === 'release'
      ? await manager.query(RELEASE, [messageId])
      : await manager.query(FAIL, [messageId, title, advice]);
  if (rows.length === 0) return false;
  if (toldBy === 'worker')
    await manager.query('INSERT INTO held_decisions (message_id, decision) VALUES ($1, $2)', [messageId, decision]);
  return true;
}

const RELEASE = `
  WITH released AS (
    UPDATE send_queue SET state = 0, due_at = now(), enqueued_at = NULL WHERE message_id = $1 AND state = 3
    RETURNING message_id, attempt
  ), noted AS (
    INSERT INTO message_events (message_id, key, type, occurred_at)
    SELECT message_id, 'released:' || attempt, 'released', now() FROM released ON CONFLICT DO NOTHING
  )
  SELECT message_id FROM released`;

const FAIL = `
  WITH gone AS (
    DELETE FROM send_queue WHERE message_id = $1 AND state = 3 RETURNING message_id, attempt, 'FAILED_BY_OPERATOR' AS code,
      'RECADO' AS source, $2::text AS title, NULL AS details, $3::text AS advice
  ), ${FAILED}
  SELECT message_id FROM gone`;
