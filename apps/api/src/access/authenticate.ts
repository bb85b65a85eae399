import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ApiKeys, type Caller, type Scope } from '#clients';
import { Environment, EventLog } from '#runtime';
import type { Problem } from '../problems/problem.js';

export interface Credentials {
  readonly authorization: string | undefined;
  readonly ip: string;
}

export type Authentication =
  { readonly kind: 'caller'; readonly caller: Caller } | { readonly kind: 'refused'; readonly problem: Problem };

const FAILURES_A_MINUTE = 30;

/** Finds out who calls, whether the key may do it, and whether it does it too often. */
@Injectable()
export class Authenticate {
  private readonly failures = new RateLimiterMemory({ points: FAILURES_A_MINUTE, duration: 60 });
  private readonly requests: RateLimiterMemory | null;

  constructor(
    @Inject(ApiKeys) private readonly keys: ApiKeys,
    private readonly log: EventLog,
    environment: Environment,
  ) {
    const points = environment.API_RATE_LIMIT;
    this.requests = points === 0 ? null : new RateLimiterMemory({ points, duration: 1 });
  }

  /** `scopes`: all that are needed. A browser shows its sign-in where `challenge` is Basic; the key is the password. */
  async execute(
    { authorization, ip }: Credentials,
    scopes: readonly Scope[],
    challenge: 'Bearer' | 'Basic' = 'Bearer',
  ): Promise<Authentication> {
    const key = keyIn(authorization, challenge);
    if (key === null) return refused(unauthenticated(challenge, 'No key was sent.'));
    // Only wrong keys are held against an address: behind an ingress or in an office it is also that of everybody else.
    const caller = await this.keys.verify(key, await this.isSuspect(ip));
    if (caller === null) return refused(await this.failed(ip, challenge));
    const missing = scopes.filter((scope) => !caller.scopes.includes(scope));
    if (missing.length > 0) {
      return refused({ code: 'SCOPE_MISSING', detail: `This needs a key with the scope ${missing.join(' and ')}.` });
    }
    return (await this.tooFast(caller)) ?? { kind: 'caller', caller };
  }

  private async isSuspect(ip: string): Promise<boolean> {
    const state = await this.failures.get(ip);
    return state !== null && state.consumedPoints > FAILURES_A_MINUTE;
  }

  private async failed(ip: string, challenge: 'Bearer' | 'Basic'): Promise<Problem> {
    this.log.warn('access.refused', { reason: 'key' });
    const waitMs = await over(this.failures, ip);
    if (waitMs === null) return unauthenticated(challenge, 'The key is unknown, expired or revoked.');
    return {
      code: 'TOO_MANY_FAILED_ATTEMPTS',
      detail: 'Too many requests from this address had a wrong key.',
      headers: { 'retry-after': seconds(waitMs) },
    };
  }

  private async tooFast(caller: Caller): Promise<Authentication | null> {
    const waitMs = this.requests === null ? null : await over(this.requests, caller.keyId);
    if (waitMs === null) return null;
    const detail = 'The key has used up its requests of this second. Send batches, or slow down.';
    return refused({ code: 'RATE_LIMITED', detail, headers: { 'retry-after': seconds(waitMs) } });
  }
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

function keyIn(authorization: string | undefined, challenge: 'Bearer' | 'Basic'): string | null {
  const [, scheme = '', value = ''] = /^(\S+) +(\S+) *$/.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (challenge !== 'Basic' || scheme.toLowerCase() !== 'basic') return null;
  const [, password] = /^[^:]*:(.*)$/s.exec(Buffer.from(value, 'base64').toString('utf8')) ?? [];
  return password ?? null;
}

function unauthenticated(challenge: 'Bearer' | 'Basic', why: string): Problem {
  return {
    code: 'UNAUTHENTICATED',
    detail: `${why} Send "Authorization: Bearer <key>".`,
    headers: { 'www-authenticate': challenge === 'Basic' ? 'Basic realm="Recado", charset="UTF-8"' : 'Bearer' },
  };
}

function refused(problem: Problem): Authentication {
  return { kind: 'refused', problem };
}

function seconds(ms: number): string {
  return String(Math.max(1, Math.ceil(ms / 1_000)));
}
