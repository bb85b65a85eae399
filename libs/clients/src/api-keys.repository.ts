import { randomBytes } from 'node:crypto';
import { type DataSource, IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { ApiKey } from './api-key.entity.js';
import { hashSecret, newApiKey, writeApiKey } from './api-key.js';
import { Client } from './client.entity.js';
import type { Scope } from './scopes.js';

export interface NewKey {
  /** Made if there is none of this name: a second key of one name belongs to the same client. */
  readonly clientName: string;
  readonly keyName: string;
  readonly scopes: readonly Scope[];
  /** Null: all senders. */
  readonly senderIds: readonly string[] | null;
  readonly expiresAt: Date | null;
}

/** Tables `clients` and `api_keys`. */
export class ApiKeysRepository {
  constructor(private readonly dataSource: DataSource) {}

  find(id: string): Promise<ApiKey | null> {
    return this.dataSource.getRepository(ApiKey).findOneBy({ id });
  }

  /** The key itself is in the answer and nowhere else: it cannot be shown again. */
  async create(key: NewKey): Promise<{ readonly id: string; readonly text: string }> {
    const fresh = newApiKey(randomBytes);
    await this.dataSource.transaction(async (manager) => {
      await manager
        .createQueryBuilder()
        .insert()
        .into(Client)
        .values({ id: uuidv7(), name: key.clientName })
        .orIgnore()
        .execute();
      const { id: clientId } = await manager.getRepository(Client).findOneByOrFail({ name: key.clientName });
      await manager.getRepository(ApiKey).insert({
        id: fresh.id,
        clientId,
        name: key.keyName,
        secretHash: hashSecret(fresh.secret),
        scopes: [...key.scopes],
        senderIds: key.senderIds === null ? null : [...key.senderIds],
        expiresAt: key.expiresAt,
      });
    });
    return { id: fresh.id, text: writeApiKey(fresh) };
  }

  /** Newest first. */
  list(): Promise<readonly ApiKey[]> {
    return this.dataSource.getRepository(ApiKey).find({ order: { createdAt: 'DESC' } });
  }

  /** False when there is no such key or it was revoked before. */
  async revoke(id: string, at: Date): Promise<boolean> {
    const { affected } = await this.dataSource
      .getRepository(ApiKey)
      .update({ id, revokedAt: IsNull() }, { revokedAt: at });
    return affected === 1;
  }

  async markUsed(id: string, at: Date): Promise<void> {
    await this.dataSource.getRepository(ApiKey).update({ id }, { lastUsedAt: at });
  }
}
