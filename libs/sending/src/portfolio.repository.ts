import type { DataSource } from 'typeorm';
import { OUTSIDE_WINDOW } from './keep-within-cap.js';
import { RECIPIENT } from './recipient-pacing.js';

export interface PortfolioUse {
  /** PORTFOLIO_DAILY_RECIPIENTS as the workers have it; null where there is no cap, and then nothing is counted. */
  readonly cap: number | null;
  /** Different recipients of the last 24 hours that had not written to us within 24 hours. */
  readonly used: number;
}

/** The cap on recipients a day, beside what each claim does about it (keep-within-cap.ts). */
export class PortfolioRepository {
  constructor(private readonly dataSource: DataSource) {}

  async use(): Promise<PortfolioUse> {
    const [row]: PortfolioUse[] = await this.dataSource.query('SELECT daily_recipients AS cap, used FROM portfolio');
    return row ?? { cap: null, used: 0 };
  }

  /** Where there was no cap before, whoever was written to in the last 24 hours counts from the start. */
  async setCap(cap: number | null): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const [before]: { cap: number | null }[] = await manager.query(
        'SELECT daily_recipients AS cap FROM portfolio FOR UPDATE',
      );
      if (before === undefined || before.cap === cap) return;
      if (before.cap === null) await manager.query(COUNT_FROM_NOW);
      await manager.query(
        'UPDATE portfolio SET daily_recipients = $1, used = (SELECT count(*) FROM portfolio_recipients)',
        [cap],
      );
    });
  }

  /** Whoever was not written to for 24 hours counts no longer. */
  async forgetOld(): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const held: unknown[] = await manager.query('SELECT FROM portfolio WHERE used > 0 FOR UPDATE');
      if (held.length === 0) return;
      await manager.query(`
        WITH gone AS (DELETE FROM portfolio_recipients WHERE written_at <= now() - interval '24 hours' RETURNING 1)
        UPDATE portfolio SET used = used - n.count FROM (SELECT count(*) FROM gone) n WHERE n.count > 0`);
    });
  }
}

const COUNT_FROM_NOW = `
  INSERT INTO portfolio_recipients (recipient, written_at)
  SELECT ${RECIPIENT}, max(a.started_at) FROM senders s
  JOIN send_attempts a ON a.sender_id = s.phone_number_id AND a.started_at > now() - interval '24 hours' AND a.outcome = 'accepted'
  JOIN whatsapp_messages m ON m.id = a.message_id WHERE ${OUTSIDE_WINDOW} GROUP BY 1
  ON CONFLICT (recipient) DO UPDATE SET written_at = GREATEST(portfolio_recipients.written_at, excluded.written_at)`;
