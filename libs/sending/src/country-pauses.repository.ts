import type { DataSource } from 'typeorm';
import { ATTEMPT_WENT_WELL } from '#messages';
import { type CountryRefusal, pauseCountries } from './pause-countries.js';

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
      await pauseCountries(manager, [refusal]);
    });
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
   * Where Meta's webhook said that the message was sent, or nothing at all for that long, the pause is over. Where it failed for a
   * reason of its own, which proves nothing, another is tried.
   */
  async liftProven(milliseconds: number): Promise<readonly Direction[]> {
    await this.dataSource.query(TRY_ANOTHER);
    const lifted: Direction[] = await this.dataSource.query(LIFT_PROVEN, [milliseconds]);
    // In a transaction of its own: messages given back lock the queue before the pause.
    for (const { senderId, country } of lifted) await this.dataSource.query(RELEASE, [senderId, country]);
    return lifted;
  }

  /** A person says that it is over: one message goes now, the others follow it. True where it was paused. */
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

const TRY_ANOTHER = `
  UPDATE sender_country_pauses p SET tried_at = NULL, accepted_at = NULL, wait_until = now()
  WHERE p.lifted_at IS NULL AND p.accepted_at IS NOT NULL AND EXISTS (SELECT FROM ${TRIED} AND NOT ${ATTEMPT_WENT_WELL})`;

const LIFT_PROVEN = `
  WITH lifted AS (
    UPDATE sender_country_pauses p SET lifted_at = now(), tried_at = NULL, accepted_at = NULL, failed_trials = 0
    WHERE p.lifted_at IS NULL AND (p.accepted_at <= now() - make_interval(secs => $1::float8 / 1000) OR EXISTS (SELECT FROM ${TRIED} AND ${ATTEMPT_WENT_WELL}))
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
  WITH told AS (
    UPDATE sender_country_pauses p SET told = true WHERE NOT p.told AND p.lifted_at IS NULL
    RETURNING p.sender_id AS "senderId", p.country, p.code)
  SELECT * FROM told`;
