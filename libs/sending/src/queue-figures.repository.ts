import type { DataSource } from 'typeorm';
import { TEMPLATE_STOPS, mayBeCalledUntil } from '#messages';

export interface QueueFigures {
  readonly senderId: string;
  readonly queued: number;
  readonly sending: number;
  readonly unconfirmed: number;
  readonly held: number;
  /** Seconds for which a message could have been claimed and was not, of the one that waits longest; 0 where there is none. */
  readonly oldestClaimableSeconds: number;
  /** The same of those that wait for their sender, their template or the installation as well. */
  readonly oldestDueSeconds: number;
}

/** What waits, for metrics and for the worker's liveness. */
export class QueueFiguresRepository {
  constructor(private readonly dataSource: DataSource) {}

  read(): Promise<readonly QueueFigures[]> {
    return this.dataSource.query(FIGURES);
  }
}

/**
 * A half-open sender sends its next message when the wait after the last one is over: from then on that it is not claimed is
 * nobody's doing but ours. While its one message is under way there is nothing to claim.
 * What waits is counted before anything is looked up for it: a million messages are of few templates and countries.
 */
const FIGURES = `
  WITH waiting AS MATERIALIZED (
    SELECT q.sender_id, q.waba_id, q.template_name, q.template_language, q.country,
      count(*) FILTER (WHERE q.state = 0) AS queued, count(*) FILTER (WHERE q.state = 1) AS sending,
      count(*) FILTER (WHERE q.state = 2) AS unconfirmed, count(*) FILTER (WHERE q.state = 3) AS held,
      bool_or(q.state = 1 AND ${mayBeCalledUntil('q')} > now()) AS under_way,
      min(q.due_at) FILTER (WHERE q.state = 0 AND q.due_at <= now()) AS due,
      min(q.due_at) FILTER (WHERE q.state = 0 AND q.due_at <= now() AND q.expires_at > now()) AS alive
    FROM send_queue q GROUP BY 1, 2, 3, 4, 5
  )
  SELECT s.phone_number_id AS "senderId",
    COALESCE(sum(w.queued), 0)::integer AS queued, COALESCE(sum(w.sending), 0)::integer AS sending,
    COALESCE(sum(w.unconfirmed), 0)::integer AS unconfirmed, COALESCE(sum(w.held), 0)::integer AS held,
    CASE WHEN s.half_open AND bool_or(w.under_way) THEN 0 ELSE COALESCE(extract(epoch FROM now()
      - min(CASE WHEN s.half_open THEN GREATEST(w.alive, s.wait_until) ELSE w.alive END)
        FILTER (WHERE w.alive IS NOT NULL
          AND i.sending_enabled AND NOT i.recovery_needed AND s.state = 'ACTIVE'
          AND (s.wait_until IS NULL OR s.wait_until <= now()) AND c.country IS NULL
          AND NOT ${TEMPLATE_STOPS})), 0) END::float8 AS "oldestClaimableSeconds",
    COALESCE(extract(epoch FROM now() - min(w.due)), 0)::float8 AS "oldestDueSeconds"
  FROM senders s CROSS JOIN installation i
  LEFT JOIN waiting w ON w.sender_id = s.phone_number_id
  LEFT JOIN templates t ON t.waba_id = w.waba_id AND t.name = w.template_name AND t.language = w.template_language
  LEFT JOIN sender_country_pauses c ON c.sender_id = w.sender_id AND c.country = w.country AND c.lifted_at IS NULL
  GROUP BY s.phone_number_id`;
