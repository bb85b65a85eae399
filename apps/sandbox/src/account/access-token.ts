import { createHash, timingSafeEqual } from 'node:crypto';
import type { GraphError } from '../graph/graph-error.js';
import { graphError } from '../graph/graph-error-codes.js';

export const tokenStates = ['valid', 'expired', 'invalidated', 'no-permission', 'no-asset-access'] as const;
export type TokenState = (typeof tokenStates)[number];

/** The system user's token: what is accepted, and in what state it is. */
export class AccessToken {
  #digest: Buffer;
  state: TokenState = 'valid';
  /** Unix seconds; 0 is never. */
  expiresAt = 0;

  constructor(private readonly initial: string) {
    this.#digest = digestOf(initial);
  }

  /** From now on only this token is accepted. */
  rotate(token: string): void {
    this.#digest = digestOf(token);
  }

  reset(): void {
    this.rotate(this.initial);
    this.state = 'valid';
    this.expiresAt = 0;
  }

  matches(presented: string): boolean {
    return timingSafeEqual(digestOf(presented), this.#digest);
  }

  /** Why a request with this Authorization value is refused, if it is. */
  refusal(presented: string | undefined, now: number): GraphError | undefined {
    if (presented === undefined || presented === '') return graphError(104);
    if (!this.matches(presented)) {
      return {
        ...graphError(190),
        subcode: 467,
        message: 'Error validating access token: The session has been invalidated.',
      };
    }
    if (this.state === 'expired') return expired(now);
    if (this.state === 'invalidated')
      return {
        ...graphError(190),
        subcode: 467,
        message: 'Error validating access token: The session has been invalidated.',
      };
    if (this.state === 'no-permission') return graphError(10);
    return this.state === 'no-asset-access' ? graphError(200) : undefined;
  }
}

/** Both sides are hashed, so that the comparison takes the same time whatever is presented. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function expired(now: number): GraphError {
  const since = new Date(now - 3600_000).toUTCString();
  return {
    ...graphError(190),
    message: `Error validating access token: Session has expired on ${since}. The current time is ${new Date(now).toUTCString()}.`,
  };
}
