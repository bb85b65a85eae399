import type { DataSource } from 'typeorm';

/** The single row that says whether this installation sends at all, and with which templates. */
export class InstallationRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** ENABLE_WHATSAPP_NOTIFICATIONS, written by each worker as it starts, so that every claim reads the same answer. */
  async setSendingEnabled(enabled: boolean): Promise<void> {
    await this.dataSource.query(
      'UPDATE installation SET sending_enabled = $1, updated_at = now() WHERE sending_enabled IS DISTINCT FROM $1',
      [enabled],
    );
  }

  /** BLOCK_CATEGORY_DRIFT, likewise. */
  async setBlockCategoryDrift(block: boolean): Promise<void> {
    await this.dataSource.query(
      'UPDATE installation SET block_category_drift = $1, updated_at = now() WHERE block_category_drift IS DISTINCT FROM $1',
      [block],
    );
  }

  /** Whether the messages of a template that Meta moved to MARKETING wait. */
  async blocksCategoryDrift(): Promise<boolean> {
    const [row]: { blocks: boolean }[] = await this.dataSource.query(
      'SELECT block_category_drift AS blocks FROM installation',
    );
    return row?.blocks ?? false;
  }

  async sendingEnabled(): Promise<boolean> {
    const [row]: { enabled: boolean }[] = await this.dataSource.query(
      'SELECT sending_enabled AND NOT recovery_needed AS enabled FROM installation',
    );
    return row?.enabled ?? false;
  }

  /** Messages that wait for senders other than these: nobody who reads this configuration will send them. */
  waitingForOthers(
    senders: readonly string[],
  ): Promise<readonly { readonly senderId: string; readonly count: number }[]> {
    return this.dataSource.query(
      `SELECT sender_id AS "senderId", count(*)::integer AS count FROM send_queue WHERE sender_id <> ALL($1::text[]) GROUP BY 1 ORDER BY 1`,
      [senders],
    );
  }
}
