import type { DataSource, EntityManager } from 'typeorm';
import { ATTEMPT_WENT_WELL } from '#messages';

/** Messages of a sender to one country wait. */
export interface CountryPause {
  readonly senderId: string;
  /** ISO 3166: `ES`. */
  readonly country: string;
  /** Meta's error code. */
  readonly code: string;
  readonly pausedAt: Date;
  /** One message is tried then; while it is under way, when it is given up. */
  readonly waitUntil: Date;
  /** False where that is over, and the next message is the one. */
  readonly waits: boolean;
}

/** Meta refused an attempt because its sender may not write to that country. */
interface CountryRefusal {
  readonly messageId: string;
  readonly attempt: number | null;
  /** ISO 3166, as `recipientCountry` reads it. */
  readonly country: string;
  readonly code: string;
}

/** A country of a sender. */
type Direction = Pick<CountryPause, 'senderId' | 'country'>;

/** To which countries a sender writes nothing for now; docs/sender-health.md. */
export class CountryPausesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** By sender and country. */
  list(): Promise<readonly CountryPause[]> {
    return this.dataSource.query(
      `SELECT sender_id AS "senderId", country, code, paused_at AS "pausedAt", wait_until AS "waitUntil",
         wait_until > now() AS waits
       FROM sender_country_pauses WHERE lifted_at IS NULL ORDER BY sender_id, country`,
    );
  }

  /** Meta's answer refused that attempt for the country; from then on its message belongs to that country. */
  async pauseByAnswer(refusal: CountryRefusal): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      // Of a message that was accepted before countries were known, before its pause is looked at: the claim locks in that order.
      await manager.query('UPDATE send_queue SET country = $2 WHERE message_id = $1 AND country IS NULL', [
        refusal.messageId,
        refusal.country,
      ]);
      await CountryPausesRepository.pauseWithin(manager, [refusal]);
    });
  }

  /**
   * Messages of those senders to those countries wait: 15 minutes, twice as long after each message that was tried in vain, at
   * most 6 hours. Only what was sent since the pause was lifted last begins another, and only the message that was tried makes
   * one longer: what was under way with the first is refused along with it.
   */
  static async pauseWithin(manager: EntityManager, refusals: readonly CountryRefusal[]): Promise<void> {
    if (refusals.length > 0) await manager.query(PAUSE, [JSON.stringify(refusals)]);
  }

  /** The message that was tried was accepted, which proves little: the others wait for Meta's webhook on it. */
  async listen({ senderId, country }: Direction, milliseconds: number): Promise<void> {
    await this.dataSource.query(
      `UPDATE sender_country_pauses SET accepted_at = now(), wait_until = now() + make_interval(secs => $3::float8 / 1000)
       WHERE sender_id = $1 AND country = $2 AND lifted_at IS NULL`,
      [senderId, country, milliseconds],
    );
  }

  /**
   * The pause is over where Meta's webhook said that the message was sent, or nothing at all for that long; and where the wait is
   * over and nothing is left that could be tried. Where the message failed for a reason of its own, which proves nothing, another
   * is tried.
   */
  async liftEnded(milliseconds: number): Promise<readonly Direction[]> {
    await this.dataSource.query(TRY_ANOTHER);
    const lifted: Direction[] = await this.dataSource.query(LIFT_ENDED, [milliseconds]);
    // In a transaction of its own: messages given back lock the queue before the pause.
    for (const { senderId, country } of lifted) await this.dataSource.query(RELEASE, [senderId, country]);
    return lifted;
  }

  /** A person says that it is over: one message goes now, the others follow it; with nothing that waits it ends. True where it was paused. */
  async tryNow({ senderId, country }: Direction): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `WITH tried AS (
         UPDATE sender_country_pauses SET wait_until = now(), failed_trials = 0
         WHERE sender_id = $1 AND country = $2 AND lifted_at IS NULL RETURNING 1)
       SELECT * FROM tried`,
      [senderId, country],
    );
    return rows.length > 0;
  }

  /** Pauses that nobody was told of yet; each to one caller. */
  toTell(): Promise<readonly (Direction & Pick<CountryPause, 'code'>)[]> {
    return this.dataSource.query(TELL);
  }
}

const TRIED = `send_attempts a WHERE a.sender_id = p.sender_id AND a.started_at = p.tried_at AND a.confirmed_at IS NOT NULL`;

// Locked in one order, here as below (locks.ts).
const TRY_ANOTHER = `
  WITH failed AS MATERIALIZED (
    SELECT p.sender_id, p.country FROM sender_country_pauses p
    WHERE p.lifted_at IS NULL AND p.accepted_at IS NOT NULL AND EXISTS (SELECT FROM ${TRIED} AND NOT ${ATTEMPT_WENT_WELL})
    ORDER BY p.sender_id, p.country FOR UPDATE
  )
  UPDATE sender_country_pauses p SET tried_at = NULL, accepted_at = NULL, wait_until = now()
  FROM failed f WHERE p.sender_id = f.sender_id AND p.country = f.country`;

const LIFT_ENDED = `
  WITH ended AS MATERIALIZED (
    SELECT p.sender_id, p.country FROM sender_country_pauses p
    WHERE p.lifted_at IS NULL AND (p.accepted_at <= now() - make_interval(secs => $1::float8 / 1000)
      OR EXISTS (SELECT FROM ${TRIED} AND ${ATTEMPT_WENT_WELL})
      OR (p.wait_until <= now() AND (
        -- In this order there is one index to read, at one place; NOT EXISTS may read all that waits for the sender.
        SELECT q.due_at FROM send_queue q WHERE q.sender_id = p.sender_id AND q.country = p.country AND q.state = 0
        ORDER BY q.due_at LIMIT 1) IS NULL))
    ORDER BY p.sender_id, p.country FOR UPDATE
  ), lifted AS (
    UPDATE sender_country_pauses p SET lifted_at = now(), tried_at = NULL, accepted_at = NULL, failed_trials = 0
    FROM ended e WHERE p.sender_id = e.sender_id AND p.country = e.country
    RETURNING p.sender_id AS "senderId", p.country)
  SELECT * FROM lifted`;

/** What the queue was told of before has been turned away meanwhile: it is added again at once. Locked by id (locks.ts). */
const RELEASE = `
  WITH waiting AS MATERIALIZED (
    SELECT message_id FROM send_queue WHERE sender_id = $1 AND country = $2 AND state = 0 AND enqueued_at IS NOT NULL
    ORDER BY message_id FOR UPDATE
  )
  UPDATE send_queue q SET enqueued_at = NULL FROM waiting w WHERE q.message_id = w.message_id`;

const TELL = `
  WITH untold AS MATERIALIZED (
    SELECT sender_id, country FROM sender_country_pauses WHERE NOT told AND lifted_at IS NULL ORDER BY sender_id, country FOR UPDATE
  ), told AS (
    UPDATE sender_country_pauses p SET told = true FROM untold u
    WHERE p.sender_id = u.sender_id AND p.country = u.country
    RETURNING p.sender_id AS "senderId", p.country, p.code)
  SELECT * FROM told`;

const FAILED_TRIALS = `CASE WHEN p.lifted_at IS NULL THEN p.failed_trials + 1 ELSE 0 END`;

// `paused_at` of the row to be inserted is when the refused attempt began; inserted in one order, as rows are locked (locks.ts).
const PAUSE = `
  WITH input AS (
    SELECT DISTINCT ON (m.sender_id, x.country) m.sender_id, x.country, x.code, COALESCE(a.started_at, now()) AS began_at
    FROM json_to_recordset($1::json) AS x ("messageId" uuid, attempt integer, country text, code text)
    JOIN whatsapp_messages m ON m.id = x."messageId"
    LEFT JOIN send_attempts a ON a.message_id = m.id AND a.attempt = x.attempt
    ORDER BY m.sender_id, x.country, began_at DESC
  )
  INSERT INTO sender_country_pauses AS p (sender_id, country, code, paused_at, wait_until)
  SELECT sender_id, country, code, began_at, now() + interval '15 minutes' FROM input ORDER BY sender_id, country
  ON CONFLICT (sender_id, country) DO UPDATE SET code = excluded.code, lifted_at = NULL, tried_at = NULL, accepted_at = NULL,
    paused_at = CASE WHEN p.lifted_at IS NULL THEN p.paused_at ELSE excluded.paused_at END,
    told = p.told AND p.lifted_at IS NULL, failed_trials = ${FAILED_TRIALS},
    wait_until = now() + LEAST(interval '15 minutes' * 2 ^ LEAST(${FAILED_TRIALS}, 10), interval '6 hours')
  WHERE excluded.paused_at > p.lifted_at OR (p.lifted_at IS NULL AND excluded.paused_at >= p.tried_at)`;
