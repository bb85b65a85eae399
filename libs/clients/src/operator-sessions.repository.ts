import type { DataSource } from 'typeorm';

/** Hours until somebody has to sign in again, whatever they do, and hours without a request after which it is over. */
const LONGEST_H = 8;
const LONGEST_IDLE_H = 1;

/** Table `operator_sessions`. */
export class OperatorSessionsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Sessions that are over go with the next that begins: there are few. */
  async open(sessionHash: Buffer, keyId: string): Promise<void> {
    await this.dataSource.query(
      `WITH over AS (
         DELETE FROM operator_sessions WHERE expires_at <= now() OR seen_at <= now() - make_interval(hours => $3))
       INSERT INTO operator_sessions (session_hash, key_id, expires_at) VALUES ($1, $2, now() + make_interval(hours => $4))`,
      [sessionHash, keyId, LONGEST_IDLE_H, LONGEST_H],
    );
  }

  /** Which of them last, in the order of the hashes; that one was seen is written down once a minute. */
  async areOpen(sessionHashes: readonly Buffer[]): Promise<readonly boolean[]> {
    const rows: { readonly hash: string }[] = await this.dataSource.query(
      `WITH open AS (
         SELECT session_hash FROM operator_sessions
         WHERE session_hash = ANY($1::bytea[]) AND expires_at > now() AND seen_at > now() - make_interval(hours => $2)),
       seen AS (
         UPDATE operator_sessions s SET seen_at = now() FROM open
         WHERE s.session_hash = open.session_hash AND s.seen_at < now() - interval '1 minute')
       SELECT encode(session_hash, 'hex') AS hash FROM open`,
      [sessionHashes, LONGEST_IDLE_H],
    );
    const open = new Set(rows.map(({ hash }) => hash));
    return sessionHashes.map((hash) => open.has(hash.toString('hex')));
  }

  async close(sessionHash: Buffer): Promise<void> {
    await this.dataSource.query('DELETE FROM operator_sessions WHERE session_hash = $1', [sessionHash]);
  }
}
