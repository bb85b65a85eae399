import type { DataSource } from 'typeorm';
import type { IntakeRepository } from './intake.repository.js';
import { type LaterRevision, laterRevisionOf } from './later-revision.js';
import type { NewMessage } from './new-message.js';

export type Resend =
  /** `due`: whether it may be sent at once. */
  | { readonly kind: 'kept'; readonly due: boolean }
  | { readonly kind: 'not_failed' }
  | { readonly kind: 'superseded'; readonly by: LaterRevision }
  | { readonly kind: 'may_have_arrived' }
  | { readonly kind: 'resent_before'; readonly id: string };

/** What stands in the way of repeating a failed message. */
export interface ResendStanding {
  /** The message that the whole chain repeats; itself where it is no repetition. */
  readonly first: string;
  /** It tells of an order of which a higher revision is there. */
  readonly superseded: boolean;
  /** One that repeats the same and has not failed. */
  readonly repeatedBy: string | null;
  /** Nobody heard the end of one of its attempts. */
  readonly mayHaveArrived: boolean;
}

/** Keeps a message that repeats a failed one, unless another does so already, or repeats what that one repeats, and has not failed itself; or an order that was replaced. */
export class ResendsRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly intake: IntakeRepository,
  ) {}

  /** As it stands now, without a lock: who goes on to `keep` one hears of what has changed meanwhile. */
  async standings(ids: readonly string[]): Promise<ReadonlyMap<string, ResendStanding>> {
    const rows: (ResendStanding & { readonly id: string })[] = await this.dataSource.query(STANDINGS, [ids]);
    return new Map(rows.map(({ id, ...standing }) => [id, standing]));
  }

  /** What has replaced the order that the message tells of; null where nothing has. */
  async laterRevision(id: string): Promise<LaterRevision | null> {
    const [later]: LaterRevision[] = await this.dataSource.query(LATER_REVISION, [id]);
    return later ?? null;
  }

  /**
   * Committed when it resolves; the new message is of the client whose the first was. The lock on the message that all of them repeat makes callers at once one after the other,
   * whichever of them each names, and before or after a revision of its order (purchase-orders.repository.ts).
   */
  keep(failedId: string, message: NewMessage, force: boolean): Promise<Resend> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query(LOCK_FIRST, [failedId]);
      const [failed]: { readonly clientId: string }[] = await manager.query(
        `SELECT client_id AS "clientId" FROM whatsapp_messages WHERE id = $1 AND status = 'FAILED' FOR NO KEY UPDATE`,
        [failedId],
      );
      // Meta took it after all, as it said a moment ago.
      if (failed === undefined) return { kind: 'not_failed' };
      const [later]: LaterRevision[] = await manager.query(LATER_REVISION, [failedId]);
      if (later !== undefined) return { kind: 'superseded', by: later };
      const unclear: unknown[] = await manager.query(UNCLEAR_ATTEMPT, [failedId]);
      if (unclear.length > 0 && !force) return { kind: 'may_have_arrived' };
      const [earlier]: { id: string }[] = await manager.query(LIVING_REPEAT, [failedId]);
      if (earlier !== undefined) return { kind: 'resent_before', id: earlier.id };
      const kept = await this.intake.insertWithin(manager, [{ ...message, clientId: failed.clientId }]);
      return { kind: 'kept', due: kept.get(message.id)?.due === true };
    });
  }
}

/** `first`: the message that was not a resend itself. */
const FIRST = `chain AS (
    SELECT id, resend_of FROM whatsapp_messages WHERE id = $1
    UNION ALL SELECT m.id, m.resend_of FROM chain c JOIN whatsapp_messages m ON m.id = c.resend_of
  ), first AS (SELECT id FROM chain WHERE resend_of IS NULL)`;

/** The oldest of them, so that messages are locked by id, as everywhere. */
const LOCK_FIRST = `WITH RECURSIVE ${FIRST} SELECT FROM whatsapp_messages WHERE id = (SELECT id FROM first) FOR NO KEY UPDATE`;

const LATER_REVISION = laterRevisionOf('$1');

/** What was cancelled was never sent, and stands in nobody's way. */
const LIVING_REPEAT = `
  WITH RECURSIVE ${FIRST}, repeats AS (
    SELECT id FROM first
    UNION ALL SELECT m.id FROM repeats r JOIN whatsapp_messages m ON m.resend_of = r.id
  )
  SELECT m.id FROM repeats r JOIN whatsapp_messages m ON m.id = r.id WHERE m.status NOT IN ('FAILED', 'CANCELLED') LIMIT 1`;

/**
 * However the message ended: an attempt of which nobody heard the end, because it is still under way or was unclear, may reach
 * the recipient. After `recado recover` that may be one that is not in the database at all.
 */
function unclearAttemptOf(id: string): string {
  return `
  SELECT FROM send_attempts WHERE message_id = ${id} AND confirmed_at IS NULL
    AND (outcome IS NULL OR outcome LIKE 'unclear%' OR outcome = 'lease_expired')
  UNION ALL
  SELECT FROM message_events WHERE message_id = ${id} AND type = 'recovered' LIMIT 1`;
}

const UNCLEAR_ATTEMPT = unclearAttemptOf('$1');

const STANDINGS = `
  WITH RECURSIVE chain AS (
    SELECT m.id AS asked, m.id, m.resend_of FROM unnest($1::uuid[]) AS x (id) JOIN whatsapp_messages m ON m.id = x.id
    UNION ALL SELECT c.asked, m.id, m.resend_of FROM chain c JOIN whatsapp_messages m ON m.id = c.resend_of
  ), firsts AS (
    SELECT asked, id AS first FROM chain WHERE resend_of IS NULL
  ), repeats AS (
    SELECT asked, first AS id FROM firsts
    UNION ALL SELECT r.asked, m.id FROM repeats r JOIN whatsapp_messages m ON m.resend_of = r.id
  ), living AS (
    SELECT DISTINCT ON (r.asked) r.asked, m.id FROM repeats r JOIN whatsapp_messages m ON m.id = r.id
    WHERE m.status NOT IN ('FAILED', 'CANCELLED')
  )
  SELECT f.asked AS id, f.first, l.id AS "repeatedBy", EXISTS (${unclearAttemptOf('f.asked')}) AS "mayHaveArrived",
    EXISTS (${laterRevisionOf('f.asked')}) AS superseded
  FROM firsts f LEFT JOIN living l USING (asked)`;
