import type { DataSource, EntityManager } from 'typeorm';
import { batchFault } from '#database';
import { ALL_CLIENTS, ALL_SENDERS } from './all-together.js';
import { COUNT_CONVERSATIONS, FIRST_CONVERSATIONS } from './conversations-in-sql.js';
import { figuresOfMessages, pricesOfMessages } from './figures-in-sql.js';
import { NOTICE_FREE_TIER } from './notice-free-tier-in-sql.js';

/** Changes of messages that are counted in one transaction. */
const PAGE = 5_000;

/** Figures of an hour, and of a day of the usage, are kept for so long; those of days and months for good. */
export const HOURS_KEPT_DAYS = 35;
const KEPT = `now() - interval '${HOURS_KEPT_DAYS} days'`;

/** Of workers that would count at the same time. */
const ONE_WORKER = 7_765_626_865;

/**
 * Counts what became of messages into hours, days and months, once for each change: it takes what a message counted for from
 * the hour in which that stands, however old, and adds what it counts for now. So late and repeated words of Meta's end in the right place.
 */
export class RollUpRepository {
  constructor(
    private readonly dataSource: DataSource,
    /** BILLING_TIMEZONE. */
    private readonly timezone: string,
    /** FREE_CONVERSATIONS_PER_MONTH; 0: there is no free tier. */
    private readonly freeConversations = 0,
  ) {}

  /** Counts some of the changes that wait; false where none is left, or another worker is at it or counts the months of another time zone. */
  async count(): Promise<boolean> {
    const counted = await this.alone(async (manager) => {
      const [page]: { last: string | null; size: number }[] = await manager.query(PAGE_END, [this.timezone]);
      if (page === undefined || page.last === null) return 0;
      await manager.query(COUNT_MESSAGES, [page.last]);
      await manager.query(COUNT_PRICES, [page.last, this.timezone]);
      await manager.query(COUNT_CONVERSATIONS, [page.last, this.timezone]);
      await manager.query(NOTICE_FREE_TIER, [this.timezone, this.freeConversations]);
      await manager.query('DELETE FROM message_changes WHERE id <= $1', [page.last]);
      return page.size;
    });
    return counted === PAGE;
  }

  /**
   * Counts all messages anew where nothing was counted yet, or in the months of another time zone. It reads the whole table of
   * messages, as it was at one moment; whatever changes meanwhile waits to be counted after it. Null: to be tried again.
   */
  countAnew(): Promise<'counted' | 'stands' | null> {
    return this.alone(async (manager) => {
      const [standing]: { countedFor: string | null }[] = await manager.query(
        'SELECT counted_for AS "countedFor" FROM figures_standing',
      );
      if (standing?.countedFor === this.timezone) return 'stands';
      await manager.query(`SELECT set_config('statement_timeout', '0', true), set_config('work_mem', '256MB', true)`);
      const [changes]: { last: string | null }[] = await manager.query('SELECT max(id) AS last FROM message_changes');
      if (standing?.countedFor === null) await manager.query(FIRST_CONVERSATIONS);
      else await manager.query(COUNT_CONVERSATIONS, [changes?.last ?? 0, this.timezone]);
      await manager.query('DELETE FROM message_figures');
      await manager.query('DELETE FROM usage_figures');
      await manager.query(ALL_MESSAGES);
      await manager.query(ALL_PRICES, [this.timezone]);
      await manager.query(ALL_CONVERSATIONS, [this.timezone]);
      await manager.query('DELETE FROM message_changes WHERE id <= $1', [changes?.last ?? 0]);
      await manager.query('UPDATE figures_standing SET counted_for = $1', [this.timezone]);
      return 'counted';
    });
  }

  /** Deletes the figures of hours, the days of the usage, and the minutes of changed messages, that nobody asks for any more. */
  async forgetOldHours(): Promise<void> {
    await this.dataSource.query(`DELETE FROM changed_minutes WHERE changed_at < ${KEPT}`);
    await this.dataSource.query(`DELETE FROM message_figures WHERE grain = 'hour' AND start < ${KEPT}`);
    await this.dataSource.query(`DELETE FROM usage_figures WHERE period = 'day' AND start < ${KEPT}`);
  }

  /**
   * One worker at a time, and all of its statements see the same changes (REPEATABLE READ). Null where another one is at it, or
   * was until a moment ago, so that what is seen here has been counted already; and where an erasure has changed what is seen here
   * (serialization_failure), or the two waited for each other (deadlock_detected).
   */
  private async alone<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result | null> {
    try {
      return await this.dataSource.transaction('REPEATABLE READ', async (manager) => {
        const [lock]: { mine: boolean }[] = await manager.query(
          `SELECT pg_try_advisory_xact_lock(${ONE_WORKER}) AS mine`,
        );
        return lock?.mine === true ? await work(manager) : null;
      });
    } catch (error) {
      if (batchFault(error) === 'again') return null;
      throw error;
    }
  }
}

const PAGE_END = `
  SELECT max(id)::text AS last, count(*)::integer AS size FROM (
    SELECT c.id FROM message_changes c JOIN figures_standing s ON s.counted_for = $1 ORDER BY c.id LIMIT ${PAGE}) page`;

/** What each message counted for, and what it counts for now. */
const STATES = `
  SELECT -1 AS weight, sender_id, client_id, template_name, country, created_at, wanted_at, was AS progress, was_sent_at AS sent_at,
    was_delivered_at AS delivered_at, was_code AS code, was_pricing AS pricing
  FROM message_changes WHERE id <= $1 AND was IS NOT NULL
  UNION ALL
  SELECT 1, sender_id, client_id, template_name, country, created_at, wanted_at, progress, sent_at, delivered_at, code, pricing
  FROM message_changes WHERE id <= $1`;

const EVERY_MESSAGE = `
  SELECT 1 AS weight, sender_id, client_id, template_name, recipient_country AS country, created_at,
    GREATEST(created_at, scheduled_at) AS wanted_at, progress, sent_at, delivered_at, error_code AS code, pricing
  FROM whatsapp_messages`;

/** From single hours to days, and from single templates, clients and senders to all of them. */
function countMessages(states: string): string {
  return `
  INSERT INTO message_figures AS f (template_name, grain, start, sender_id, client_id, figure, detail, count)
  SELECT t.name, g.grain, date_trunc(g.grain, h.start, 'UTC'), w.sender_id, w.client_id, h.figure, h.detail, sum(h.count)
  FROM (${figuresOfMessages(states)}) h
  CROSS JOIN (VALUES ('hour'), ('day')) g (grain) CROSS JOIN LATERAL (VALUES (h.template_name), ('')) t (name)
  CROSS JOIN LATERAL (VALUES (h.sender_id, h.client_id), (h.sender_id, '${ALL_CLIENTS}'::uuid),
    ('${ALL_SENDERS}', '${ALL_CLIENTS}'::uuid)) w (sender_id, client_id)
  WHERE h.count <> 0 AND (g.grain = 'day' OR h.start >= ${KEPT})
  GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(h.count) <> 0
  ORDER BY 1, 2, 3, 4, 5, 6, 7
  ON CONFLICT (template_name, grain, start, sender_id, client_id, figure, detail) DO UPDATE SET count = f.count + excluded.count`;
}

function countPrices(states: string, timezone: string): string {
  return `
  INSERT INTO usage_figures AS f (period, start, sender_id, client_id, figure, billable, category, type, country, count)
  SELECT p.period, date_trunc(p.period, d.day::timestamp)::date, d.sender_id, d.client_id, 'message', d.billable, d.category, d.type,
    d.country, sum(d.count)
  FROM (${pricesOfMessages(states, timezone)}) d CROSS JOIN (VALUES ('day'), ('month')) p (period)
  WHERE p.period = 'month' OR d.day >= ${KEPT}
  GROUP BY 1, 2, 3, 4, 6, 7, 8, 9 HAVING sum(d.count) <> 0
  ORDER BY 1, 2, 3, 4, 6, 7, 8, 9
  ON CONFLICT (period, start, sender_id, client_id, figure, billable, category, type, country) DO UPDATE SET count = f.count + excluded.count`;
}

const COUNT_MESSAGES = countMessages(STATES);
const COUNT_PRICES = countPrices(STATES, '$2');
const ALL_MESSAGES = countMessages(EVERY_MESSAGE);
const ALL_PRICES = countPrices(EVERY_MESSAGE, '$1');

const ALL_CONVERSATIONS = `
  INSERT INTO usage_figures (period, start, sender_id, client_id, figure, billable, category, type, country, count)
  SELECT p.period, date_trunc(p.period, c.opened_at AT TIME ZONE $1)::date, c.sender_id, c.client_id, 'conversation', '', '', '', '', count(*)
  FROM conversations c CROSS JOIN (VALUES ('day'), ('month')) p (period)
  WHERE p.period = 'month' OR c.opened_at >= ${KEPT} GROUP BY 1, 2, 3, 4`;
