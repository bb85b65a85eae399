import type { DataSource } from 'typeorm';
import type { CallbackEndpoint, EndpointOwner, EndpointSettings } from './callback-endpoint.js';

export interface NewEndpoint extends EndpointSettings {
  readonly id: string;
  /** Null: the admin's. */
  readonly clientId: string | null;
  /** Sealed. */
  readonly secret: string;
}

/** What changes of an endpoint. */
export interface EndpointChange extends Omit<EndpointSettings, 'enabled'> {
  /** Null: as it is. What a person disables is theirs, whoever has disabled it before. */
  readonly enabled: boolean | null;
}

/** More than any client needs, and what the hot path bears: each event is written once for each endpoint that is told of it. */
export const MOST_ENDPOINTS = 20;

/** A secret as it is kept, of the endpoint that it belongs to. */
export interface KeptSecret {
  readonly endpointId: string;
  readonly secret: string;
  readonly previousSecret: string | null;
}

/** Who is told of what happens. */
export class CallbackEndpointsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** False where its client has enough of them. Committed when it resolves. */
  create(endpoint: NewEndpoint): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      // Two requests at once would both find room for one.
      await manager.query(`SELECT pg_advisory_xact_lock(hashtext('callback_endpoints'))`);
      const rows: unknown[] = await manager.query(CREATE, [
        endpoint.id,
        endpoint.clientId,
        endpoint.url,
        endpoint.description,
        endpoint.events,
        endpoint.senders,
        endpoint.rateLimit,
        endpoint.enabled,
        endpoint.secret,
      ]);
      return rows.length > 0;
    });
  }

  /** The newest first. */
  list(owner: EndpointOwner): Promise<readonly CallbackEndpoint[]> {
    return this.dataSource.query(`${SELECT} WHERE ${VISIBLE} ORDER BY e.created_at DESC, e.id`, [
      owner.clientId,
      owner.senderIds,
    ]);
  }

  /** Null where there is none that this owner may see. */
  async find(owner: EndpointOwner, id: string): Promise<CallbackEndpoint | null> {
    const [endpoint]: CallbackEndpoint[] = await this.dataSource.query(`${SELECT} WHERE ${VISIBLE} AND e.id = $3`, [
      owner.clientId,
      owner.senderIds,
      id,
    ]);
    return endpoint ?? null;
  }

  /**
   * Replaces the settings. Who disables it gives up what waits, as the machine does; who enables it forgets why it was disabled.
   * Whoever serves it goes on by what it was for some seconds at the most. Committed when it resolves.
   */
  async change(id: string, { url, description, events, senders, rateLimit, enabled }: EndpointChange): Promise<void> {
    await this.dataSource.query(CHANGE, [id, url, description, events, senders, rateLimit, enabled]);
    if (enabled === false) await this.giveUp(id);
  }

  /** It is told nothing more, and what was kept for it goes by and by. False where there is none. */
  async remove(id: string): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(REMOVE, [id]);
    return rows.length > 0;
  }

  /** The secret of until now signs too for so many milliseconds; until when. */
  async rotate(id: string, secret: string, graceMs: number): Promise<Date | null> {
    const [row]: { until: Date }[] = await this.dataSource.query(ROTATE, [id, secret, graceMs]);
    return row?.until ?? null;
  }

  /** What waits for one that was disabled is kept for whoever recovers it. */
  async giveUp(id: string): Promise<void> {
    await this.dataSource.query(GIVE_UP, [id]);
  }

  /** How many the machine has disabled. */
  async countDisabled(): Promise<number> {
    const [row]: { count: number }[] = await this.dataSource.query(
      `SELECT count(*)::integer AS count FROM callback_endpoints WHERE disabled_because <> 'PERSON' AND deleted_at IS NULL`,
    );
    return row?.count ?? 0;
  }

  secrets(): Promise<readonly KeptSecret[]> {
    return this.dataSource.query(
      `SELECT id AS "endpointId", secret, previous_secret AS "previousSecret" FROM callback_endpoints WHERE deleted_at IS NULL`,
    );
  }

  /** The same secrets, sealed with another key; unless one was replaced meanwhile. */
  async reseal(old: KeptSecret, sealed: KeptSecret): Promise<void> {
    await this.dataSource.query(
      `UPDATE callback_endpoints SET secret = $3, previous_secret = $4
       WHERE id = $1 AND secret = $2 AND previous_secret IS NOT DISTINCT FROM $5`,
      [old.endpointId, old.secret, sealed.secret, sealed.previousSecret, old.previousSecret],
    );
  }
}

const SELECT = `
  SELECT e.id, e.url, e.description, e.events, e.sender_ids AS senders, e.rate_limit AS "rateLimit", e.enabled,
    e.disabled_because AS "disabledBecause", e.disabled_at AS "disabledAt", e.created_at AS "createdAt",
    CASE WHEN e.previous_until > now() THEN e.previous_until END AS "previousSecretUntil",
    (SELECT count(*)::integer FROM callback_deliveries d WHERE d.endpoint_id = e.id AND d.state = 0) AS waiting,
    (SELECT first.started_at FROM (
        SELECT d.id, d.attempts - d.failures + 1 AS number FROM callback_deliveries d
        WHERE d.endpoint_id = e.id AND d.state = 0 AND d.failures > 0 ORDER BY d.failures DESC, d.occurred_at LIMIT 1) worst
      JOIN callback_attempts first ON first.delivery_id = worst.id AND first.number = worst.number) AS "failingSince"
  FROM callback_endpoints e`;

const VISIBLE = `e.deleted_at IS NULL AND ($1::uuid IS NULL OR e.client_id = $1)
  AND ($2::text[] IS NULL OR COALESCE(e.sender_ids <@ $2::text[], false))`;

const CREATE = `
  WITH made AS (
    INSERT INTO callback_endpoints (id, client_id, url, description, events, sender_ids, rate_limit, enabled, disabled_because,
      disabled_at, secret)
    SELECT $1::uuid, $2::uuid, $3, $4, $5::text[], $6::text[], $7::integer, $8::boolean,
      CASE WHEN NOT $8 THEN 'PERSON' END, CASE WHEN NOT $8 THEN now() END, $9
    WHERE (SELECT count(*) FROM callback_endpoints WHERE client_id IS NOT DISTINCT FROM $2::uuid AND deleted_at IS NULL) < ${MOST_ENDPOINTS}
    RETURNING id
  ), lane AS (
    INSERT INTO callback_lanes (endpoint_id) SELECT id FROM made)
  SELECT id FROM made`;

/** Its holder looks every other second whether it still is, and begins nothing more; by then another one may read what has changed. */
const HAND_OVER = `UPDATE callback_lanes l SET holder = NULL, held_until = LEAST(l.held_until, now() + interval '3 seconds')`;

const CHANGE = `
  WITH changed AS (
    UPDATE callback_endpoints SET url = $2, description = $3, events = $4, sender_ids = $5, rate_limit = $6,
      enabled = COALESCE($7::boolean, enabled),
      disabled_because = CASE $7 WHEN true THEN NULL WHEN false THEN 'PERSON' ELSE disabled_because END,
      disabled_at = CASE $7 WHEN true THEN NULL WHEN false THEN COALESCE(disabled_at, now()) ELSE disabled_at END
    WHERE id = $1 AND deleted_at IS NULL RETURNING id
  )
  ${HAND_OVER} FROM changed WHERE l.endpoint_id = changed.id`;

/** In a statement of its own: whoever settles holds deliveries and waits for the endpoint. */
const GIVE_UP = `
  WITH waiting AS MATERIALIZED (
    SELECT id FROM callback_deliveries WHERE endpoint_id = $1 AND state = 0 ORDER BY id FOR UPDATE)
  UPDATE callback_deliveries d SET state = 2, settled_at = now() FROM waiting WHERE d.id = waiting.id`;

const REMOVE = `
  WITH removed AS (
    UPDATE callback_endpoints SET deleted_at = now(), enabled = false, disabled_because = 'PERSON',
      disabled_at = COALESCE(disabled_at, now()), url = '', secret = '', previous_secret = NULL, description = NULL
    WHERE id = $1 AND deleted_at IS NULL RETURNING id
  ), lane AS (
    DELETE FROM callback_lanes l USING removed WHERE l.endpoint_id = removed.id)
  SELECT id FROM removed`;

const ROTATE = `
  WITH rotated AS (
    UPDATE callback_endpoints SET secret = $2, previous_secret = CASE WHEN $3::float8 > 0 THEN secret END,
      previous_until = CASE WHEN $3 > 0 THEN date_trunc('milliseconds', now() + make_interval(secs => $3 / 1000)) END
    WHERE id = $1 AND deleted_at IS NULL RETURNING id, COALESCE(previous_until, now()) AS until
  ), lane AS (
    ${HAND_OVER} FROM rotated WHERE l.endpoint_id = rotated.id)
  SELECT until FROM rotated`;
