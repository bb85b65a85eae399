import type { DataSource } from 'typeorm';

/** In milliseconds of the database's clock. */
export interface TakenTurns {
  /** When they were taken. */
  readonly takenAtMs: number;
  /** When the first of them is; earlier than that where it is over already, and may be used at once. */
  readonly firstAtMs: number;
}

/**
 * A number's calls leave evenly, whichever workers make them: each takes the next free turn of its number. Turns are counted by
 * the database's clock, so that neither the workers' clocks nor what held one of them up matters. The table is not logged: after a
 * crash of PostgreSQL turns begin anew.
 */
export class SenderTurnsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Takes `count` turns in a row, `everyMs` apart. */
  async take(senderId: string, count: number, everyMs: number): Promise<TakenTurns> {
    const farthestMs = Math.max(FARTHEST_MS, FARTHEST_TURNS * everyMs);
    const [row]: [TakenTurns] = await this.dataSource.query(TAKE, [senderId, count * everyMs, EARLIEST_MS, farthestMs]);
    return row;
  }
}

/**
 * So long a turn that nobody wanted can still be had. Without it, who asks a moment late would lose it; all that are left add to what
 * goes in a second.
 */
const EARLIEST_MS = 15;

/** No number of workers takes turns so far ahead: the clock was set back, and nobody waits until it has caught up. */
const FARTHEST_MS = 10_000;
const FARTHEST_TURNS = 100;

const TAKE = `/* plan kept */
  INSERT INTO sender_turns AS mine (sender_id, next_at)
  VALUES ($1, clock_timestamp() + make_interval(secs => ($2::float8 - $3::float8) / 1000))
  ON CONFLICT (sender_id) DO UPDATE SET next_at = make_interval(secs => $2::float8 / 1000) + CASE
    WHEN mine.next_at > clock_timestamp() + make_interval(secs => $4::float8 / 1000) THEN clock_timestamp()
    ELSE GREATEST(mine.next_at, clock_timestamp() - make_interval(secs => $3::float8 / 1000)) END
  RETURNING extract(epoch FROM clock_timestamp())::float8 * 1000 AS "takenAtMs",
    extract(epoch FROM mine.next_at)::float8 * 1000 - $2::float8 AS "firstAtMs"`;
