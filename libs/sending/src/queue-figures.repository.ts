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
 */
const FIGURES = `
  SELECT s.phone_number_id AS "senderId",
    count(*) FILTER (WHERE q.state = 0)::integer AS queued, count(*) FILTER (WHERE q.state = 1)::integer AS sending,
    count(*) FILTER (WHERE q.state = 2)::integer AS unconfirmed, count(*) FILTER (WHERE q.state = 3)::integer AS held,
    CASE WHEN s.half_open AND bool_or(q.state = 1 AND ${mayBeCalledUntil('q')} > now()) THEN 0 ELSE COALESCE(extract(epoch FROM now()
      - min(CASE WHEN s.half_open THEN GREATEST(q.due_at, s.wait_until) ELSE q.due_at END)
        FILTER (WHERE q.state = 0 AND q.due_at <= now() AND q.expires_at > now()
          AND i.sending_enabled AND NOT i.recovery_needed AND s.state = 'ACTIVE'
          AND (s.wait_until IS NULL OR s.wait_until <= now()) AND c.country IS NULL
          AND NOT ${TEMPLATE_STOPS})), 0) END::float8 AS "oldestClaimableSeconds",
    COALESCE(extract(epoch FROM now() - min(q.due_at) FILTER (WHERE q.state = 0 AND q.due_at <= now())), 0)::float8 AS "oldestDueSeconds"
  FROM senders s CROSS JOIN installation i
  LEFT JOIN send_queue q ON q.sender_id = s.phone_number_id
  LEFT JOIN templates t ON t.waba_id = q.waba_id AND t.name = q.template_name AND t.language = q.template_language
  LEFT JOIN sender_country_pauses c ON c.sender_id = q.sender_id AND c.country = q.country AND c.lifted_at IS NULL
  GROUP BY s.phone_number_id`;
