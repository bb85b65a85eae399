import { timingSafeEqual } from 'node:crypto';
import { batchFault } from '#database';
import { BacklogFullError, MicroBatcher } from '#runtime';
import { hashSecret, readApiKey } from './api-key.js';
import type { ApiKeysRepository } from './api-keys.repository.js';
import { ADMIN, type Caller } from './caller.js';
import { isScope } from './scopes.js';
import type { StoredKey } from './stored-key.js';

/** How long a key's row is believed, in milliseconds: what is revoked ends within five seconds, the time to ask included. */
const BELIEVED_MS = 4_000;
const MARK_USED_EVERY_MS = 60_000;
/** How long unknown keys of suspects gather behind the first until the database is asked for all of them, in milliseconds. */
const SUSPECTS_GATHER_MS = 20;
const MOST_SUSPECTS_WAITING = 2_000;

/** Who holds a key, and the hash that only the key's secret leads to. */
export interface KeyHolder {
  readonly caller: Caller;
  readonly secretHash: Buffer;
}

/** What was heard of a key: as it was when it was asked for, or a moment later. */
interface Belief {
  readonly askedAt: number;
  readonly key: StoredKey | null;
}

interface Question {
  readonly askedAt: number;
  readonly answer: Promise<Belief>;
}

/** Tells who holds a key. */
export class ApiKeys {
  private readonly believed = new Map<string, Belief>();
  private readonly asking = new Map<string, Question>();
  private readonly markedUsed = new Map<string, number>();
  private readonly suspects: MicroBatcher<string, StoredKey | null>;
  private readonly adminHash: Buffer | null;

  constructor(
    private readonly repository: Pick<ApiKeysRepository, 'find' | 'markUsed'>,
    /** ADMIN_API_KEY */
    adminKey: string | undefined,
    /** Milliseconds of a monotonic clock: one that is set back would let a revoked key live on. */
    private readonly now: () => number,
  ) {
    this.adminHash = adminKey === undefined ? null : hashSecret(adminKey);
    this.suspects = new MicroBatcher({
      write: (ids) => repository.find(ids),
      faultOf: batchFault,
      windowMs: SUSPECTS_GATHER_MS,
      maxItems: 500,
      maxInFlight: 1,
      maxWaiting: MOST_SUSPECTS_WAITING,
      stalledAfterMs: 5_000,
    });
  }

  /**
   * The key's caller; null for whatever is no valid key. Rejects with the database's error. `suspect`: it comes from where
   * many wrong keys came from. A right key passes all the same, but one that was not seen before is asked for together with
   * the guesses of its moment, so that those do not take the database from others; where too many wait it is as good as wrong.
   */
  async verify(text: string, suspect = false): Promise<Caller | null> {
    if (this.adminHash !== null && timingSafeEqual(hashSecret(text), this.adminHash)) return ADMIN;
    const given = readApiKey(text);
    if (given === null) return null;
    const belief = await this.heardOfSuspect(given.id, suspect);
    if (belief === null || belief.key === null || !timingSafeEqual(hashSecret(given.secret), belief.key.secretHash))
      return null;
    const caller = this.holderIn(belief)?.caller ?? null;
    if (caller !== null) this.noteUse(caller.keyId);
    return caller;
  }

  /** Who holds a key; null where there is none of this id, or it has ended. Rejects with the database's error, or BacklogFullError. */
  async holderOf(keyId: string): Promise<KeyHolder | null> {
    if (keyId === ADMIN.keyId) return this.adminHash === null ? null : { caller: ADMIN, secretHash: this.adminHash };
    // An id proves nothing: whoever makes them up is a suspect.
    return this.holderIn(await this.heard(keyId, true));
  }

  /**
   * Somebody has proved the key, or a session that began with it; an id alone proves nothing. For people who clean up keys, to the
   * minute: no request waits for it or fails by it.
   */
  noteUse(keyId: string): void {
    const now = this.now();
    if (keyId === ADMIN.keyId || now - (this.markedUsed.get(keyId) ?? -Infinity) < MARK_USED_EVERY_MS) return;
    this.markedUsed.set(keyId, now);
    this.repository.markUsed(keyId).catch(() => this.markedUsed.delete(keyId));
  }

  /** Null where it was not asked for, because too many suspects wait. */
  private async heardOfSuspect(id: string, suspect: boolean): Promise<Belief | null> {
    try {
      return await this.heard(id, suspect);
    } catch (error) {
      if (error instanceof BacklogFullError) return null;
      throw error;
    }
  }

  private async heard(id: string, suspect: boolean): Promise<Belief> {
    const belief = this.believed.get(id);
    if (belief !== undefined && this.isFresh(belief)) return belief;
    // All requests of one moment ask once. A question that has waited too long brings an answer that is too old for them.
    const asked = this.asking.get(id);
    const question = asked !== undefined && this.isFresh(asked) ? asked : this.ask(id, suspect && belief === undefined);
    return question.answer;
  }

  private isFresh({ askedAt }: { readonly askedAt: number }): boolean {
    return this.now() - askedAt < BELIEVED_MS;
  }

  private ask(id: string, suspect: boolean): Question {
    const askedAt = this.now();
    const question = { askedAt, answer: this.read(id, suspect, askedAt) };
    this.asking.set(id, question);
    const isOver = (): void => {
      if (this.asking.get(id) === question) this.asking.delete(id);
    };
    question.answer.then(isOver, isOver);
    return question;
  }

  private async read(id: string, suspect: boolean, askedAt: number): Promise<Belief> {
    const [key = null] = suspect ? [await this.suspects.add(id)] : await this.repository.find([id]);
    const belief = { askedAt, key };
    const known = this.believed.get(id);
    // Ids that somebody made up would fill the memory.
    if (known === undefined ? key !== null : known.askedAt < askedAt) this.believed.set(id, belief);
    return belief;
  }

  private holderIn({ askedAt, key }: Belief): KeyHolder | null {
    if (key === null || key.revoked || (key.livesForMs !== null && this.now() >= askedAt + key.livesForMs)) return null;
    const { id: keyId, clientId, scopes, senderIds, secretHash } = key;
    return { caller: { clientId, keyId, scopes: scopes.filter(isScope), senderIds }, secretHash };
  }
}
