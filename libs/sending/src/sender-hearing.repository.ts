import type { DataSource } from 'typeorm';

/** How far Meta's statuses of each sender have come (sender-hearing.ts), for whoever asks whether it was heard at all. */
export class SenderHearingRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** By phone number id, in Meta's own time. */
  async heardUntil(): Promise<ReadonlyMap<string, Date>> {
    const rows: { senderId: string; until: Date }[] = await this.dataSource.query(
      'SELECT sender_id AS "senderId", heard_until AS until FROM sender_hearing',
    );
    return new Map(rows.map(({ senderId, until }) => [senderId, until]));
  }

  /** How long ago that was, of those that were heard at all; never below 0, though Meta's clock may be ahead. */
  secondsAgo(): Promise<readonly { readonly senderId: string; readonly seconds: number }[]> {
    return this.dataSource.query(
      `SELECT sender_id AS "senderId", GREATEST(0, extract(epoch FROM now() - heard_until))::float8 AS seconds FROM sender_hearing`,
    );
  }
}
