import type { DataSource } from 'typeorm';
import { ALL_CLIENTS, ALL_SENDERS } from './all-together.js';

export type Grain = 'hour' | 'day';

export interface StatsFilters {
  readonly grain: Grain;
  /** Beginning of the first hour or day. */
  readonly from: Date;
  /** End of the last one. */
  readonly to: Date;
  /** Null: of all senders. */
  readonly senders: readonly string[] | null;
  /** Null: all templates together. */
  readonly template: string | null;
  /** Null: of all clients. */
  readonly clientId: string | null;
}

/** How many messages that were accepted in an hour or a day (UTC) stand for a figure. */
export interface MessageFigure {
  /** Its beginning, in milliseconds since 1970. */
  readonly start: number;
  readonly figure:
    'accepted' | 'cancelled' | 'sent' | 'delivered' | 'read' | 'failed' | 'time_to_sent' | 'time_to_delivered';
  /** Of a failure its code, of a time its bin (time-bins.ts). */
  readonly detail: string;
  readonly count: number;
}

/** What became of messages, as the worker has counted it: a second or two behind them. */
export class StatsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Those that are not 0; thousands of them come as one value, because rows would take longer to read than to add up. */
  async figures({ grain, from, to, senders, template, clientId }: StatsFilters): Promise<readonly MessageFigure[]> {
    const [row]: { figures: readonly Packed[] | null }[] = await this.dataSource.query(FIGURES, [
      template ?? '',
      grain,
      from,
      to,
      senders ?? (clientId === null ? [ALL_SENDERS] : null),
      clientId ?? ALL_CLIENTS,
    ]);
    return (row?.figures ?? []).flatMap(([start, figure, counts]) =>
      Object.entries(counts).map(([detail, count]) => ({ start: start * 1_000, figure, detail, count })),
    );
  }
}

type Packed = readonly [start: number, figure: MessageFigure['figure'], counts: Readonly<Record<string, number>>];

/** As float8, which is exact up to 2^53: sums of bigint are numeric, and take twice as long. */
const FIGURES = `
  SELECT json_agg(json_build_array(date_part('epoch', start), figure, counts)) AS figures FROM (
    SELECT start, figure, json_object_agg(detail, count) AS counts FROM (
      SELECT start, figure, detail, sum(count::float8) AS count FROM message_figures
      WHERE template_name = $1 AND grain = $2 AND start >= $3 AND start < $4
        AND ($5::text[] IS NULL OR sender_id = ANY($5)) AND client_id = $6
      GROUP BY start, figure, detail HAVING sum(count::float8) <> 0) details
    GROUP BY start, figure) f`;
