import type { DataSource } from 'typeorm';

/** An endpoint that something is due for, to be put into the queue. */
export interface WokenEndpoint {
  readonly endpointId: string;
  readonly wakes: number;
}

/** What a worker needs to serve an endpoint. Secrets are sealed. */
export interface ServedEndpoint {
  readonly endpointId: string;
  readonly url: string;
  readonly rateLimit: number | null;
  readonly secret: string;
  readonly previousSecret: string | null;
}

/** One worker at a time serves an endpoint, for as long as it says so again. All by PostgreSQL's clock. */
export class CallbackLanesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * The endpoints for which something is due and which nobody serves; those that were put into the queue before only when it
   * has had time to lose them.
   */
  wake(): Promise<readonly WokenEndpoint[]> {
    return this.dataSource.query(WAKE);
  }

  /** Null where another worker serves it, or it was disabled meanwhile. */
  async take(endpointId: string, holder: string): Promise<ServedEndpoint | null> {
    const [endpoint]: ServedEndpoint[] = await this.dataSource.query(TAKE, [endpointId, holder]);
    return endpoint ?? null;
  }

  /** False where it is another worker's by now, or was disabled: nothing more is to be begun. */
  async keep(endpointId: string, holder: string): Promise<boolean> {
    const kept: unknown[] = await this.dataSource.query(KEEP, [endpointId, holder]);
    return kept.length > 0;
  }

  /** Gives it back; nobody serves it for so many milliseconds. */
  async release(endpointId: string, holder: string, restMs: number): Promise<void> {
    await this.dataSource.query(
      `UPDATE callback_lanes SET holder = NULL, woken_at = NULL,
         held_until = CASE WHEN $3::float8 > 0 THEN now() + make_interval(secs => $3 / 1000) ELSE '-infinity' END
       WHERE endpoint_id = $1 AND holder = $2`,
      [endpointId, holder, restMs],
    );
  }
}

/** A worker that died is missed for so long; one that lives says so every other second. */
const HELD_FOR = `interval '10 seconds'`;
/** A job that was not taken up by then was lost, or many endpoints are busy: a second one does no harm. */
const LOST_AFTER = `interval '5 seconds'`;

const WAKE = `
  WITH due AS MATERIALIZED (
    SELECT l.endpoint_id FROM callback_lanes l JOIN callback_endpoints e ON e.id = l.endpoint_id
    WHERE e.enabled AND l.held_until < now() AND (l.woken_at IS NULL OR l.woken_at < now() - ${LOST_AFTER})
      AND (SELECT true FROM callback_deliveries d WHERE d.endpoint_id = l.endpoint_id AND d.state = 0 AND d.due_at <= now() LIMIT 1)
    ORDER BY l.endpoint_id FOR UPDATE OF l SKIP LOCKED
  ), woken AS (
    UPDATE callback_lanes l SET woken_at = now(), wakes = l.wakes + 1 FROM due WHERE l.endpoint_id = due.endpoint_id
    RETURNING l.endpoint_id AS "endpointId", l.wakes)
  SELECT * FROM woken`;

const TAKE = `
  WITH taken AS (
    UPDATE callback_lanes l SET holder = $2, held_until = now() + ${HELD_FOR} FROM callback_endpoints e
    WHERE l.endpoint_id = $1 AND l.held_until < now() AND e.id = l.endpoint_id AND e.enabled
    RETURNING e.id AS "endpointId", e.url, e.rate_limit AS "rateLimit", e.secret,
      CASE WHEN e.previous_until > now() THEN e.previous_secret END AS "previousSecret")
  SELECT * FROM taken`;

const KEEP = `
  WITH kept AS (
    UPDATE callback_lanes l SET held_until = now() + ${HELD_FOR} FROM callback_endpoints e
    WHERE l.endpoint_id = $1 AND l.holder = $2 AND l.held_until > now() AND e.id = l.endpoint_id AND e.enabled RETURNING 1)
  SELECT * FROM kept`;
