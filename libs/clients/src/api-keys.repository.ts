import { randomBytes } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { hashSecret, newApiKey, writeApiKey } from './api-key.js';
import type { ApiKeyRotation } from './api-key-rotation.js';
import type { ListedKey } from './listed-key.js';
import type { Scope } from './scopes.js';
import type { StoredKey } from './stored-key.js';

export interface NewKey {
  /** Made if there is none of this name: a second key of one name belongs to the same client. */
  readonly clientName: string;
  readonly keyName: string;
  readonly scopes: readonly Scope[];
  /** Null: all senders. */
  readonly senderIds: readonly string[] | null;
  readonly expiresAt: Date | null;
}

/** Tables `clients` and `api_keys`; each change of a key stands in `key_events` as well. */
export class ApiKeysRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** In the order of the ids; null where there is no such key. */
  async find(ids: readonly string[]): Promise<readonly (StoredKey | null)[]> {
    const rows: StoredKey[] = await this.dataSource.query(
      `SELECT id, client_id AS "clientId", secret_hash AS "secretHash", scopes, sender_ids AS "senderIds",
         revoked_at IS NOT NULL AS revoked, (extract(epoch FROM expires_at - now()) * 1000)::float8 AS "livesForMs"
       FROM api_keys WHERE id = ANY($1)`,
      [ids],
    );
    const found = new Map(rows.map((key) => [key.id, key]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** The key itself is in the answer and nowhere else: it cannot be shown again. */
  async create(key: NewKey): Promise<{ readonly id: string; readonly text: string }> {
    const fresh = newApiKey(randomBytes);
    await this.dataSource.query(
      `WITH client AS (
         INSERT INTO clients (id, name) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id),
       made AS (
         INSERT INTO api_keys (id, client_id, name, secret_hash, scopes, sender_ids, expires_at)
         SELECT $3, id, $4, $5, $6, $7, $8 FROM client RETURNING id)
       INSERT INTO key_events (type, key_id) SELECT 'created', id FROM made`,
      [
        uuidv7(),
        key.clientName,
        fresh.id,
        key.keyName,
        hashSecret(fresh.secret),
        key.scopes,
        key.senderIds,
        key.expiresAt,
      ],
    );
    return { id: fresh.id, text: writeApiKey(fresh) };
  }

  /**
   * A new key that may do the same and lives as long from now as the old one was to live. The old one ends after `graceMs`,
   * at once where that is 0, and never later than it would have.
   */
  rotate(id: string, graceMs: number): Promise<ApiKeyRotation> {
    return this.dataSource.transaction(async (manager) => {
      const rows: { readonly ended: boolean; readonly replacedBy: string | null }[] = await manager.query(
        `SELECT replaced_by AS "replacedBy", revoked_at IS NOT NULL OR coalesce(expires_at <= now(), false) AS ended
         FROM api_keys WHERE id = $1 FOR UPDATE`,
        [id],
      );
      const [old] = rows;
      if (old === undefined) return { kind: 'unknown' };
      if (old.replacedBy !== null) return { kind: 'rotated_before', by: old.replacedBy };
      if (old.ended) return { kind: 'ended' };
      return this.replace(manager, id, graceMs);
    });
  }

  /** Null where there is no client of this name. */
  async client(name: string): Promise<{ readonly since: Date; readonly keys: number } | null> {
    const [found]: { readonly since: Date; readonly keys: number }[] = await this.dataSource.query(
      `SELECT created_at AS since, (SELECT count(*)::integer FROM api_keys k WHERE k.client_id = c.id) AS keys
       FROM clients c WHERE name = $1`,
      [name],
    );
    return found ?? null;
  }

  /** Newest first. */
  list(): Promise<readonly ListedKey[]> {
    return this.dataSource.query(
      `SELECT k.id, k.name, c.name AS client, k.scopes, k.sender_ids AS "senderIds", k.created_at AS "createdAt",
         k.expires_at AS "expiresAt", k.revoked_at AS "revokedAt", k.last_used_at AS "lastUsedAt", k.replaced_by AS "replacedBy",
         CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked' WHEN k.expires_at <= now() THEN 'expired'
           WHEN k.replaced_by IS NOT NULL THEN 'replaced' ELSE 'live' END AS state
       FROM api_keys k JOIN clients c ON c.id = k.client_id ORDER BY k.created_at DESC, k.id`,
    );
  }

  /** False when there is no such key or it was revoked before. */
  async revoke(id: string): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `WITH revoked AS (UPDATE api_keys SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL RETURNING id),
       noted AS (INSERT INTO key_events (type, key_id) SELECT 'revoked', id FROM revoked)
       SELECT FROM revoked`,
      [id],
    );
    return rows.length > 0;
  }

  /** Every process says so once a minute at most; one of them is enough. */
  async markUsed(id: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE api_keys SET last_used_at = now()
       WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '30 seconds')`,
      [id],
    );
  }

  private async replace(manager: EntityManager, id: string, graceMs: number): Promise<ApiKeyRotation> {
    const fresh = newApiKey(randomBytes);
    await manager.query(
      `INSERT INTO api_keys (id, client_id, name, secret_hash, scopes, sender_ids, expires_at)
       SELECT $2, client_id, name, $3, scopes, sender_ids, now() + (expires_at - created_at) FROM api_keys WHERE id = $1`,
      [id, fresh.id, hashSecret(fresh.secret)],
    );
    const rows: { readonly endsAt: Date }[] = await manager.query(
      `WITH ended AS (
         UPDATE api_keys SET replaced_by = $2, revoked_at = CASE WHEN $3::float8 = 0 THEN now() END,
           expires_at = LEAST(expires_at, now() + make_interval(secs => $3::float8 / 1000))
         WHERE id = $1 RETURNING expires_at)
       SELECT expires_at AS "endsAt" FROM ended`,
      [id, fresh.id, graceMs],
    );
    await manager.query(`INSERT INTO key_events (type, key_id) VALUES ('rotated', $1), ('created', $2)`, [
      id,
      fresh.id,
    ]);
    const endsAt = rows[0]?.endsAt ?? new Date();
    return { kind: 'rotated', id: fresh.id, text: writeApiKey(fresh), endsAt };
  }
}
