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

  /**
   * Where there was no cap before, whoever was written to in the last 24 hours counts from the start. That is read before the
   * claims are held up, and once more, of the last minutes, while they are.
   */
  async setCap(cap: number | null): Promise<void> {
    const before = await this.use();
    if (before.cap === cap) return;
    const countsFromNow = before.cap === null;
    if (countsFromNow) await this.dataSource.query(COUNT_SINCE, ['24 hours']);
    await this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT FROM portfolio FOR UPDATE');
      if (countsFromNow) await manager.query(COUNT_SINCE, ['10 minutes']);
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

// In one order, as claims write them. What is under way counts, too: nobody counts it later.
const COUNT_SINCE = `
  INSERT INTO portfolio_recipients (recipient, written_at)
  SELECT ${RECIPIENT}, max(a.started_at) FROM senders s
  JOIN send_attempts a ON a.sender_id = s.phone_number_id AND a.started_at > now() - $1::interval
    AND (a.outcome = 'accepted' OR a.outcome IS NULL)
  JOIN whatsapp_messages m ON m.id = a.message_id WHERE ${OUTSIDE_WINDOW} GROUP BY 1 ORDER BY 1
  ON CONFLICT (recipient) DO UPDATE SET written_at = GREATEST(portfolio_recipients.written_at, excluded.written_at)`;
