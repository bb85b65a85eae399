import { Inject, Injectable } from '@nestjs/common';
import { ApiKeys, OperatorSessions } from '#clients';
import { EventLog } from '#runtime';
import type { Problem } from '../problems/problem.js';
import { Authenticate } from './authenticate.js';
import { FailedAttempts } from './failed-attempts.js';
import type { Need } from './need.js';
import { tooManyFailures } from './too-many-failures.js';

export type SigningIn =
  { readonly kind: 'signed_in'; readonly session: string } | { readonly kind: 'refused'; readonly problem: Problem };

const WRONG_KEY: Problem = { code: 'UNAUTHENTICATED', detail: 'The key is unknown, expired or revoked.' };

/**
 * Turns a key that a person types into a session. An address that tried many wrong keys is not heard until they are forgotten,
 * right key or wrong: a person can wait, and unlike a client comes from a browser that somebody may be guessing with.
 */
@Injectable()
export class SignIn {
  constructor(
    @Inject(ApiKeys) private readonly keys: ApiKeys,
    @Inject(OperatorSessions) private readonly sessions: OperatorSessions,
    private readonly authenticate: Authenticate,
    private readonly attempts: FailedAttempts,
    private readonly log: EventLog,
  ) {}

  async execute(key: string, ip: string, need: Need): Promise<SigningIn> {
    const suspectForMs = await this.attempts.suspectFor(ip);
    if (suspectForMs !== null) return refused(tooManyFailures(suspectForMs));
    const caller = await this.keys.verify(key);
    if (caller === null) {
      const waitMs = await this.attempts.count(ip);
      return refused(waitMs === null ? WRONG_KEY : tooManyFailures(waitMs));
    }
    const admission = await this.authenticate.admit(caller, need);
    if (admission.kind === 'refused') return admission;
    const session = await this.sessions.open(caller);
    if (session === null) return refused(WRONG_KEY);
    this.log.info('access.signed_in', { key: caller.keyId, client: caller.clientId });
    return { kind: 'signed_in', session };
  }
}

function refused(problem: Problem): SigningIn {
  return { kind: 'refused', problem };
}
