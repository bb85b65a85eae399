import type { DataSource } from 'typeorm';

/** To which trace a message belongs: that of the request that made it, kept with its row. */
export class MessageTracesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** `traceparent` by message; one that was made while nobody traced is left out. */
  async of(messageIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows: { id: string; traceparent: string }[] = await this.dataSource.query(
      'SELECT id, traceparent FROM whatsapp_messages WHERE id = ANY($1::uuid[]) AND traceparent IS NOT NULL',
      [messageIds],
    );
    return new Map(rows.map((row) => [row.id, row.traceparent]));
  }
}
