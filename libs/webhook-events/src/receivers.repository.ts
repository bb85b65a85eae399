import type { DataSource } from 'typeorm';

/** A receiver that has not beaten for this long is taken for dead. */
const SILENT_AFTER = `interval '5 seconds'`;

/**
 * Heartbeats of those who receive Meta's webhooks. An unclear message is sent again only if they were there to hear of it,
 * so every interval in which they were not is written down as soon as it can be.
 */
export class ReceiversRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The first beat of a replica: also notes since when nobody was listening, and who died without saying so. */
  async start(replica: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      // Replicas that start together must not both find themselves the first.
      await manager.query('SELECT pg_advisory_xact_lock(7265636164)');
      await manager.query(NOTE_SILENCE, [replica]);
      await manager.query('INSERT INTO receivers (replica, started_at, beat_at) VALUES ($1, now(), now())', [replica]);
    });
  }

  /**
   * A beat that comes late is itself a gap: the process was frozen or the database away. In a database that was restored from
   * before its first beat it is the first one there.
   */
  async beat(replica: string): Promise<void> {
    const known: unknown[] = await this.dataSource.query(
      `WITH late AS (
         INSERT INTO receiver_gaps (replica, from_at, until_at, reason)
         SELECT replica, beat_at, now(), 'late' FROM receivers WHERE replica = $1 AND beat_at < now() - ${SILENT_AFTER}
         ON CONFLICT (replica, from_at) DO UPDATE SET until_at = GREATEST(receiver_gaps.until_at, excluded.until_at)),
       beaten AS (UPDATE receivers SET beat_at = now(), stopped_at = NULL WHERE replica = $1 RETURNING replica)
       SELECT replica FROM beaten`,
      [replica],
    );
    if (known.length === 0) await this.start(replica);
    await this.dataSource.query(NOTE_DEAD, [replica]);
  }

  /** Meta was told to come again, for the last so many milliseconds: until it does, its silence is no evidence. */
  async gap(replica: string, milliseconds: number, reason: string): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO receiver_gaps (replica, from_at, until_at, reason)
       VALUES ($1, now() - make_interval(secs => $2::float8 / 1000), now(), $3)
       ON CONFLICT (replica, from_at) DO UPDATE SET until_at = GREATEST(receiver_gaps.until_at, excluded.until_at)`,
      [replica, milliseconds, reason],
    );
  }

  async stop(replica: string): Promise<void> {
    await this.dataSource.query('UPDATE receivers SET stopped_at = now() WHERE replica = $1', [replica]);
  }
}

const NOTE_DEAD = `
  WITH dead AS (
    UPDATE receivers SET stopped_at = now() WHERE stopped_at IS NULL AND replica <> $1 AND beat_at < now() - ${SILENT_AFTER}
    RETURNING replica, beat_at)
  INSERT INTO receiver_gaps (replica, from_at, until_at, reason)
  SELECT replica, beat_at, now(), 'died' FROM dead
  ON CONFLICT (replica, from_at) DO UPDATE SET until_at = GREATEST(receiver_gaps.until_at, excluded.until_at)`;

const NOTE_SILENCE = `
  INSERT INTO receiver_gaps (replica, from_at, until_at, reason)
  SELECT $1, COALESCE((SELECT max(COALESCE(stopped_at, beat_at)) FROM receivers), now() - interval '1 hour'), now(), 'nobody listened'
  WHERE NOT EXISTS (SELECT FROM receivers WHERE stopped_at IS NULL AND beat_at > now() - ${SILENT_AFTER})
  ON CONFLICT DO NOTHING`;
