import type { DataSource } from 'typeorm';
import { PARKED_FOR } from '#sending';

/** Meta repeats a webhook for up to 7 days; a day more, and nothing of it can come again. */
const KEPT = `interval '8 days'`;
/** What Meta told of an account is looked up when something is wrong with it, weeks later. */
const EVENTS_KEPT = `interval '90 days'`;
/** Who wants to be called back about what recipients decide is so long before. */
const DECISIONS_KEPT = `interval '90 days'`;
const PAGE = 5_000;

export class OldWebhooksRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Deletes in pages, so that no statement holds much for long, and as many of them as there are: what nobody stops another
   * system from sending here may come by the hundred a second. Of raw webhooks that is only what came on a day without a
   * partition.
   */
  async drop(): Promise<{ parkedStatuses: number }> {
    await this.dropPages(
      `DELETE FROM webhook_payloads_rest WHERE (received_at, id) IN (
         SELECT received_at, id FROM webhook_payloads_rest WHERE received_at < now() - ${KEPT} ORDER BY received_at LIMIT ${PAGE})`,
    );
    // What was set aside may hold what recipients wrote: it goes with the body that it was a part of.
    await this.dropPages(
      `DELETE FROM webhook_quarantine WHERE key IN (
         SELECT key FROM webhook_quarantine WHERE received_at < now() - ${KEPT} ORDER BY received_at LIMIT ${PAGE})`,
    );
    const parkedStatuses = await this.dropPages(
      `DELETE FROM parked_statuses WHERE (wamid, sender_id, status, error_code) IN (
         SELECT wamid, sender_id, status, error_code FROM parked_statuses WHERE received_at < now() - ${PARKED_FOR}
         ORDER BY received_at LIMIT ${PAGE})`,
    );
    await this.dataSource.query(`DELETE FROM account_events WHERE received_at < now() - ${EVENTS_KEPT}`);
    await this.dataSource.query(`DELETE FROM recipient_events WHERE recorded_at < now() - ${DECISIONS_KEPT}`);
    await this.dataSource.query(`DELETE FROM receivers WHERE stopped_at < now() - ${KEPT}`);
    await this.dataSource.query(`DELETE FROM receiver_gaps WHERE until_at < now() - ${KEPT}`);
    await this.dataSource.query(`DELETE FROM hearing_gaps WHERE until_at < now() - ${KEPT}`);
    return { parkedStatuses };
  }

  /** How many there were. */
  private async dropPages(statement: string): Promise<number> {
    for (let dropped = 0; ;) {
      const [{ count }]: [{ count: number }] = await this.dataSource.query(
        `WITH dropped AS (${statement} RETURNING 1) SELECT count(*)::integer AS count FROM dropped`,
      );
      dropped += count;
      if (count < PAGE) return dropped;
    }
  }
}
