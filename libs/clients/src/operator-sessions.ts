import { createHmac } from 'node:crypto';
import { batchFault } from '#database';
import { MicroBatcher } from '#runtime';
import type { ApiKeys } from './api-keys.js';
import type { Caller } from './caller.js';
import type { OperatorSessionsRepository } from './operator-sessions.repository.js';

/** `<id of the key>.<token>`: 32 random bytes in base64url. */
const FORM = /^(admin|[0-9A-Za-z]{8})\.([\w-]{43})$/;

/** How long sessions that suspects claim gather behind the first until the database is asked for all of them, in milliseconds. */
const SUSPECTS_GATHER_MS = 20;
const MOST_SUSPECTS_WAITING = 2_000;

/**
 * People who signed in with a key, so that a browser need not keep the key. What is stored of a session is made from its
 * token and the key's own hash: it is found by nobody without the token, and with the key it ends in every process.
 */
export class OperatorSessions {
  private readonly suspects: MicroBatcher<Buffer, boolean>;

  constructor(
    private readonly keys: Pick<ApiKeys, 'holderOf' | 'noteUse'>,
    private readonly repository: OperatorSessionsRepository,
    /** Must be cryptographic. */
    private readonly randomBytes: (size: number) => Buffer,
  ) {
    this.suspects = new MicroBatcher({
      write: (hashes) => repository.areOpen(hashes),
      faultOf: batchFault,
      windowMs: SUSPECTS_GATHER_MS,
      maxItems: 500,
      maxInFlight: 1,
      maxWaiting: MOST_SUSPECTS_WAITING,
      stalledAfterMs: 5_000,
    });
  }

  /** What the browser keeps; null where the key has ended meanwhile. Rejects with the database's error. */
  async open({ keyId }: Caller): Promise<string | null> {
    const holder = await this.keys.holderOf(keyId);
    if (holder === null) return null;
    const token = this.randomBytes(32).toString('base64url');
    await this.repository.open(sessionHash(holder.secretHash, token), keyId);
    return `${keyId}.${token}`;
  }

  /**
   * Whose session it is; null once it is over. Rejects with the database's error. `suspect`: it comes from where many wrong keys
   * and sessions came from. A right one counts all the same, but is asked for together with the guesses of its moment; where too
   * many wait it rejects with BacklogFullError: that says nothing of the session, which the browser has to keep.
   */
  async callerOf(text: string, suspect = false): Promise<Caller | null> {
    const session = await this.find(text);
    if (session === null || !(await this.isOpen(session.hash, suspect))) return null;
    this.keys.noteUse(session.caller.keyId);
    return session.caller;
  }

  /** From the next request on it is over, in every process. */
  async close(text: string): Promise<void> {
    const session = await this.find(text);
    if (session !== null) await this.repository.close(session.hash);
  }

  private async isOpen(hash: Buffer, suspect: boolean): Promise<boolean> {
    const [open = false] = suspect ? [await this.suspects.add(hash)] : await this.repository.areOpen([hash]);
    return open;
  }

  private async find(text: string): Promise<{ readonly caller: Caller; readonly hash: Buffer } | null> {
    const [, keyId = '', token = ''] = FORM.exec(text) ?? [];
    const holder = token === '' ? null : await this.keys.holderOf(keyId);
    return holder === null ? null : { caller: holder.caller, hash: sessionHash(holder.secretHash, token) };
  }
}

function sessionHash(secretHash: Buffer, token: string): Buffer {
  return createHmac('sha256', secretHash).update(token).digest();
}
