import type { DataSource } from 'typeorm';

/**
 * A number's calls leave evenly, whichever workers make them: each takes the next free turn of its number. Turns are counted by
 * the database's clock, so that neither the workers' clocks nor what held one of them up matters. The table is not logged: after a
 * crash of PostgreSQL turns begin anew.
 */
export class SenderTurnsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Takes `count` turns in a row, `everyMs` apart. Returns in how many milliseconds the first of them is; below zero where it is over
   * already, and may be used at once.
   */
  async take(senderId: string, count: number, everyMs: number): Promise<number> {
    const [row]: { first: number }[] = await this.dataSource.query(TAKE, [senderId, count * everyMs, EARLIEST_MS]);
    return row?.first ?? 0;
  }
}

/**
 * So long a turn that nobody wanted can still be had. Without it, who asks a moment late would lose it; all that are left add to what
 * goes in a second.
 */
const EARLIEST_MS = 15;

const TAKE = `/* plan kept */
  INSERT INTO sender_turns AS mine (sender_id, next_at)
  VALUES ($1, clock_timestamp() + make_interval(secs => ($2::float8 - $3::float8) / 1000))
  ON CONFLICT (sender_id) DO UPDATE SET next_at = GREATEST(mine.next_at, clock_timestamp() - make_interval(secs => $3::float8 / 1000))
    + make_interval(secs => $2::float8 / 1000)
  RETURNING (extract(epoch FROM mine.next_at - clock_timestamp()) * 1000 - $2::float8)::float8 AS first`;
