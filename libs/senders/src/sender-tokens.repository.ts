import type { DataSource } from 'typeorm';

export interface ExpiringToken {
  readonly senderId: string;
  readonly expiresAt: Date;
  /** Whole days left; less than 0 where it has expired. */
  readonly days: number;
}

/** How long the access token of a sender lives, as Meta told it last; one row for all workers. */
export class SenderTokensRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** True for one caller where this token was not asked about yet, or longer ago than that. */
  async take(senderId: string, fingerprint: string, afterMs: number): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(TAKE, [senderId, fingerprint, afterMs]);
    return rows.length > 0;
  }

  /** Null: it does not expire, or nobody knows. */
  async keep(senderId: string, fingerprint: string, expiresAt: Date | null): Promise<void> {
    await this.dataSource.query('UPDATE sender_tokens SET expires_at = $3 WHERE sender_id = $1 AND fingerprint = $2', [
      senderId,
      fingerprint,
      expiresAt,
    ]);
  }

  /** Meta did not answer: whoever looks next asks again. */
  async putBack(senderId: string, fingerprint: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE sender_tokens SET checked_at = '-infinity' WHERE sender_id = $1 AND fingerprint = $2`,
      [senderId, fingerprint],
    );
  }

  /** Whose token expires within that time, or has; each once a day, to one caller. */
  async toWarnOf(senderIds: readonly string[], withinMs: number): Promise<readonly ExpiringToken[]> {
    return this.dataSource.query(WARN, [senderIds, withinMs]);
  }

  /** Seconds left, less than 0 where it has expired; those without an end that is known are left out. */
  async secondsLeft(senderIds: readonly string[]): Promise<readonly { senderId: string; seconds: number }[]> {
    return this.dataSource.query(
      `SELECT sender_id AS "senderId", extract(epoch FROM expires_at - now())::float8 AS seconds
       FROM sender_tokens WHERE sender_id = ANY($1::text[]) AND expires_at IS NOT NULL`,
      [senderIds],
    );
  }
}

const TAKE = `
  WITH taken AS (
    INSERT INTO sender_tokens AS t (sender_id, fingerprint, checked_at) VALUES ($1, $2, now())
    ON CONFLICT (sender_id) DO UPDATE SET fingerprint = excluded.fingerprint, checked_at = now(),
      expires_at = CASE WHEN t.fingerprint = excluded.fingerprint THEN t.expires_at END,
      warned_at = CASE WHEN t.fingerprint = excluded.fingerprint THEN t.warned_at END
    WHERE t.fingerprint <> excluded.fingerprint OR t.checked_at <= now() - make_interval(secs => $3::float8 / 1000)
    RETURNING 1)
  SELECT * FROM taken`;

const WARN = `
  WITH warned AS (
    UPDATE sender_tokens SET warned_at = now()
    WHERE sender_id = ANY($1::text[]) AND expires_at < now() + make_interval(secs => $2::float8 / 1000)
      AND (warned_at IS NULL OR warned_at <= now() - interval '1 day')
    RETURNING sender_id AS "senderId", expires_at AS "expiresAt",
      floor(extract(epoch FROM expires_at - now()) / 86400)::integer AS days)
  SELECT * FROM warned`;
