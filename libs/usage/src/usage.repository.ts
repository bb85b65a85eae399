import type { DataSource } from 'typeorm';

/** What counts in a month, or a day, of one number, of those clients that may be seen. */
export interface UsageFigure {
  /** First day of the month, or the day, of BILLING_TIMEZONE: `2026-11-01`. */
  readonly start: string;
  readonly senderId: string;
  readonly figure: 'message' | 'conversation';
  readonly billable: 'yes' | 'no' | 'unknown' | '';
  /** As Meta's webhooks name it, in small letters; empty where they told none, and so is the type. */
  readonly category: string;
  readonly type: string;
  /** ISO 3166; empty where it is not known. */
  readonly country: string;
  readonly count: number;
}

export interface UsageFilters {
  readonly period: 'day' | 'month';
  /** First and last day that count. */
  readonly from: string;
  readonly to: string;
  /** Null: of all senders. */
  readonly senders: readonly string[] | null;
  /** Null: who asks may see everybody's. */
  readonly clientId: string | null;
}

/** Delivered messages and conversations, as the worker has counted them. */
export class UsageRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Those that are not 0. */
  figures({ period, from, to, senders, clientId }: UsageFilters): Promise<readonly UsageFigure[]> {
    return this.dataSource.query(FIGURES, [period, from, to, senders, clientId]);
  }

  /** All numbers that anything was ever sent from, or that are configured. */
  async senders(): Promise<readonly string[]> {
    const rows: { id: string }[] = await this.dataSource.query(
      'SELECT phone_number_id AS id FROM senders ORDER BY phone_number_id',
    );
    return rows.map((row) => row.id);
  }
}

const FIGURES = `
  SELECT start::text AS start, sender_id AS "senderId", figure, billable, category, type, country,
    sum(count)::float8 AS count
  FROM usage_figures
  WHERE period = $1 AND start BETWEEN $2::date AND $3::date AND ($4::text[] IS NULL OR sender_id = ANY($4))
    AND ($5::uuid IS NULL OR client_id = $5)
  GROUP BY usage_figures.start, sender_id, figure, billable, category, type, country HAVING sum(count) <> 0
  ORDER BY 1, 2, 3, 4, 5, 6, 7`;
