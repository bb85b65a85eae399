import type { DataSource } from 'typeorm';
import { PRIORITIES, type Priority, TEMPLATE_STOPS } from '#messages';

export interface DueMessage {
  readonly messageId: string;
  readonly enqueueNumber: number;
  readonly priority: Priority;
}

/** The lanes to look into, as the queue has them: how many jobs wait there, and the message whose job is next. */
export type LanesToFill = Readonly<
  Partial<Record<Priority, { readonly waiting: number; readonly next: Omit<DueMessage, 'priority'> | null }>>
>;

/** What an idle lane does not have after this long, it has lost. */
const LOST_WHEN_IDLE_S = 2;
/** So much later a message may have been added than one that is claimed after it: some are held up on the way into the queue or out of it. */
const LOST_BEHIND_S = 60;

/** Where a message stands in its lane. The time is PostgreSQL's own text: a Date would forget its microseconds. */
interface Place {
  readonly dueAt: string;
  readonly messageId: string;
}

interface Looked {
  readonly priority: number;
  /** The last place that was looked at; null at the end of the lane. */
  readonly upto: Place | null;
  readonly messages: readonly Pick<DueMessage, 'messageId' | 'enqueueNumber'>[];
}

/** What should be in the queue and is not. */
export class DueMessagesRepository {
  /** Of a lane at whose head nothing may go, how far it was looked at; by sender and lane. */
  private readonly passed = new Map<string, Place>();
  /** What was enqueued before this moment the queue has lost. PostgreSQL's own text, as in `Place`. */
  private lostUntil: string | null = null;

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Marks up to `limit` due messages of each of these lanes of a sender as enqueued and returns them for adding. A lane of the
   * queue goes by the order in which it was added to: what was enqueued a minute before the message that is next, and is not claimed,
   * counts as lost by the queue; where nothing waits, whatever was enqueued 2 s ago, or before the number's pause or wait ended: the
   * claim turned away what came until then. How long it has waited proves nothing: a backlog
   * takes hours, and a second job of each of its messages would take the turn of whatever came since. Of all lanes is lost what was
   * enqueued before the queue lost its memory (`queueLost`). Several workers may call it at once.
   *
   * It looks at the first 10,000 that are due in a lane. Where none of them may go (their template is paused, or their country),
   * the next call looks at the next 10,000, and at the end of the lane it begins anew: however many are stopped, a call reads no
   * more than that.
   */
  async take(phoneNumberId: string, limit: number, room: LanesToFill): Promise<readonly DueMessage[]> {
    const lanes = LANES.flatMap((name) => (room[name] === undefined ? [] : [{ name, ...room[name] }]));
    const after = lanes.map(({ name }) => this.passed.get(keyOf(phoneNumberId, name)) ?? HEAD);
    const looked: Looked[] = await this.dataSource.query(TAKE, [
      phoneNumberId,
      limit,
      lanes.map(({ name }) => PRIORITIES[name]),
      lanes.map(({ waiting }) => waiting === 0),
      lanes.map(({ next }) => next?.messageId ?? null),
      lanes.map(({ next }) => next?.enqueueNumber ?? null),
      after.map((place) => place.dueAt),
      after.map((place) => place.messageId),
      this.lostUntil,
    ]);
    return lanes.flatMap(({ name: priority }) => {
      const lane = looked.find((entry) => entry.priority === PRIORITIES[priority]);
      if (lane === undefined) return [];
      this.passOver(keyOf(phoneNumberId, priority), lane);
      return lane.messages.map((message) => ({ ...message, priority }));
    });
  }

  /**
   * The queue's memory is gone: everything that was enqueued until now is to be added again. No row is changed for it, however many
   * there are; they are taken by pages, as whatever is due.
   */
  async queueLost(): Promise<void> {
    const [{ at }]: [{ at: string }] = await this.dataSource.query('SELECT now()::text AS at');
    this.lostUntil = at;
  }

  private passOver(key: string, { upto, messages }: Looked): void {
    if (upto === null) this.passed.delete(key);
    else if (messages.length === 0) this.passed.set(key, upto);
  }
}

const LANES = ['high', 'normal', 'bulk'] as const;

const HEAD: Place = { dueAt: '-infinity', messageId: '00000000-0000-0000-0000-000000000000' };

/** More than wait in the queue (ENOUGH_WAITING of the sweep) and are added at once, so that usually the head is enough. */
const LOOKED_AT = 10_000;

function keyOf(phoneNumberId: string, lane: Priority): string {
  return `${phoneNumberId} ${lane}`;
}

const TEMPLATE = `LEFT JOIN templates t
        ON t.waba_id = q.waba_id AND t.name = q.template_name AND t.language = q.template_language
      CROSS JOIN installation i`;

const IN_LANE = 'q.sender_id = $1 AND q.priority = lane.priority AND q.state = 0 AND q.due_at <= now()';
const LOOKED_AT_LAST = 'ROW(q.due_at, q.message_id) > ROW(lane.after_due, lane.after_id)';

const IS_DUE = `${IN_LANE} AND ${LOOKED_AT_LAST} AND ROW(q.due_at, q.message_id) <= ROW(lane.upto_due, lane.upto_id)
        AND q.expires_at > now()
        AND (q.enqueued_at IS NULL OR q.enqueued_at < lane.lost_before)
        AND NOT ${TEMPLATE_STOPS}`;

// Rows that may not be sent now are not added: their jobs would only be turned away by the claim. To a country whose pause
// has waited long enough one message is: it finds out whether the others may follow. Each lane is read from its own end of the
// index, so that what is urgent is found at once, however much waits in another.
const TAKE = `/* plan kept */
  WITH asked AS (
    SELECT lane.*, GREATEST($9::timestamptz, CASE WHEN lane.idle THEN GREATEST(now() - interval '${LOST_WHEN_IDLE_S} seconds', (
        SELECT GREATEST(s.resumed_at, CASE WHEN s.wait_until <= now() THEN s.wait_until END) FROM senders s WHERE s.phone_number_id = $1)) ELSE (
        SELECT n.enqueued_at - interval '${LOST_BEHIND_S} seconds' FROM send_queue n
        WHERE n.message_id = lane.next_id AND n.enqueue_number = lane.next_number) END) AS lost_before
    FROM unnest($3::smallint[], $4::boolean[], $5::uuid[], $6::integer[], $7::timestamptz[], $8::uuid[])
      AS lane (priority, idle, next_id, next_number, after_due, after_id)
  ), lane AS MATERIALIZED (
    SELECT lane.*, COALESCE(upto.due_at, 'infinity') AS upto_due,
      COALESCE(upto.message_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') AS upto_id
    FROM asked lane LEFT JOIN LATERAL (
      SELECT q.due_at, q.message_id FROM send_queue q WHERE ${IN_LANE} AND ${LOOKED_AT_LAST}
      ORDER BY q.due_at, q.message_id OFFSET ${LOOKED_AT - 1} LIMIT 1
    ) upto ON true
  ), country_trial AS MATERIALIZED (
    SELECT (SELECT first.message_id FROM lane CROSS JOIN LATERAL (
        SELECT q.message_id, q.priority, q.due_at FROM send_queue q ${TEMPLATE}
        WHERE ${IS_DUE} AND q.country = p.country ORDER BY q.due_at, q.message_id LIMIT 1
      ) first ORDER BY first.priority DESC, first.due_at LIMIT 1) AS message_id
    FROM sender_country_pauses p WHERE p.sender_id = $1 AND p.lifted_at IS NULL AND p.wait_until <= now()
  ), due AS (
    SELECT found.message_id FROM lane CROSS JOIN LATERAL (
      SELECT q.message_id, q.priority, q.due_at
      FROM send_queue q
      JOIN senders s ON s.phone_number_id = q.sender_id
      ${TEMPLATE}
      WHERE ${IS_DUE} AND i.sending_enabled AND NOT i.recovery_needed
        AND s.state = 'ACTIVE' AND (s.wait_until IS NULL OR s.wait_until <= now())
        AND (q.message_id IN (SELECT message_id FROM country_trial) OR NOT EXISTS (
          SELECT FROM sender_country_pauses p WHERE p.sender_id = q.sender_id AND p.country = q.country AND p.lifted_at IS NULL))
      ORDER BY q.due_at, q.message_id
      LIMIT CASE WHEN (SELECT half_open FROM senders WHERE phone_number_id = $1) THEN 1 ELSE $2::integer END
      FOR UPDATE OF q SKIP LOCKED
    ) found
    ORDER BY found.priority DESC, found.due_at
    LIMIT CASE WHEN (SELECT half_open FROM senders WHERE phone_number_id = $1) THEN 1 END
  ), taken AS (
    UPDATE send_queue q SET enqueued_at = now(), enqueue_number = q.enqueue_number + 1
    FROM due d WHERE q.message_id = d.message_id
    RETURNING q.message_id, q.enqueue_number, q.priority
  )
  SELECT lane.priority,
    CASE WHEN lane.upto_due < 'infinity' THEN json_build_object('dueAt', lane.upto_due::text, 'messageId', lane.upto_id) END AS upto,
    COALESCE((SELECT json_agg(json_build_object('messageId', t.message_id, 'enqueueNumber', t.enqueue_number))
      FROM taken t WHERE t.priority = lane.priority), '[]') AS messages
  FROM lane`;
