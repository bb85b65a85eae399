import { timingSafeEqual } from 'node:crypto';
import type { ApiKey } from './api-key.entity.js';
import { hashSecret, readApiKey } from './api-key.js';
import type { ApiKeysRepository } from './api-keys.repository.js';
import { ADMIN, type Caller } from './caller.js';
import { isScope } from './scopes.js';
import { Turns } from './turns.js';

/** How long a key's row is believed, in milliseconds; a revoked key works no longer than this. */
const BELIEVED_MS = 5_000;
const MARK_USED_EVERY_MS = 60_000;
/** Unknown keys of suspects that the database is asked for at the same time; each takes it about a millisecond. */
const SUSPECTS_AT_ONCE = 2;

interface Remembered {
  readonly readAt: number;
  readonly key: ApiKey;
}

/** Tells who holds a key. */
export class ApiKeys {
  private readonly remembered = new Map<string, Remembered>();
  private readonly markedUsed = new Map<string, number>();
  private readonly suspects = new Turns(SUSPECTS_AT_ONCE);
  private readonly adminHash: Buffer | null;

  constructor(
    private readonly repository: Pick<ApiKeysRepository, 'find' | 'markUsed'>,
    /** ADMIN_API_KEY */
    adminKey: string | undefined,
    /** Milliseconds since the epoch. */
    private readonly now: () => number,
  ) {
    this.adminHash = adminKey === undefined ? null : hashSecret(adminKey);
  }

  /**
   * The key's caller; null for whatever is no valid key. Rejects with the database's error. `suspect`: it comes from where
   * many wrong keys came from. A right key passes all the same, but one that was not seen before waits for its turn, so
   * that guesses do not take the database from others.
   */
  async verify(text: string, suspect = false): Promise<Caller | null> {
    if (this.adminHash !== null && timingSafeEqual(hashSecret(text), this.adminHash)) return ADMIN;
    const given = readApiKey(text);
    if (given === null) return null;
    const find = (): Promise<ApiKey | null> => this.find(given.id);
    const key = await (suspect && !this.remembered.has(given.id) ? this.suspects.take(find) : find());
    const now = this.now();
    if (key === null || !timingSafeEqual(hashSecret(given.secret), key.secretHash) || !isLive(key, now)) return null;
    this.remember(key, now);
    return { clientId: key.clientId, keyId: key.id, scopes: key.scopes.filter(isScope), senderIds: key.senderIds };
  }

  private async find(id: string): Promise<ApiKey | null> {
    const kept = this.remembered.get(id);
    if (kept !== undefined && this.now() - kept.readAt < BELIEVED_MS) return kept.key;
    const key = await this.repository.find(id);
    if (key === null) this.remembered.delete(id);
    else if (kept !== undefined) this.remembered.set(id, { key, readAt: this.now() });
    return key;
  }

  private remember(key: ApiKey, now: number): void {
    if (this.remembered.get(key.id)?.key !== key) this.remembered.set(key.id, { key, readAt: now });
    if (now - (this.markedUsed.get(key.id) ?? 0) < MARK_USED_EVERY_MS) return;
    this.markedUsed.set(key.id, now);
    // For people who clean up keys: no request waits for it or fails by it.
    this.repository.markUsed(key.id, new Date(now)).catch(() => this.markedUsed.delete(key.id));
  }
}

function isLive(key: ApiKey, now: number): boolean {
  return key.revokedAt === null && (key.expiresAt === null || key.expiresAt.getTime() > now);
}
