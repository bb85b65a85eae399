import type { DataSource, EntityManager } from 'typeorm';
import { lockMessages } from '#sending';
import { eraseMessages } from './erase-messages.repository.js';

/** Of one transaction. */
const PAGE = 500;

/** Of one statement that deletes or empties rows nobody changes any more. */
const MANY = 5_000;

/** Whoever stopped a message that old is asked by Meta about nothing: it gives up after 30 days, and repeats for 7. */
const NAMES_KEPT = `interval '45 days'`;

/** Of workers that would erase at the same time. */
const ONE_WORKER = 7_765_626_867;

/** What is left of it when RETENTION_DAYS are over: docs/privacy.md. */
export class EraseOldRepository {
  /** Of `recipient_ids` and `recipient_parents`, the last user id that was looked at; they are looked through again and again. */
  private lookedAt = '';

  constructor(
    private readonly dataSource: DataSource,
    /** RETENTION_DAYS. */
    private readonly days: number,
  ) {}

  /** Erases what messages of before say of their recipients, page after page while `goesOn` says so; null where another worker is at it. */
  async eraseMessages(goesOn: () => boolean): Promise<number | null> {
    let erased = 0;
    while (goesOn()) {
      const done = await this.alone((manager) => this.erasePage(manager));
      if (done === null) return null;
      erased += done.erased;
      if (!done.more) break;
    }
    return erased;
  }

  /** For how long the oldest message that is to be erased has been, in seconds; 0 where none is. */
  async behindSeconds(): Promise<number> {
    const [row]: { seconds: number }[] = await this.dataSource.query(BEHIND, [this.days]);
    return row?.seconds ?? 0;
  }

  /** The rest: what recipients wrote and decided, raw webhooks, and whose conversations those were. How much recipients had written. */
  async eraseTheRest(): Promise<number> {
    const words = await this.inPages(ERASE_WORDS);
    for (const statement of THE_REST) await this.inPages(statement);
    await this.dataSource.query(`DELETE FROM erased_recipients WHERE erased_at < now() - ${NAMES_KEPT}`);
    await this.forgetIds();
    return words;
  }

  private async erasePage(manager: EntityManager): Promise<{ erased: number; more: boolean }> {
    const page: { id: string; placed: boolean }[] = await manager.query(NEXT, [this.days]);
    if (page.length === 0) return { erased: 0, more: false };
    const ids = page.map(({ id }) => id);
    await lockMessages(manager, ids);
    const waiting: { id: string }[] = await manager.query(
      'SELECT message_id AS id FROM send_queue WHERE message_id = ANY($1::uuid[])',
      [ids],
    );
    const unfinished = waiting.map(({ id }) => id);
    const finished = ids.filter((id) => !unfinished.includes(id));
    await eraseMessages(manager, finished, null);
    await manager.query('DELETE FROM postponed_erasures WHERE message_id = ANY($1::uuid[])', [finished]);
    await manager.query(
      'INSERT INTO postponed_erasures (message_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING',
      [unfinished],
    );
    await manager.query(MOVE_ON, [page.flatMap(({ id, placed }) => (placed ? [id] : []))]);
    return { erased: finished.length, more: page.length >= PAGE };
  }

  /** How many rows it touched; no more where another worker is at it. */
  private async inPages(statement: string): Promise<number> {
    for (let rows = 0; ;) {
      const counts: { count: number }[] | null = await this.alone((manager) => manager.query(statement, [this.days]));
      const count = counts?.[0]?.count ?? 0;
      rows += count;
      if (count < MANY) return rows;
    }
  }

  /** Which phone a user id stands for, and whose it is, is of use as long as anything else of that person is here. */
  private async forgetIds(): Promise<void> {
    const [row]: { last: string | null }[] = await this.dataSource.query(FORGET_IDS, [this.lookedAt]);
    this.lookedAt = row?.last ?? '';
  }

  private alone<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result | null> {
    return this.dataSource.transaction(async (manager) => {
      const [lock]: { mine: boolean }[] = await manager.query(
        `SELECT pg_try_advisory_xact_lock(${ONE_WORKER}) AS mine`,
      );
      return lock?.mine === true ? work(manager) : null;
    });
  }
}

const OLD = `now() - make_interval(days => $1::integer)`;

/**
 * In the order in which they were accepted, from the place where the last page ended; and those that had to wait and are over.
 * None before conversations were counted for the first time: afterwards nobody can tell which messages went to the same person.
 */
const NEXT = `
  (SELECT m.id, true AS placed FROM whatsapp_messages m, erasure_standing s, figures_standing f
   WHERE f.counted_for IS NOT NULL AND (m.created_at, m.id) > (s.erased_until, s.erased_until_id) AND m.created_at < ${OLD}
   ORDER BY m.created_at, m.id LIMIT ${PAGE})
  UNION ALL
  (SELECT p.message_id, false FROM postponed_erasures p
   WHERE NOT EXISTS (SELECT FROM send_queue q WHERE q.message_id = p.message_id) LIMIT ${PAGE})`;

const BEHIND = `
  SELECT date_part('epoch', ${OLD} - m.created_at) AS seconds FROM whatsapp_messages m, erasure_standing s
  WHERE (m.created_at, m.id) > (s.erased_until, s.erased_until_id) AND m.created_at < ${OLD} ORDER BY m.created_at, m.id LIMIT 1`;

const MOVE_ON = `
  UPDATE erasure_standing SET erased_until = last.created_at, erased_until_id = last.id
  FROM (SELECT id, created_at FROM whatsapp_messages WHERE id = ANY($1::uuid[]) ORDER BY created_at DESC, id DESC LIMIT 1) last`;

/** Counts the rows that a statement touches. */
function counted(statement: string): string {
  return `WITH done AS (${statement} RETURNING 1) SELECT count(*)::integer AS count FROM done`;
}

const ERASE_WORDS = counted(
  `UPDATE inbound_messages i SET wamid = erased_wamid(i.wamid), recipient_phone = NULL, recipient_user_id = NULL, body_text = NULL,
     button_payload = NULL, context_wamid = erased_wamid(i.context_wamid), waits = false
   FROM (
     SELECT sender_id, wamid FROM inbound_messages
     WHERE received_at < ${OLD} AND (recipient_phone IS NOT NULL OR recipient_user_id IS NOT NULL)
     ORDER BY received_at LIMIT ${MANY} FOR UPDATE SKIP LOCKED) old
   WHERE i.sender_id = old.sender_id AND i.wamid = old.wamid`,
);

/**
 * Raw webhooks, what was set aside and what waits are dropped after 8 days at the latest anyway; these are for fewer
 * RETENTION_DAYS. Of a suppression that was lifted nothing is needed any more.
 */
const THE_REST: readonly string[] = [
  counted(
    `DELETE FROM webhook_payloads WHERE (received_at, id) IN (
       SELECT received_at, id FROM webhook_payloads WHERE received_at < ${OLD} ORDER BY received_at LIMIT ${MANY})`,
  ),
  counted(
    `DELETE FROM webhook_quarantine WHERE key IN (
       SELECT key FROM webhook_quarantine WHERE received_at < ${OLD} ORDER BY received_at LIMIT ${MANY})`,
  ),
  counted(
    `DELETE FROM parked_statuses WHERE (wamid, sender_id, status, error_code) IN (
       SELECT wamid, sender_id, status, error_code FROM parked_statuses WHERE received_at < ${OLD} ORDER BY received_at LIMIT ${MANY})`,
  ),
  counted(
    `DELETE FROM recipient_events WHERE id IN (
       SELECT id FROM recipient_events WHERE recorded_at < ${OLD} ORDER BY id LIMIT ${MANY})`,
  ),
  counted(
    `DELETE FROM suppressions WHERE id IN (
       SELECT id FROM suppressions WHERE lifted_at < ${OLD} AND COALESCE(stopped_at < lifted_at, true) LIMIT ${MANY})`,
  ),
  counted(
    `UPDATE conversations SET recipient = NULL WHERE ctid = ANY(ARRAY(
       SELECT ctid FROM conversations WHERE recipient IS NOT NULL AND opened_at < ${OLD} ORDER BY opened_at LIMIT ${MANY}))`,
  ),
];

/** A part of them at a time; null where that was the last one. No EXISTS: PostgreSQL might read a whole table for each. */
const FORGET_IDS = `
  WITH page AS MATERIALIZED (
    SELECT user_id, array_agg(phone) AS phones FROM (
      SELECT user_id, phone FROM recipient_ids WHERE user_id > $1
      UNION ALL SELECT user_id, NULL FROM recipient_parents WHERE user_id > $1
    ) known GROUP BY user_id ORDER BY user_id LIMIT ${MANY}
  ), over AS MATERIALIZED (
    SELECT p.user_id FROM page p WHERE COALESCE(
      (SELECT true FROM whatsapp_messages m WHERE m.recipient_phone = ANY(p.phones) LIMIT 1),
      (SELECT true FROM whatsapp_messages m WHERE m.recipient_user_id = p.user_id LIMIT 1),
      (SELECT true FROM inbound_messages i WHERE i.recipient_phone = ANY(p.phones) LIMIT 1),
      (SELECT true FROM inbound_messages i WHERE i.recipient_user_id = p.user_id LIMIT 1),
      (SELECT true FROM suppressions s WHERE s.recipient_phone = ANY(p.phones) LIMIT 1),
      (SELECT true FROM suppressions s WHERE s.recipient_user_id = p.user_id LIMIT 1)) IS NULL
  ), ids AS (
    DELETE FROM recipient_ids r USING over o WHERE r.user_id = o.user_id
  ), parents AS (
    DELETE FROM recipient_parents r USING over o WHERE r.user_id = o.user_id
  )
  SELECT max(user_id) AS last FROM page HAVING count(*) = ${MANY}`;
