import { createHmac } from 'node:crypto';
import type { ApiKeys } from './api-keys.js';
import type { Caller } from './caller.js';
import type { OperatorSessionsRepository } from './operator-sessions.repository.js';

/** `<id of the key>.<token>`: 32 random bytes in base64url. */
const FORM = /^(admin|[0-9A-Za-z]{8})\.([\w-]{43})$/;

/**
 * People who signed in with a key, so that a browser need not keep the key. What is stored of a session is made from its
 * token and the key's own hash: it is found by nobody without the token, and with the key it ends in every process.
 */
export class OperatorSessions {
  constructor(
    private readonly keys: Pick<ApiKeys, 'holderOf'>,
    private readonly repository: OperatorSessionsRepository,
    /** Must be cryptographic. */
    private readonly randomBytes: (size: number) => Buffer,
  ) {}

  /** What the browser keeps; null where the key has ended meanwhile. Rejects with the database's error. */
  async open({ keyId }: Caller): Promise<string | null> {
    const holder = await this.keys.holderOf(keyId);
    if (holder === null) return null;
    const token = this.randomBytes(32).toString('base64url');
    await this.repository.open(sessionHash(holder.secretHash, token), keyId);
    return `${keyId}.${token}`;
  }

  /** Whose session it is; null once it is over. Rejects with the database's error. */
  async callerOf(text: string): Promise<Caller | null> {
    const session = await this.find(text);
    return session !== null && (await this.repository.isOpen(session.hash)) ? session.caller : null;
  }

  /** From the next request on it is over, in every process. */
  async close(text: string): Promise<void> {
    const session = await this.find(text);
    if (session !== null) await this.repository.close(session.hash);
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
