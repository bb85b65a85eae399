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
}
