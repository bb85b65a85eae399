import type { DataSource } from 'typeorm';

/** The single row that says whether this installation sends at all. */
export class InstallationRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** ENABLE_WHATSAPP_NOTIFICATIONS, written by each worker as it starts, so that every claim reads the same answer. */
  async setSendingEnabled(enabled: boolean): Promise<void> {
    await this.dataSource.query(
      'UPDATE installation SET sending_enabled = $1, updated_at = now() WHERE sending_enabled IS DISTINCT FROM $1',
      [enabled],
    );
  }

  async sendingEnabled(): Promise<boolean> {
    const [row]: { enabled: boolean }[] = await this.dataSource.query(
      'SELECT sending_enabled AND NOT recovery_needed AS enabled FROM installation',
    );
    return row?.enabled ?? false;
  }
}
