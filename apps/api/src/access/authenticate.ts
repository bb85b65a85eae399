import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ApiKeys, type Caller, type Scope } from '#clients';
import { Environment, EventLog } from '#runtime';
import type { Problem } from '../problems/problem.js';
import { FailedAttempts } from './failed-attempts.js';
import type { Need } from './need.js';
import { retryAfter } from './retry-after.js';
import { tooManyFailures } from './too-many-failures.js';

export interface Credentials {
  readonly authorization: string | undefined;
  readonly ip: string;
}

export type Authentication =
  | { readonly kind: 'caller'; readonly caller: Caller }
  /** `caller`: whose key it was, where it was right. */
  | { readonly kind: 'refused'; readonly problem: Problem; readonly caller: Caller | null };

/** Finds out who calls, whether the key may do it, and whether it does it too often. */
@Injectable()
export class Authenticate {
  private readonly requests: RateLimiterMemory | null;
  /** A client that calls what it may not does so all day. */
  private readonly told = new RateLimiterMemory({ points: 1, duration: 60 });

  constructor(
    @Inject(ApiKeys) private readonly keys: ApiKeys,
    private readonly attempts: FailedAttempts,
    private readonly log: EventLog,
    environment: Environment,
  ) {
    const points = environment.API_RATE_LIMIT;
    this.requests = points === 0 ? null : new RateLimiterMemory({ points, duration: 1 });
  }

  async execute({ authorization, ip }: Credentials, need: Need): Promise<Authentication> {
    const key = bearerIn(authorization);
    return key === null ? refused(NO_KEY) : this.byKey(key, ip, need);
  }

  async byKey(key: string, ip: string, need: Need): Promise<Authentication> {
    // Only wrong keys are held against an address: behind an ingress or in an office it is also that of everybody else.
    const suspect = (await this.attempts.suspectFor(ip)) !== null;
    const caller = await this.keys.verify(key, suspect);
    return caller === null ? refused(await this.failed(ip)) : this.admit(caller, need);
  }

  /** Whether somebody whose key or session was right may do this, and has not done too much this second. */
  async admit(caller: Caller, need: Need): Promise<Authentication> {
    const waitMs = this.requests === null ? null : await over(this.requests, caller.keyId);
    if (waitMs !== null) {
      const detail = 'The key has used up its requests of this second. Send batches, or slow down.';
      return refused({ code: 'RATE_LIMITED', detail, headers: retryAfter(waitMs) }, caller);
    }
    const missing = missingScopes(caller, need);
    if (missing !== null) {
      await this.tell(caller, 'scope');
      return refused({ code: 'SCOPE_MISSING', detail: `This needs a key with the scope ${missing}.` }, caller);
    }
    if (need.allSenders && caller.senderIds !== null) {
      await this.tell(caller, 'sender');
      return refused(OF_ALL_SENDERS, caller);
    }
    return { kind: 'caller', caller };
  }

  private async failed(ip: string): Promise<Problem> {
    const waitMs = await this.attempts.count(ip);
    return waitMs === null ? unauthenticated('The key is unknown, expired or revoked.') : tooManyFailures(waitMs);
  }

  private async tell({ keyId, clientId }: Caller, reason: 'scope' | 'sender'): Promise<void> {
    if ((await over(this.told, `${keyId} ${reason}`)) === null)
      this.log.warn('access.refused', { reason, key: keyId, client: clientId });
  }
}

/** What a key lacks, in words; null where it lacks nothing. */
function missingScopes(caller: Caller, { scopes, oneOf = [] }: Need): string | null {
  const has = (scope: Scope): boolean => caller.scopes.includes(scope);
  const missing = scopes.filter((scope) => !has(scope));
  if (missing.length > 0) return missing.join(' and ');
  return oneOf.length === 0 || oneOf.some(has) ? null : oneOf.join(' or ');
}

/** Counts one; null while within the limit, else the milliseconds until there is room again. */
async function over(limiter: RateLimiterMemory, key: string): Promise<number | null> {
  try {
    await limiter.consume(key);
    return null;
  } catch (rejection) {
    if (rejection instanceof RateLimiterRes) return rejection.msBeforeNext;
    throw rejection;
  }
}

function bearerIn(authorization: string | undefined): string | null {
  const [, key] = /^bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
  return key ?? null;
}

const OF_ALL_SENDERS: Problem = {
  code: 'SENDER_NOT_ALLOWED',
  detail: 'This shows figures of all senders: use a key that is not bound to some of them.',
};

const NO_KEY: Problem = unauthenticated('No key was sent.');

function unauthenticated(why: string): Problem {
  return {
    code: 'UNAUTHENTICATED',
    detail: `${why} Send "Authorization: Bearer <key>".`,
    headers: { 'www-authenticate': 'Bearer' },
  };
}

function refused(problem: Problem, caller: Caller | null = null): Authentication {
  return { kind: 'refused', problem, caller };
}
